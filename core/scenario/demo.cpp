// SPDX-License-Identifier: MIT
#include "core/scenario/demo.h"

#include <array>

namespace redial {

using namespace std::chrono_literals;

StationRunConfiguration demoConfiguration()
{
    StationRunConfiguration demo;
    demo.boot.interval = 2s;
    // The third message of the first connection, after the boot and a heartbeat, is the planned
    // call: it is in flight when the reset comes (P31). Without a session there is none.
    demo.script.closings = {
        {ScriptedClosing::When::OnMessage, 3, {}, {ClosingKind::Way::Reset, 0}, 1},
        {ScriptedClosing::When::AfterDelay, 0, 3500ms, {ClosingKind::Way::Reset, 0}, 1},
        {ScriptedClosing::When::AfterDelay, 0, 4s, {ClosingKind::Way::CloseFrame, 1001}, 3},
    };
    demo.outages = {{6500ms, 3s}};
    // The second one is wanted while the server is away (P30).
    demo.calls = {{3s, QStringLiteral("StatusNotification"), {}},
                  {7s, QStringLiteral("StatusNotification"), {}}};
    demo.duration = 20s;
    return demo;
}

StationRunConfiguration dayConfiguration(std::uint32_t drops, std::chrono::nanoseconds duration)
{
    static constexpr std::array<DropKind, 3> kinds{DropKind::Reset, DropKind::EndOfStream,
                                                   DropKind::Close};
    StationRunConfiguration day;
    day.boot.interval = 300s;
    day.virtualTime = true;
    day.duration = duration;
    for (std::uint32_t i = 0; i < drops; ++i)
        day.drops.push_back({duration / (drops + 1) * (i + 1), kinds[i % kinds.size()]});
    return day;
}

} // namespace redial

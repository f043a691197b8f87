// SPDX-License-Identifier: MIT
#pragma once

#include "core/explore/explore_settings.h"
#include "core/explore/message_recorder.h"
#include "core/explore/model_observer.h"
#include "core/log/event_recorder.h"
#include "core/reconnect/reconnect_journal.h"
#include "core/time/virtual_clock.h"

#include <array>

namespace redial {

/// Writes what goes on inside a path as the shells of the machines would. Lives as long as the
/// path; owns neither log nor clock.
class PathRecorder final : public ModelObserver
{
public:
    PathRecorder(EventLog& log, VirtualClock& clock, const ExploreSettings& settings);

    void timePassed(std::chrono::nanoseconds time) override;
    void timerFired(std::uint8_t timer) override;
    void reconnectInput(const ReconnectInput& input, const ModelState& state) override;
    void reconnectEffect(const ReconnectEffect& effect) override;
    void sessionInput(const SessionInput& input, const ModelState& state) override;
    void sessionEffect(const SessionEffect& effect) override;
    void linkClosed(const CloseInfo& info) override;
    void linkOpened() override;

private:
    VirtualClock& clock_;
    const ReconnectPolicy& policy_;
    EventRecorder recorder_;
    ReconnectJournal journal_;
    MessageRecorder messages_;
    CloseInfo lastClose_;
    std::array<TimerId, reconnectTimerCount> timers_{};
    TimerId lastTimer_ = 0;
    /// The place of the next input's events.
    std::uint32_t epoch_ = 0;
    std::uint32_t attempt_ = 0;
    bool wanted_ = false;
};

} // namespace redial

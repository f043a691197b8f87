// SPDX-License-Identifier: MIT
#include "core/mutants/situations.h"

#include "core/fault/fault_plan_reader.h"
#include "core/session/stream_dialect.h"

namespace redial::situation {

using namespace std::chrono_literals;

StationRunConfiguration quiet(std::chrono::nanoseconds duration)
{
    StationRunConfiguration configuration;
    configuration.virtualTime = true;
    configuration.boot.interval = 300s;
    configuration.duration = duration;
    return configuration;
}

StationRunConfiguration longOutage()
{
    StationRunConfiguration configuration = quiet(400s);
    configuration.policy.maxBackoff = 4s;
    configuration.outages = {{5s, 300s}};
    return configuration;
}

StationRunConfiguration queuedCalls(int calls)
{
    StationRunConfiguration configuration = longOutage();
    configuration.session.offlineSend = OfflineSend::Queue;
    for (int i = 1; i <= calls; ++i)
        configuration.calls.push_back({i * 20s, QStringLiteral("StatusNotification"), {}});
    return configuration;
}

StationRunConfiguration manyLosses()
{
    constexpr int losses = 260;
    StationRunConfiguration configuration = quiet((losses + 1) * 10s);
    for (int i = 1; i <= losses; ++i)
        configuration.drops.push_back({i * 10s, DropKind::Reset});
    return configuration;
}

StationRunConfiguration threeLosses()
{
    StationRunConfiguration configuration = quiet(80s);
    configuration.drops = {{20s, DropKind::Reset}, {40s, DropKind::Reset}, {60s, DropKind::Reset}};
    return configuration;
}

StationRunConfiguration withFault(std::chrono::nanoseconds duration, const char* fault)
{
    StationRunConfiguration configuration = quiet(duration);
    if (auto planned = parsePlannedFault(QString::fromLatin1(fault)))
        configuration.faults.faults.push_back(*planned);
    return configuration;
}

StationRunConfiguration lostCall()
{
    StationRunConfiguration configuration = quiet(40s);
    configuration.calls = {{10s, QStringLiteral("StatusNotification"), {}}};
    configuration.drops = {{10s + 500us, DropKind::Reset}};
    return configuration;
}

StationRunConfiguration pendingBoot()
{
    StationRunConfiguration configuration = quiet(70s);
    configuration.boot = {BootAnswer::Status::Pending, 20s, 0};
    return configuration;
}

StationRunConfiguration feedLosses()
{
    StationRunConfiguration configuration = threeLosses();
    configuration.protocol.reset();
    configuration.feed.emplace();
    configuration.feed->rate = 2;
    configuration.stream = feedDialect(configuration.feed->channels);
    configuration.stream->policy.heartbeatEvery = 7s;
    return configuration;
}

} // namespace redial::situation

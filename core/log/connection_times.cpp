// SPDX-License-Identifier: MIT
#include "core/log/connection_times.h"

#include <map>

namespace redial {

namespace {

bool isCall(const EventLog& log, EventNumber number, EventKind kind, std::string_view action)
{
    return log.header(number).kind == kind && log.text(number, FieldKey::Action) == action;
}

/// The stage that an event marks; null if none.
std::optional<MonotonicTime> ConnectionTimes::*stageOf(const EventLog& log, EventNumber number)
{
    switch (log.header(number).kind) {
    case EventKind::ConnectBegin:
    case EventKind::Accepted:
        return &ConnectionTimes::begin;
    case EventKind::Opened:
        return &ConnectionTimes::opened;
    case EventKind::BootSent:
        return &ConnectionTimes::bootSent;
    case EventKind::BootAnswered:
        return log.text(number, FieldKey::Status) == "Accepted" ? &ConnectionTimes::bootAccepted
                                                                : nullptr;
    case EventKind::Online:
        return &ConnectionTimes::online;
    case EventKind::HeartbeatSent:
        return &ConnectionTimes::firstHeartbeat;
    case EventKind::Closed:
        return &ConnectionTimes::closed;
    default:
        break;
    }
    if (isCall(log, number, EventKind::CallReceived, "BootNotification"))
        return &ConnectionTimes::bootSent;
    if (isCall(log, number, EventKind::CallReceived, "Heartbeat"))
        return &ConnectionTimes::firstHeartbeat;
    return nullptr;
}

} // namespace

std::vector<ConnectionTimes> connectionTimes(const EventLog& log, Source party)
{
    std::map<std::uint32_t, ConnectionTimes> byEpoch;
    for (EventNumber number = 1; number <= log.size(); ++number) {
        const EventHeader& header = log.header(number);
        if (header.source != party || header.epoch == 0)
            continue;
        const auto stage = stageOf(log, number);
        if (!stage)
            continue;
        ConnectionTimes& times = byEpoch[header.epoch];
        if (!(times.*stage))
            times.*stage = header.time;
        if (stage == &ConnectionTimes::begin)
            times.attempt = header.attempt;
        times.epoch = header.epoch;
    }
    std::vector<ConnectionTimes> result;
    result.reserve(byEpoch.size());
    for (const auto& [epoch, times] : byEpoch)
        result.push_back(times);
    return result;
}

} // namespace redial

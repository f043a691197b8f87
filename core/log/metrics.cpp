// SPDX-License-Identifier: MIT
#include "core/log/metrics.h"

#include <algorithm>
#include <utility>

namespace redial {

namespace {

using namespace std::chrono_literals;

/// Saturates: a file may hold any numbers.
std::chrono::nanoseconds plus(std::chrono::nanoseconds a, std::chrono::nanoseconds b)
{
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a.count(), b.count(), &sum))
        return b > 0ns ? std::chrono::nanoseconds::max() : std::chrono::nanoseconds::min();
    return std::chrono::nanoseconds(sum);
}

/// The instant a wait ends; one beyond the clock's range ends at the clock's last instant.
MonotonicTime after(MonotonicTime time, std::chrono::nanoseconds wait)
{
    return MonotonicTime(plus(time.time_since_epoch(), wait));
}

std::uint64_t sizeOf(const EventLog& log, EventNumber number)
{
    const std::int64_t size = log.integer(number, FieldKey::Size).value_or(0);
    return static_cast<std::uint64_t>(std::max<std::int64_t>(size, 0));
}

} // namespace

std::chrono::nanoseconds MetricsValues::timeOnline(MonotonicTime now) const
{
    return onlineSince ? onlineBefore + (now - *onlineSince) : onlineBefore;
}

void Metrics::catchUp(const EventLog& log)
{
    while (added_ < log.size())
        add(log, added_ + 1);
}

void Metrics::add(const EventLog& log, EventNumber number)
{
    const EventHeader& header = log.header(number);
    if (added_ == 0)
        values_.firstEvent = header.time;
    values_.lastEvent = header.time;
    added_ = number;
    if (header.source == Source::Client)
        addClientEvent(log, number);
    else if (header.source == Source::Server)
        addServerEvent(header.kind);
}

void Metrics::addServerEvent(EventKind kind)
{
    switch (kind) {
    case EventKind::Accepted:
        ++values_.serverAccepted;
        break;
    case EventKind::Closed:
        ++values_.serverClosed;
        break;
    case EventKind::CallReceived:
        ++values_.serverCallsReceived;
        break;
    case EventKind::MessageIn:
        ++values_.serverMessagesIn;
        break;
    case EventKind::MessageOut:
        ++values_.serverMessagesOut;
        break;
    default:
        break;
    }
}

void Metrics::addClientEvent(const EventLog& log, EventNumber number)
{
    switch (log.header(number).lane) {
    case Lane::Network:
        return addTrafficEvent(log, number);
    case Lane::Session:
        return addSessionEvent(log, number);
    default:
        addTrafficEvent(log, number);
        addLinkEvent(log, number);
    }
}

void Metrics::addLinkEvent(const EventLog& log, EventNumber number)
{
    const EventHeader& header = log.header(number);
    if (header.lane == Lane::Controller || header.kind == EventKind::ConnectBegin) {
        values_.epoch = header.epoch;
        values_.attempt = header.attempt;
    }
    switch (header.kind) {
    case EventKind::ConnectBegin:
        ++values_.connectsAttempted;
        values_.nextAttemptDue.reset();
        open_ = false;
        closed_ = false;
        break;
    case EventKind::Opened:
        onOpened(header.time);
        break;
    case EventKind::Closed:
    case EventKind::Disconnected:
        // A transport that never reports the end is given up by the controller alone.
        if (!std::exchange(closed_, true))
            onClosed(log, number);
        break;
    case EventKind::StateChanged:
        values_.state = log.text(number, FieldKey::To);
        break;
    case EventKind::Online:
        onOnline(header.time);
        break;
    case EventKind::Offline:
        onOffline(header.time);
        break;
    case EventKind::BackoffScheduled:
        ++values_.backoffsScheduled;
        values_.nextAttemptDue =
            after(header.time, log.duration(number, FieldKey::DelayNs).value_or(0ns));
        break;
    case EventKind::GaveUp:
        values_.gaveUpReason = log.text(number, FieldKey::Reason);
        values_.nextAttemptDue.reset();
        break;
    case EventKind::Started:
        values_.gaveUpReason.reset();
        break;
    case EventKind::Stopped:
        values_.nextAttemptDue.reset();
        lostAt_.reset();
        offlineFrom_.reset();
        break;
    case EventKind::Dropped:
        ++values_.drops;
        break;
    default:
        break;
    }
}

void Metrics::onOpened(MonotonicTime time)
{
    ++values_.connectionsOpened;
    open_ = true;
    pingSentAt_.reset();
    if (!lostAt_)
        return;
    ++values_.reconnects;
    values_.lastReconnectDuration = time - *std::exchange(lostAt_, std::nullopt);
}

void Metrics::onClosed(const EventLog& log, EventNumber number)
{
    const MonotonicTime time = log.header(number).time;
    if (std::exchange(open_, false)) {
        lostAt_ = time;
        if (!offlineFrom_)
            offlineFrom_ = time;
    } else {
        ++values_.failedAttempts;
    }
    values_.lastDisconnectCause = log.text(number, FieldKey::Cause);
    values_.lastDisconnectCode = log.integer(number, FieldKey::Code);
    values_.lastDisconnectReason = log.text(number, FieldKey::Reason);
    values_.lastDisconnectDetail = log.text(number, FieldKey::Detail);
}

void Metrics::onOnline(MonotonicTime time)
{
    values_.onlineSince = time;
    if (offlineFrom_)
        values_.lastRecoveryDuration = time - *std::exchange(offlineFrom_, std::nullopt);
}

void Metrics::onOffline(MonotonicTime time)
{
    if (values_.onlineSince)
        values_.onlineBefore =
            plus(values_.onlineBefore, time - *std::exchange(values_.onlineSince, std::nullopt));
}

void Metrics::addSessionEvent(const EventLog& log, EventNumber number)
{
    switch (log.header(number).kind) {
    case EventKind::BootSent:
        ++values_.bootsSent;
        ++values_.callsSent;
        break;
    case EventKind::BootAnswered:
        values_.bootsAccepted += log.text(number, FieldKey::Status) == "Accepted" ? 1 : 0;
        break;
    case EventKind::HeartbeatSent:
        ++values_.heartbeatsSent;
        // OCPP's is a CALL and has an id.
        values_.callsSent += log.text(number, FieldKey::MessageId).empty() ? 0 : 1;
        break;
    case EventKind::CallSent:
        ++values_.callsSent;
        break;
    case EventKind::CallResolved: {
        const std::string_view outcome = log.text(number, FieldKey::Outcome);
        const auto found = values_.callsResolved.find(outcome);
        if (found == values_.callsResolved.end())
            values_.callsResolved.emplace(outcome, 1);
        else
            ++found->second;
        break;
    }
    case EventKind::SendRejected:
        ++values_.sendsRejected;
        break;
    case EventKind::QueueDropped:
        ++values_.queueDrops;
        break;
    default:
        break;
    }
}

void Metrics::addTrafficEvent(const EventLog& log, EventNumber number)
{
    const EventHeader& header = log.header(number);
    switch (header.kind) {
    case EventKind::MessageIn:
        ++values_.messagesIn;
        values_.bytesIn += sizeOf(log, number);
        break;
    case EventKind::MessageOut:
        ++values_.messagesOut;
        values_.bytesOut += sizeOf(log, number);
        break;
    case EventKind::PingSent:
        ++values_.pingsSent;
        pingSentAt_ = header.time;
        break;
    case EventKind::PongReceived:
        ++values_.pongsReceived;
        if (const auto measured = log.duration(number, FieldKey::LatencyNs))
            values_.lastRoundTrip = measured;
        else if (pingSentAt_)
            values_.lastRoundTrip = header.time - *pingSentAt_;
        pingSentAt_.reset();
        break;
    case EventKind::PingReceived:
        ++values_.pingsReceived;
        break;
    case EventKind::StaleSignal:
        ++values_.staleSignals;
        break;
    default:
        break;
    }
}

MetricsValues metricsOf(const EventLog& log)
{
    Metrics metrics;
    metrics.catchUp(log);
    return metrics.values();
}

} // namespace redial

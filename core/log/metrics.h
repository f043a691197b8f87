// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace redial {

/// What a log says of its client at some moment, in numbers. What has not happened yet is absent
/// rather than zero. Names are those of the run file (close causes, states, outcomes).
struct MetricsValues
{
    std::uint64_t connectsAttempted = 0;
    std::uint64_t connectionsOpened = 0;
    std::uint64_t failedAttempts = 0; ///< ended before they were open
    std::uint64_t reconnects = 0;     ///< opened after a connection had been lost
    /// From the loss of an open connection until the next one was open.
    std::optional<std::chrono::nanoseconds> lastReconnectDuration;
    /// From the loss until messages could be sent again.
    std::optional<std::chrono::nanoseconds> lastRecoveryDuration;

    std::optional<std::string> lastDisconnectCause;
    std::optional<std::int64_t> lastDisconnectCode;
    std::string lastDisconnectReason; ///< the Close frame's text
    std::string lastDisconnectDetail;

    std::string state; ///< empty until the controller has said one
    std::uint32_t epoch = 0;
    std::uint32_t attempt = 0;
    std::optional<MonotonicTime> nextAttemptDue; ///< while a back-off runs
    std::optional<std::string> gaveUpReason;     ///< from giving up until the next start
    std::uint64_t backoffsScheduled = 0;
    std::uint64_t drops = 0; ///< forced by the user

    std::chrono::nanoseconds onlineBefore{};  ///< time online, the present span left out
    std::optional<MonotonicTime> onlineSince; ///< while online

    std::uint64_t bootsSent = 0;
    std::uint64_t bootsAccepted = 0;
    std::uint64_t heartbeatsSent = 0;
    std::uint64_t callsSent = 0; ///< of any kind, boots and heartbeats included
    std::map<std::string, std::uint64_t, std::less<>> callsResolved; ///< by outcome
    std::uint64_t sendsRejected = 0;
    std::uint64_t queueDrops = 0;

    std::uint64_t pingsSent = 0;
    std::uint64_t pongsReceived = 0;
    std::uint64_t pingsReceived = 0;
    std::optional<std::chrono::nanoseconds> lastRoundTrip; ///< of a ping
    std::uint64_t messagesIn = 0;
    std::uint64_t messagesOut = 0;
    std::uint64_t bytesIn = 0; ///< of message payloads
    std::uint64_t bytesOut = 0;
    std::uint64_t staleSignals = 0;

    /// Seen by the server in this process, if there is one.
    std::uint64_t serverAccepted = 0;
    std::uint64_t serverClosed = 0;
    std::uint64_t serverCallsReceived = 0;
    std::uint64_t serverMessagesIn = 0;
    std::uint64_t serverMessagesOut = 0;

    MonotonicTime firstEvent{};
    MonotonicTime lastEvent{};

    std::chrono::nanoseconds timeOnline(MonotonicTime now) const;

    friend bool operator==(const MetricsValues&, const MetricsValues&) = default;
};

/// A fold over the events of one log and nothing else (rows A14, oracle P51): the same events give
/// the same values, live or from a file. Give it each event once, in order. Knows one client.
class Metrics
{
public:
    void add(const EventLog& log, EventNumber number);
    /// Adds what has been appended since the last call.
    void catchUp(const EventLog& log);

    const MetricsValues& values() const { return values_; }

private:
    void addServerEvent(EventKind kind);
    void addClientEvent(const EventLog& log, EventNumber number);
    void addLinkEvent(const EventLog& log, EventNumber number);
    void addSessionEvent(const EventLog& log, EventNumber number);
    void addTrafficEvent(const EventLog& log, EventNumber number);
    void onOpened(MonotonicTime time);
    void onClosed(const EventLog& log, EventNumber number);
    void onOnline(MonotonicTime time);
    void onOffline(MonotonicTime time);

    MetricsValues values_;
    EventNumber added_ = 0;
    bool open_ = false;
    bool closed_ = false;                      ///< the present connection's end has been seen
    std::optional<MonotonicTime> lostAt_;      ///< until the next connection is open
    std::optional<MonotonicTime> offlineFrom_; ///< until messages can be sent again
    std::optional<MonotonicTime> pingSentAt_;
};

/// The metrics of a whole log.
MetricsValues metricsOf(const EventLog& log);

} // namespace redial

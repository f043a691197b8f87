// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

namespace redial {

/// One connection of the client: the events at which it passed its stages, 0 where it did not.
struct ConnectionStory
{
    std::uint32_t epoch = 0;
    EventNumber begin = 0;
    EventNumber opened = 0;
    EventNumber bootSent = 0;
    /// Boot accepted; without a boot, the moment from which the resume delay counts.
    EventNumber ready = 0;
    EventNumber online = 0;
    EventNumber offline = 0;
    EventNumber closed = 0;       ///< the transport's report
    EventNumber disconnected = 0; ///< the controller's
    EventNumber dropped = 0;      ///< by the user
    EventNumber stopped = 0;      ///< by the user
    std::optional<std::chrono::nanoseconds> retryAfter;

    /// The connection, or the attempt at one, is over for the controller.
    EventNumber end() const { return closed != 0 ? closed : disconnected; }
};

/// A log as oracles look at it: the events of each party apart, and the client's connections.
/// Refers to the log, which must outlive it and must not grow meanwhile.
class RunView
{
public:
    explicit RunView(const EventLog& log);

    const EventLog& log() const { return log_; }
    const std::vector<EventNumber>& client() const { return client_; }
    const std::vector<EventNumber>& server() const { return server_; }
    /// In the order of their begins.
    const std::vector<ConnectionStory>& connections() const { return connections_; }
    /// The connection of that epoch; null if none began.
    const ConnectionStory* connection(std::uint32_t epoch) const;

    EventKind kind(EventNumber number) const { return log_.header(number).kind; }
    MonotonicTime time(EventNumber number) const { return log_.header(number).time; }
    std::uint32_t epoch(EventNumber number) const { return log_.header(number).epoch; }
    std::uint32_t attempt(EventNumber number) const { return log_.header(number).attempt; }
    std::string_view text(EventNumber number, FieldKey key) const { return log_.text(number, key); }
    /// Empty if it has none.
    std::string_view messageId(EventNumber number) const
    {
        return text(number, FieldKey::MessageId);
    }
    /// Cut to 0..146 years: a file may hold any number, and differences must not overflow.
    std::optional<std::chrono::nanoseconds> duration(EventNumber number, FieldKey key) const;
    MonotonicTime lastTime() const;
    /// For how long, within that time, the run's own event loop was held up, as it noted it.
    std::chrono::nanoseconds heldUp(MonotonicTime from, MonotonicTime until) const;
    /// The length of the stall that this moment lies in; zero if it lies in none.
    std::chrono::nanoseconds stallAt(MonotonicTime time) const;

    bool isTimer(EventNumber number, EventKind kind, std::string_view timer) const;
    bool isAcceptedBoot(EventNumber number) const;
    /// OCPP's heartbeat is a CALL and has an id; those of other protocols are not answered.
    bool isHeartbeatCall(EventNumber number) const;

private:
    struct Stall
    {
        MonotonicTime begin;
        MonotonicTime end;
    };

    void addStall(EventNumber number);
    void addClientEvent(EventNumber number);
    void addLinkEvent(ConnectionStory& story, EventNumber number);

    const EventLog& log_;
    std::vector<EventNumber> client_;
    std::vector<EventNumber> server_;
    std::vector<ConnectionStory> connections_;
    std::vector<Stall> stalls_; ///< in order, apart from each other
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/foreign/situation.h"
#include "core/foreign/wait_fits.h"
#include "core/log/event_log.h"

#include <string>

namespace redial {

/// Something that happened to one connection: when, and the event that says so.
struct Moment
{
    EventNumber event = 0;
    MonotonicTime time{};

    explicit operator bool() const { return event != 0; }
};

/// A message that a client sent.
struct SentMessage
{
    Moment at;
    std::string id;     ///< of an OCPP CALL; empty otherwise
    std::string action; ///< of an OCPP CALL; empty otherwise
    std::string payload;
};

/// One connection of a foreign client, as its server saw it.
struct ObservedConnection
{
    std::uint32_t number = 0;
    std::optional<Situation> situation; ///< in which it began
    std::optional<Treatment> treatment; ///< absent: nothing was done to it
    Moment accepted;
    Moment opened;
    Moment ready;  ///< its boot was answered
    Moment silent; ///< from here on it was answered no more
    Moment ended;  ///< by the treatment or by the client, whichever was first
    bool endedByClient = false;
    std::chrono::nanoseconds retryAfter{};
    std::vector<Moment> pings;
    std::vector<SentMessage> messages;

    bool isOcpp = false;
    /// For how long it was ready, or open if it never booted.
    std::chrono::nanoseconds uptime() const;
};

/// What a log says of a foreign client: the judge's situations and the client's connections. Made
/// of the log alone, live or from a file.
struct Observations
{
    std::vector<ObservedConnection> connections; ///< in the order in which they were accepted
    std::vector<Situation> begun;                ///< in order
    std::vector<Situation> completed;
    /// The client did not come again: after so many failures in a row, in this situation.
    struct Silence
    {
        Situation situation{};
        std::uint32_t attempts = 0;
        Moment at;
        std::chrono::nanoseconds waited{};
    };
    std::vector<Silence> silences;
    Moment portClosed;
    Moment portOpened;
    /// How late timers came, in seconds.
    double noise = 0.003;
    /// Connections that had to last so long to count as stable.
    std::chrono::nanoseconds stable{};
};

Observations observe(const EventLog& log);

/// Whether a client counts its attempts anew after a connection that stood.
enum class Counting : std::uint8_t { Anew, On };

/// The waits of the series of failures, counted from 1 after the first connection that stood, and
/// with Anew after each. Those that a stall of this machine may have made longer are left out.
WaitData waitsOf(const Observations& observations, const EventLog& log, Counting counting);

/// From the end of the connection before it to the accept; absent for the first connection and
/// where connections overlapped.
std::optional<double> waitBefore(const Observations& observations, std::size_t connection);

// How the judge writes into the log: notes of the harness and events fault_on of the server's
// connections.
inline constexpr const char* judgeFault = "judge";
inline constexpr const char* situationDetail = "judge_situation";
inline constexpr const char* completedDetail = "judge_completed";
inline constexpr const char* silenceDetail = "judge_silence";
inline constexpr const char* portClosedDetail = "judge_port_closed";
inline constexpr const char* portOpenedDetail = "judge_port_opened";

} // namespace redial

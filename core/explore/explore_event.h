// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace redial {

/// What the world around a client may do to it next. Only TimePasses and TimerFires take
/// time.
enum class ExploreEvent : std::uint8_t {
    UserStarts,
    UserStops,
    UserDrops,
    LinkOpens,
    LinkRefused,
    UpgradeRefused,  ///< 503 with Retry-After
    TerminalStatus,  ///< an HTTP status that the policy calls final
    PeerCloses,      ///< Close frame 1001
    TerminalClose,   ///< a Close frame with a code that the policy calls final
    LinkLost,        ///< silently: nothing arrives any more, nobody says so
    LinkEnds,        ///< what was closed, dropped or lost is reported as closed
    TransportSilent, ///< the transport forgets to keep its own time-out
    LateReport,      ///< an earlier connection is reported as closed once more
    BootAccepted,
    BootPending,
    BootRejected,
    CallAnswered,
    CallRefused, ///< CALLERROR
    MessageLost, ///< the CALL in flight, or its answer
    CallWanted,
    TransactionWanted,
    BootTriggered,
    HeartbeatTriggered,
    TimePasses, ///< half of the time until the next timer
    TimerFires, ///< the next one; `timer` says which, where several are due together
};
inline constexpr int exploreEventCount = 25;

/// A clause: "the server refuses the connection".
std::string_view sentenceOf(ExploreEvent event);

/// Timers of the reconnect machine, of the session, and the transport's own, in this order.
inline constexpr std::uint8_t exploreTimerCount = 11;
inline constexpr std::uint8_t linkTimer = exploreTimerCount - 1;
std::string_view exploreTimerName(std::uint8_t timer);

/// One step of a path.
struct ExploreChoice
{
    ExploreEvent event{};
    std::uint8_t timer = 0;     ///< of TimerFires
    bool longestJitter = false; ///< a back-off that is drawn takes the longest wait, not the
                                ///< shortest

    friend bool operator==(const ExploreChoice&, const ExploreChoice&) = default;
};

} // namespace redial

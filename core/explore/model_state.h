// SPDX-License-Identifier: MIT
#pragma once

#include "core/explore/explore_event.h"
#include "core/reconnect/reconnect_machine.h"
#include "core/session/ocpp_session_machine.h"

#include <array>
#include <type_traits>

namespace redial {

/// What has happened to a client's connection so far, as an onlooker knows it: as much of it as the
/// invariants ask for. Spans of time grow, and remaining times shrink, as time passes.
struct ExploredLink
{
    std::chrono::nanoseconds sinceBegin{};   ///< while connecting
    std::chrono::nanoseconds sinceClosing{}; ///< while closing
    std::chrono::nanoseconds sinceReady{};   ///< while ready and not online
    std::chrono::nanoseconds untilDue{};     ///< of a back-off that runs
    std::chrono::nanoseconds untilAllowed{}; ///< that Retry-After allows another connect
    std::chrono::nanoseconds lastDelay{};    ///< of the attempt; zero before the first
    std::uint32_t attempt = 0;
    ConnectionState told = ConnectionState::Disconnected;
    bool wanted = false;
    bool gaveUp = false;
    bool restart = false;    ///< started while the stopped connection was still closing
    bool waiting = false;    ///< a back-off runs
    bool mayConnect = false; ///< started, or restarted, and not connected since
    bool opened = false;
    bool ready = false;
    bool online = false;
};

/// The same of its messages: the ledger of what was wanted, sent and resolved.
struct SessionHistory
{
    std::chrono::nanoseconds untilBoot{}; ///< that a boot not accepted may be repeated
    std::uint8_t waitingCalls = 0;
    std::uint8_t waitingTransactions = 0;
    OpenCall open = OpenCall::None;
    bool opened = false;
    bool needsBoot = false;
    bool accepted = false;     ///< on this connection, or no boot is needed on it
    bool everAccepted = false; ///< and not refused since
    bool online = false;
    bool mayBeat = false;   ///< a heartbeat is due or triggered
    bool bootAsked = false; ///< the server triggered a boot that was not sent yet
    bool rejected = false;  ///< the last boot of this connection was answered so
};

/// What the network does with the present connection.
struct ModelLink
{
    enum class Phase : std::uint8_t { None, Opening, Open, Mute, Ending };

    Phase phase = Phase::None;
    bool isSilent = false;    ///< the transport keeps no time-out
    bool isLingering = false; ///< time has passed since the last event, and no timer fired
    bool answerLost = false;  ///< the CALL in flight is never answered
    std::uint8_t stale = 0;   ///< connections since the one that may be reported once more; 0: none
};

/// A client and the world around it between two events. Small, trivially copyable.
struct ModelState
{
    static constexpr std::chrono::nanoseconds notArmed{-1};

    ReconnectState reconnect;
    OcppSessionState session;
    ExploredLink link;
    SessionHistory messages;
    ModelLink network;
    /// Time that each timer still has, or notArmed.
    std::array<std::chrono::nanoseconds, exploreTimerCount> remaining{
        notArmed, notArmed, notArmed, notArmed, notArmed, notArmed,
        notArmed, notArmed, notArmed, notArmed, notArmed};

    /// Absent if no timer runs.
    std::optional<std::chrono::nanoseconds> untilNextTimer() const;
    bool isArmed(std::uint8_t timer) const { return remaining[timer] != notArmed; }
};
static_assert(std::is_trivially_copyable_v<ModelState>);

/// The moment at which every canonical state is.
inline constexpr MonotonicTime canonicalNow{std::chrono::hours(24)};

/// Takes out of a state that is at `now` what no later step can depend on: absolute times, numbers
/// of connections, and what the policies do not look at. Two states that behave alike from here on
/// become the same.
void canonicalize(ModelState& state, MonotonicTime now, const ReconnectPolicy& policy,
                  const SessionPolicy& session);

/// Of a canonical state. 64 bits: see ExploreResult::confusion.
std::uint64_t fingerprintOf(const ModelState& state);

} // namespace redial

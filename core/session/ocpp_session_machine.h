// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/session_effect.h"
#include "core/session/session_input.h"
#include "core/session/session_policy.h"
#include "core/time/clock.h"

#include <optional>
#include <type_traits>

namespace redial {

enum class SessionPhase : std::uint8_t {
    Closed,        ///< no connection
    BootSent,      ///< waiting for the answer to BootNotification
    WaitingToBoot, ///< Pending, Rejected or timed out: the next Boot comes after the interval
    Accepted,      ///< registered, not online yet
    Online,        ///< messages may be sent
};
std::string_view nameOf(SessionPhase phase);

/// What an OCPP session knows between two inputs. Contents of messages are the shell's: the machine
/// counts them.
struct OcppSessionState
{
    MonotonicTime lastSentAt{};
    std::chrono::nanoseconds heartbeatInterval{};
    /// Application calls and transaction messages that wait in the shell.
    std::uint32_t waitingCalls = 0;
    std::uint32_t waitingTransactions = 0;
    /// Transmissions of the transaction message at the front of the queue that were refused, not
    /// answered in time, or are in flight.
    std::uint32_t transactionTransmissions = 0;
    SessionPhase phase = SessionPhase::Closed;
    /// The CALL in flight; at most one (OCPP-J 4.1.1).
    OpenCall open = OpenCall::None;
    std::uint8_t armedTimers = 0;
    bool wasAccepted = false;
    /// Boot whatever the policy says: the contents changed, the profile was switched, the station
    /// was reset.
    bool bootRequired = false;
    /// What this connection's last Boot was answered with.
    std::optional<RegistrationStatus> lastAnswer;
    /// Since when the station has not been online; absent before it was for the first time.
    std::optional<MonotonicTime> offlineSince;
    /// A Boot was accepted since the station was online.
    bool bootedSince = false;
    bool heartbeatWanted = false;
    bool bootTriggered = false;

    bool isArmed(SessionTimer timer) const
    {
        return (armedTimers >> static_cast<unsigned>(timer) & 1U) != 0;
    }
    bool isRegistered() const
    {
        return phase == SessionPhase::Accepted || phase == SessionPhase::Online;
    }
    friend bool operator==(const OcppSessionState&, const OcppSessionState&) = default;
};
static_assert(std::is_trivially_copyable_v<OcppSessionState> && sizeof(OcppSessionState) <= 128);

/// The decision of an OCPP session on each input. Pure. Promises (ORACLES.md): the first CALL of a
/// connection that boots is BootNotification and nothing else is sent before Accepted (P42); one
/// CALL in flight; at a close the open call and all waiting ones are resolved at once (P31) and
/// nothing is sent again by itself (P33), but for transaction messages, which were not answered and
/// keep their place (A20); heartbeats begin after online, anew on each connection (P15).
SessionEffects step(OcppSessionState& state, const SessionPolicy& policy, const SessionInput& input,
                    MonotonicTime now);

} // namespace redial

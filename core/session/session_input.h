// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

namespace redial {

enum class RegistrationStatus : std::uint8_t { Accepted, Pending, Rejected };
std::string_view nameOf(RegistrationStatus status);

enum class SessionTimer : std::uint8_t {
    Call,             ///< the open CALL is not answered
    BootRetry,        ///< until the next BootNotification
    Heartbeat,        ///< until the next Heartbeat
    Resume,           ///< own resume delay, without a controller
    TransactionRetry, ///< until a transaction message is sent again
};
inline constexpr int sessionTimerCount = 5;
std::string_view nameOf(SessionTimer timer);

/// What happened to a session. Only the members named beside a kind are looked at.
struct SessionInput
{
    enum class Kind : std::uint8_t {
        Opened,
        Closed,
        BootRequired, ///< the next connection boots whatever the policy says
        BootAnswered, ///< status, interval (zero: the server named none)
        CallAnswered, ///< the open CALL, not a boot, has its CALLRESULT
        CallFailed, ///< the open CALL, boot included, has its CALLERROR or an answer that cannot be
                    ///< read
        CallWanted, ///< the application has put one more CALL at the end of the shell's queue
        CallsDropped,       ///< count: the shell took that many waiting calls out again
        TransactionWanted,  ///< one more transaction message is at the end of the shell's queue
        OnlineChanged,      ///< online
        BootTriggered,      ///< TriggerMessage BootNotification
        HeartbeatTriggered, ///< TriggerMessage Heartbeat
        TimerFired,         ///< timer
    };

    Kind kind{};
    RegistrationStatus status{};
    SessionTimer timer{};
    bool online = false;
    std::uint32_t count = 1;
    std::chrono::nanoseconds interval{};
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/stream_session_policy.h"

#include <cstdint>
#include <string_view>

namespace redial {

enum class StreamTimer : std::uint8_t {
    Token,         ///< the provider has given no token
    Auth,          ///< the auth message is not answered
    Subscriptions, ///< a subscription is not answered
    Heartbeat,     ///< until the next heartbeat
    Pong,          ///< a heartbeat is not answered
};
inline constexpr int streamTimerCount = 5;
std::string_view nameOf(StreamTimer timer);

/// Subscriptions of one session at most: the machine has a bit for each.
inline constexpr std::uint32_t mostStreamSubscriptions = 64;

/// What the machine knows of a profile.
struct StreamSessionRules
{
    StreamSessionPolicy policy;
    bool authenticates = false;
    bool awaitsAuthAnswer = false;
    std::uint32_t subscriptions = 0;
    /// Bit i: subscription i is answered, and its answer is waited for.
    std::uint64_t awaitedAnswers = 0;
    bool beats = false;
    bool awaitsPong = false;
};

/// What happened to a stream session. Only the members named beside a kind are looked at.
struct StreamSessionInput
{
    enum class Kind : std::uint8_t {
        Opened,
        Closed,
        TokenProvided,
        TokenFailed,
        AuthAccepted,
        AuthRefused,
        SubscriptionAccepted, ///< subscription
        SubscriptionRefused,  ///< subscription
        OnlineChanged,        ///< online
        PingReceived,         ///< the server's passive ping
        PongReceived,         ///< the answer to our heartbeat
        TimerFired,           ///< timer
    };

    Kind kind{};
    StreamTimer timer{};
    bool online = false;
    std::uint32_t subscription = 0;
};

} // namespace redial

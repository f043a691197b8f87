// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/stream_session_input.h"

#include <array>
#include <cassert>
#include <chrono>
#include <cstddef>

namespace redial {

/// How the question of an auth message or a subscription was settled.
enum class StreamOutcome : std::uint8_t { Accepted, Refused, TimedOut };
std::string_view nameOf(StreamOutcome outcome);

/// Why a session wants its connection ended.
enum class StreamFailure : std::uint8_t {
    TokenFailed,
    TokenTimedOut,
    AuthRefused,
    AuthTimedOut,
    SubscriptionRefused,
    SubscriptionTimedOut,
    PongMissed,
};
/// For people: "the server refused the auth message".
const char* sentenceOf(StreamFailure failure);

/// What the machine wants done, in this order. Only the members named beside a kind are set.
struct StreamSessionEffect
{
    enum class Kind : std::uint8_t {
        FetchToken,
        SendAuth,
        AuthSettled,         ///< outcome
        SendSubscription,    ///< subscription
        SubscriptionSettled, ///< subscription, outcome
        AnswerPing,          ///< the newest passive ping
        SendHeartbeat,
        HeartbeatAnswered,
        ArmTimer,    ///< timer, delay
        CancelTimer, ///< timer
        Ready,       ///< auth and subscriptions are done
        Abandon,     ///< failure: the connection is of no use any more
    };

    Kind kind{};
    StreamTimer timer{};
    StreamOutcome outcome{};
    StreamFailure failure{};
    std::uint32_t subscription = 0;
    std::chrono::nanoseconds delay{};
};

/// The effects of one step, in order, without heap.
class StreamSessionEffects
{
public:
    /// One for each subscription, and what goes with them.
    static constexpr std::size_t capacity = mostStreamSubscriptions + 12;

    void add(const StreamSessionEffect& effect)
    {
        assert(size_ < capacity);
        effects_[size_++] = effect;
    }
    const StreamSessionEffect* begin() const { return effects_.data(); }
    const StreamSessionEffect* end() const { return effects_.data() + size_; }
    std::size_t size() const { return size_; }

private:
    std::array<StreamSessionEffect, capacity> effects_;
    std::size_t size_ = 0;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/session_input.h"

#include <array>
#include <cassert>
#include <cstddef>

namespace redial {

/// What the CALL in flight is.
enum class OpenCall : std::uint8_t { None, Boot, Heartbeat, Application, Transaction };

/// What the machine wants done, in this order.
struct SessionEffect
{
    enum class Kind : std::uint8_t {
        SendBoot,
        SendHeartbeat,
        SendCall,             ///< the first of the waiting calls, which leaves the queue
        SendTransaction,      ///< the first of the transaction messages, which stays until it is
                              ///< answered
        ArmTimer,             ///< timer, delay
        CancelTimer,          ///< timer
        OpenCallTimedOut,     ///< call: what it was
        FailOpenCall,         ///< call: the connection closed under it
        FailWaitingCalls,     ///< all of them, the connection closed
        TransactionDone,      ///< the first transaction message was answered
        TransactionDiscarded, ///< the first transaction message has had its attempts
        Ready,                ///< boot accepted, or none was needed
        Online,               ///< own resume delay over
        ReportStatus,         ///< all: every connector's status, or what the server does not know
    };

    Kind kind{};
    SessionTimer timer{};
    OpenCall call = OpenCall::None;
    std::chrono::nanoseconds delay{};
    bool all = false;
};

/// The effects of one step, in order, without heap.
class SessionEffects
{
public:
    static constexpr std::size_t capacity = 16;

    void add(const SessionEffect& effect)
    {
        assert(size_ < capacity);
        effects_[size_++] = effect;
    }
    const SessionEffect* begin() const { return effects_.data(); }
    const SessionEffect* end() const { return effects_.data() + size_; }
    std::size_t size() const { return size_; }

private:
    std::array<SessionEffect, capacity> effects_;
    std::size_t size_ = 0;
};

} // namespace redial

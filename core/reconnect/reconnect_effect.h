// SPDX-License-Identifier: MIT
#pragma once

#include "core/reconnect/reconnect_input.h"

#include <array>
#include <cassert>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace redial {

enum class ConnectionState : std::uint8_t { Disconnected, Connecting, Connected, Closing };
std::string_view nameOf(ConnectionState state);

/// Why no further attempt is made.
enum class GiveUpReason : std::uint8_t {
    NeverRetry,
    MaxAttempts,
    TerminalHttpStatus,
    TerminalCloseCode
};
std::string_view nameOf(GiveUpReason reason);

/// What the machine wants done, in this order. Only the members named beside a kind are set; the
/// others are zero.
struct ReconnectEffect
{
    enum class Kind : std::uint8_t {
        // what to do
        OpenTransport,  ///< epoch
        CloseTransport, ///< epoch
        DropTransport,  ///< epoch, drop
        ArmTimer,       ///< timer, delay
        CancelTimer,    ///< timer
        // what to tell
        StateChanged, ///< from, to
        Connecting,   ///< epoch, attempt
        Connected,    ///< epoch
        Offline,
        Closed, ///< epoch, guardExpired, timer if it is set
        Online,
        BackoffScheduled, ///< epoch, attempt, delay, nominal, low, high
        GaveUp,           ///< reason
        StartRefused,
        StaleInput, ///< epoch
    };

    // No initialisers: an array of effects costs nothing until it is filled.
    Kind kind;
    ReconnectTimer timer;
    DropKind drop;
    ConnectionState from;
    ConnectionState to;
    GiveUpReason reason;
    /// The transport did not report the end in time: the connection is over all the same.
    bool guardExpired;
    std::uint32_t epoch;
    std::uint32_t attempt;
    std::chrono::nanoseconds delay;
    std::chrono::nanoseconds nominal;
    std::chrono::nanoseconds low;
    std::chrono::nanoseconds high;
};

/// The effects of one step, in order, without heap.
class ReconnectEffects
{
public:
    /// Twice what any step makes.
    static constexpr std::size_t capacity = 16;

    // The effects beyond size() are never read, so they are not written either.
    ReconnectEffects() {} // NOLINT(modernize-use-equals-default)

    void add(const ReconnectEffect& effect)
    {
        assert(size_ < capacity);
        effects_[size_++] = effect;
    }
    const ReconnectEffect* begin() const { return effects_.data(); }
    const ReconnectEffect* end() const { return effects_.data() + size_; }
    std::size_t size() const { return size_; }

private:
    std::array<ReconnectEffect, capacity> effects_;
    std::size_t size_ = 0;
};

} // namespace redial

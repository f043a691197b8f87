// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace redial {

/// A point on a clock that never jumps. Its zero is the clock's own; only differences mean
/// anything.
using MonotonicTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

/// Civil time in UTC, for people. Nothing is decided by it.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// Names one timer of one clock; never given out twice. 0 is no timer.
using TimerId = std::uint64_t;

/// Where time comes from: `now()` and one-shot timers. Whatever waits in Redial waits on a Clock
/// that it was given. A clock lives on one thread; every call and every callback happens there.
class Clock
{
public:
    virtual ~Clock() = default;

    virtual MonotonicTime now() const = 0;
    virtual WallTime wallNow() const = 0;

    /// Runs `callback` once, `delay` from now; a negative delay counts as zero. Never runs it
    /// inside this call.
    virtual TimerId startTimer(std::chrono::nanoseconds delay, std::function<void()> callback) = 0;

    /// The callback of a cancelled timer never runs. False if the timer has fired, was cancelled,
    /// or never was.
    virtual bool cancelTimer(TimerId timer) = 0;

    /// Timers that have been started and have neither fired nor been cancelled.
    virtual std::size_t pendingTimers() const = 0;

protected:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/time/clock.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>

namespace redial {

/// Measures how late a clock's timers come: while it runs, a timer each `period`. A machine that
/// was busy must not be taken for a client that was slow. It tells what is usual, and of each stall
/// when it was, so that a stall excuses what happened in it and nothing else. Lives on the clock's
/// thread; the clock must outlive it.
class TimerLagProbe
{
public:
    static constexpr std::chrono::milliseconds period{20};
    /// QTimer counts milliseconds.
    static constexpr std::chrono::milliseconds resolution{1};
    /// A timer of the probe that is later than this is a stall.
    static constexpr std::chrono::milliseconds stallThreshold{25};

    /// Called with the length of a stall that has just ended: by how much any other timer may have
    /// come late in it. That is the probe's own lateness, and a period, in which the stall may have
    /// begun unseen.
    using OnStall = std::function<void(std::chrono::nanoseconds length)>;

    explicit TimerLagProbe(Clock& clock, OnStall onStall = {})
        : clock_(clock), onStall_(std::move(onStall))
    {
    }
    ~TimerLagProbe() { disarm(); }
    TimerLagProbe(const TimerLagProbe&) = delete;
    TimerLagProbe& operator=(const TimerLagProbe&) = delete;

    void start();
    /// A stall that lasts until now is told before it returns.
    void stop();

    /// 999 of 1,000 timers came no later than this; at least the resolution. Zero if the probe has
    /// not run.
    std::chrono::nanoseconds usualLag() const;

private:
    /// Of a millisecond each; the last one holds what is later.
    static constexpr std::size_t binCount = 2001;

    void arm();
    void disarm();
    void count();

    Clock& clock_;
    OnStall onStall_;
    TimerId timer_ = 0;
    MonotonicTime due_{};
    std::array<std::uint32_t, binCount> bins_{};
    std::uint64_t counted_ = 0;
};

} // namespace redial

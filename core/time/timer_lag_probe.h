// SPDX-License-Identifier: MIT
#pragma once

#include "core/time/clock.h"

#include <chrono>

namespace redial {

/// Measures how late a clock's timers come: while it runs, a timer each `period`. A machine that
/// was busy must not be taken for a client that was slow. Lives on the clock's thread; the clock
/// must outlive it.
class TimerLagProbe
{
public:
    static constexpr std::chrono::milliseconds period{20};

    explicit TimerLagProbe(Clock& clock) : clock_(clock) {}
    ~TimerLagProbe() { stop(); }
    TimerLagProbe(const TimerLagProbe&) = delete;
    TimerLagProbe& operator=(const TimerLagProbe&) = delete;

    void start();
    void stop();

    /// By how much any other timer of the clock may have come late meanwhile: the probe's own
    /// latest one, and a period, in which a delay may have begun and passed unseen. Zero if the
    /// probe has not run.
    std::chrono::nanoseconds worstLag() const;

private:
    void arm();

    Clock& clock_;
    TimerId timer_ = 0;
    MonotonicTime due_{};
    std::chrono::nanoseconds worst_{-1};
};

} // namespace redial

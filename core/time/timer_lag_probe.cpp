// SPDX-License-Identifier: MIT
#include "core/time/timer_lag_probe.h"

#include <algorithm>

namespace redial {

void TimerLagProbe::start()
{
    stop();
    arm();
}

void TimerLagProbe::stop()
{
    if (timer_ == 0)
        return;
    // One that is overdue says something too: the loop was held up until now.
    worst_ = std::max(worst_, clock_.now() - due_);
    clock_.cancelTimer(timer_);
    timer_ = 0;
}

void TimerLagProbe::arm()
{
    due_ = clock_.now() + period;
    timer_ = clock_.startTimer(period, [this] {
        worst_ = std::max(worst_, clock_.now() - due_);
        arm();
    });
}

std::chrono::nanoseconds TimerLagProbe::worstLag() const
{
    return worst_ < std::chrono::nanoseconds::zero() ? std::chrono::nanoseconds::zero()
                                                     : worst_ + period;
}

} // namespace redial

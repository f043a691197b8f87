// SPDX-License-Identifier: MIT
#include "core/time/timer_lag_probe.h"

#include <algorithm>

namespace redial {

using namespace std::chrono_literals;

void TimerLagProbe::start()
{
    disarm();
    arm();
}

void TimerLagProbe::stop()
{
    if (timer_ == 0)
        return;
    disarm();
    // One that is overdue says something too: the loop was held up until now.
    if (clock_.now() > due_)
        count();
}

void TimerLagProbe::disarm()
{
    if (timer_ != 0)
        clock_.cancelTimer(timer_);
    timer_ = 0;
}

void TimerLagProbe::arm()
{
    due_ = clock_.now() + period;
    timer_ = clock_.startTimer(period, [this] {
        count();
        arm();
    });
}

void TimerLagProbe::count()
{
    const std::chrono::nanoseconds lag = std::max(clock_.now() - due_, 0ns);
    const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(lag).count();
    ++bins_[std::min(static_cast<std::size_t>(milliseconds), binCount - 1)];
    ++counted_;
    if (lag > stallThreshold && onStall_)
        onStall_(lag + period);
}

std::chrono::nanoseconds TimerLagProbe::usualLag() const
{
    if (counted_ == 0)
        return 0ns;
    std::uint64_t later = counted_ / 1000;
    std::size_t bin = binCount - 1;
    while (bin > 0 && bins_[bin] <= later)
        later -= bins_[bin--];
    return std::max<std::chrono::nanoseconds>(std::chrono::milliseconds(bin), resolution);
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/mutants/wrong_clock.h"

#include <algorithm>
#include <utility>

namespace redial {

/// Whoever would be called is gone.
WrongClock::~WrongClock()
{
    for (const TimerId timer : uncancellable_)
        own_.cancelTimer(timer);
}

TimerId WrongClock::startTimer(std::chrono::nanoseconds delay, std::function<void()> callback)
{
    if (delay != fault_.length)
        return own_.startTimer(delay, std::move(callback));
    const TimerId timer = own_.startTimer(fault_.instead, std::move(callback));
    if (fault_.ignoresCancel)
        uncancellable_.push_back(timer);
    return timer;
}

bool WrongClock::cancelTimer(TimerId timer)
{
    const bool ignored =
        std::find(uncancellable_.begin(), uncancellable_.end(), timer) != uncancellable_.end();
    return ignored || own_.cancelTimer(timer);
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/time/virtual_clock.h"

#include <algorithm>

namespace redial {

namespace {

using namespace std::chrono_literals;

constexpr WallTime virtualStart = std::chrono::sys_days{std::chrono::year{2025} / 1 / 1};

MonotonicTime addSaturating(MonotonicTime start, std::chrono::nanoseconds delay)
{
    const auto positive = std::max(delay, 0ns);
    return positive > MonotonicTime::max() - start ? MonotonicTime::max() : start + positive;
}

} // namespace

WallTime VirtualClock::wallNow() const
{
    return virtualStart + std::chrono::floor<std::chrono::milliseconds>(now_.time_since_epoch());
}

TimerId VirtualClock::startTimer(std::chrono::nanoseconds delay, std::function<void()> callback)
{
    const TimerId timer = ++lastTimer_;
    const MonotonicTime due = addSaturating(now_, delay);
    queue_.emplace(Key{due, timer}, std::move(callback));
    dueTimes_.emplace(timer, due);
    return timer;
}

bool VirtualClock::cancelTimer(TimerId timer)
{
    const auto found = dueTimes_.find(timer);
    if (found == dueTimes_.end())
        return false;
    queue_.erase(Key{found->second, timer});
    dueTimes_.erase(found);
    return true;
}

void VirtualClock::advance(std::chrono::nanoseconds span)
{
    const MonotonicTime target = addSaturating(now_, span);
    while (!queue_.empty() && queue_.begin()->first.first <= target)
        step();
    now_ = target;
}

bool VirtualClock::step()
{
    if (queue_.empty())
        return false;
    auto node = queue_.extract(queue_.begin());
    dueTimes_.erase(node.key().second);
    now_ = node.key().first;
    node.mapped()();
    return true;
}

std::size_t VirtualClock::runAll(std::size_t mostFirings)
{
    std::size_t fired = 0;
    while (fired < mostFirings && step())
        ++fired;
    return fired;
}

bool VirtualClock::runWhile(const std::function<bool()>& condition)
{
    while (condition()) {
        if (!step())
            return false;
    }
    return true;
}

} // namespace redial

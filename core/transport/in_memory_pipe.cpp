// SPDX-License-Identifier: MIT
#include "core/transport/in_memory_pipe.h"

#include <utility>

namespace redial {

void InMemoryPipe::push(std::function<void()> deliver)
{
    const auto delay = delay_ ? delay_() : std::chrono::nanoseconds::zero();
    items_.push_back({clock_.now() + latency_ + delay, std::move(deliver)});
    arm();
}

void InMemoryPipe::replaceAll(std::function<void()> deliver)
{
    clear();
    passing_ = true;
    items_.push_back({clock_.now(), std::move(deliver)});
    arm();
}

void InMemoryPipe::setPassing(bool passing)
{
    passing_ = passing;
    if (passing)
        arm();
    else
        disarm();
}

void InMemoryPipe::clear()
{
    disarm();
    items_.clear();
}

void InMemoryPipe::arm()
{
    if (timer_ != 0 || !passing_ || items_.empty())
        return;
    timer_ = clock_.startTimer(items_.front().due - clock_.now(), [weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self)
            return;
        self->timer_ = 0;
        const auto deliver = std::move(self->items_.front().deliver);
        self->items_.pop_front();
        self->arm();
        deliver();
    });
}

void InMemoryPipe::disarm()
{
    if (timer_ != 0)
        clock_.cancelTimer(std::exchange(timer_, 0));
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/fault/due_queue.h"

namespace redial {

void DueQueue::schedule(Item& item, std::optional<MonotonicTime> due)
{
    if (item.due_ == due)
        return;
    if (item.due_)
        items_.erase({*item.due_, &item});
    item.due_ = due;
    if (due)
        items_.insert({*due, &item});
    arm();
}

void DueQueue::arm()
{
    // A timer that comes too early finds nothing due and is set again: cheaper than a new one for
    // each change.
    if (items_.empty() || (timer_ != 0 && armedFor_ <= items_.begin()->first))
        return;
    clock_.cancelTimer(timer_);
    armedFor_ = items_.begin()->first;
    timer_ = clock_.startTimer(armedFor_ - clock_.now(), [this] { fire(); });
}

void DueQueue::fire()
{
    timer_ = 0;
    const MonotonicTime now = clock_.now();
    while (!items_.empty() && items_.begin()->first <= now) {
        Item* item = items_.begin()->second;
        items_.erase(items_.begin());
        item->due_.reset();
        item->onDue();
    }
    arm();
}

} // namespace redial

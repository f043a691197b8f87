// SPDX-License-Identifier: MIT
#pragma once

#include "core/time/clock.h"

#include <optional>
#include <set>
#include <utility>

namespace redial {

/// Many waits behind one timer of a clock: a thousand connections with a toxic each must not mean a
/// thousand timers. Lives on its clock's thread.
class DueQueue
{
public:
    /// What waits. Leaves its queue before it is destroyed.
    class Item
    {
    public:
        virtual void onDue() = 0;

    protected:
        virtual ~Item() = default;

    private:
        friend class DueQueue;
        std::optional<MonotonicTime> due_;
    };

    explicit DueQueue(Clock& clock) : clock_(clock) {}
    ~DueQueue() { clock_.cancelTimer(timer_); }
    DueQueue(const DueQueue&) = delete;
    DueQueue& operator=(const DueQueue&) = delete;

    /// Calls the item at `due`, once, instead of when was said before; absent: never.
    void schedule(Item& item, std::optional<MonotonicTime> due);

private:
    void arm();
    void fire();

    Clock& clock_;
    std::set<std::pair<MonotonicTime, Item*>> items_;
    TimerId timer_ = 0;
    MonotonicTime armedFor_{};
};

} // namespace redial

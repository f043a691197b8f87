// SPDX-License-Identifier: MIT
#pragma once

#include "core/time/clock.h"

#include <deque>
#include <functional>
#include <memory>

namespace redial {

/// One direction of an in-memory link: delivers in order, each item `latency` after it was pushed.
/// While it does not pass, items wait, as TCP keeps what is not acknowledged; they come at once
/// when it passes again. Uses at most one timer of its clock, which must outlive it.
class InMemoryPipe : public std::enable_shared_from_this<InMemoryPipe>
{
public:
    InMemoryPipe(Clock& clock, std::chrono::nanoseconds latency) : clock_(clock), latency_(latency)
    {
    }
    ~InMemoryPipe() { clear(); }

    InMemoryPipe(const InMemoryPipe&) = delete;
    InMemoryPipe& operator=(const InMemoryPipe&) = delete;

    void push(std::function<void()> deliver);
    /// Forgets what is under way and delivers this, from the clock, without latency, although
    /// nothing else may pass.
    void replaceAll(std::function<void()> deliver);
    void setPassing(bool passing);
    /// Added to the latency of what is pushed from now on, asked each time; none: nothing.
    void setDelay(std::function<std::chrono::nanoseconds()> delay) { delay_ = std::move(delay); }
    /// Forgets what is under way.
    void clear();

private:
    struct Item
    {
        MonotonicTime due;
        std::function<void()> deliver;
    };

    void arm();
    void disarm();

    Clock& clock_;
    std::chrono::nanoseconds latency_;
    std::function<std::chrono::nanoseconds()> delay_;
    std::deque<Item> items_;
    TimerId timer_ = 0;
    bool passing_ = true;
};

} // namespace redial

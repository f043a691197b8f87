// SPDX-License-Identifier: MIT
#pragma once

#include "core/time/clock.h"

#include <map>
#include <unordered_map>
#include <utility>

namespace redial {

/// A clock that stands still until it is told to advance, and then fires its timers in (due time,
/// id) order, each at exactly its due time. The TimerPump of the seed documents. Starts at zero;
/// its wall clock starts at 2025-01-01T00:00:00Z. Callbacks may start and cancel timers; timers
/// that become due within the same advance fire in it.
class VirtualClock final : public Clock
{
public:
    VirtualClock() = default;

    MonotonicTime now() const override { return now_; }
    WallTime wallNow() const override;
    TimerId startTimer(std::chrono::nanoseconds delay, std::function<void()> callback) override;
    bool cancelTimer(TimerId timer) override;
    std::size_t pendingTimers() const override { return queue_.size(); }

    /// Fires everything due up to now + span, then stands at now + span.
    void advance(std::chrono::nanoseconds span);

    /// Fires the next timer, moving to its due time. False if none is pending.
    bool step();

    /// Fires until nothing is pending or `mostFirings` timers have fired; returns how many fired.
    std::size_t runAll(std::size_t mostFirings = 1'000'000);

    /// Fires, timer by timer, while `condition` holds and a timer is pending. True if it ended
    /// because the condition no longer held.
    bool runWhile(const std::function<bool()>& condition);

private:
    using Key = std::pair<MonotonicTime, TimerId>;

    MonotonicTime now_{};
    TimerId lastTimer_ = 0;
    std::map<Key, std::function<void()>> queue_;
    std::unordered_map<TimerId, MonotonicTime> dueTimes_;
};

} // namespace redial

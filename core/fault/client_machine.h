// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault.h"
#include "core/time/clock.h"

#include <functional>
#include <list>
#include <set>
#include <utility>

namespace redial {

/// The machine that a client runs on, as the faults P4 and P5 change it: the clock that the client
/// is given instead of the run's own. Its monotonic time counts the sleep, as CLOCK_BOOTTIME does.
/// Does not own the run's clock, which outlives it; lives on its thread.
class ClientMachine final : public Clock
{
public:
    explicit ClientMachine(Clock& real) : real_(real) {}
    ~ClientMachine() override;

    /// No timer fires from now on for so long; those that come due meanwhile fire at the waking, in
    /// the order in which they were due. A machine that sleeps already sleeps on from now.
    void suspend(std::chrono::nanoseconds length);
    /// Ends a sleep before its time; without effect when awake.
    void wake();
    bool isAsleep() const { return wake_ != 0; }
    /// Told at each waking, before what came due meanwhile, how long it has slept.
    void onWake(std::function<void(std::chrono::nanoseconds slept)> handler)
    {
        onWake_ = std::move(handler);
    }
    /// The network interface of the machine: told when it falls asleep, and at the waking between
    /// onWake and what came due meanwhile.
    void setNetwork(std::function<void(bool asleep)> network) { network_ = std::move(network); }
    /// Sleeps as P4 says; what it changed, a clause.
    std::string suspend(const Fault& clientSuspend);
    /// The civil time is so much later, or earlier, from now on.
    void jump(std::chrono::milliseconds by) { jumped_ += by; }
    /// As P5 says; what it changed, a clause.
    std::string jump(const Fault& wallClockJump);

    MonotonicTime now() const override { return real_.now(); }
    WallTime wallNow() const override { return real_.wallNow() + jumped_; }
    TimerId startTimer(std::chrono::nanoseconds delay, std::function<void()> callback) override;
    bool cancelTimer(TimerId timer) override;
    std::size_t pendingTimers() const override { return started_.size() + due_.size(); }

private:
    void onTimer(TimerId timer, std::function<void()> callback);

    Clock& real_;
    std::chrono::milliseconds jumped_{};
    TimerId wake_ = 0;
    MonotonicTime asleepSince_{};
    std::function<void(std::chrono::nanoseconds slept)> onWake_;
    std::function<void(bool asleep)> network_;
    std::set<TimerId> started_;
    /// Came due in the sleep.
    std::list<std::pair<TimerId, std::function<void()>>> due_;
};

} // namespace redial

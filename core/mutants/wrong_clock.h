// SPDX-License-Identifier: MIT
#pragma once

#include "core/time/clock.h"

#include <vector>

namespace redial {

/// A clock whose timers of one length go wrong: they come after another time, or come although they
/// were cancelled. Everything else is the own clock's, which it does not own and which outlives it.
class WrongClock final : public Clock
{
public:
    struct Fault
    {
        std::chrono::nanoseconds length{}; ///< which timers
        std::chrono::nanoseconds instead{};
        bool ignoresCancel = false;
    };

    WrongClock(Clock& own, Fault fault) : own_(own), fault_(fault) {}
    ~WrongClock() override;

    MonotonicTime now() const override { return own_.now(); }
    WallTime wallNow() const override { return own_.wallNow(); }
    TimerId startTimer(std::chrono::nanoseconds delay, std::function<void()> callback) override;
    bool cancelTimer(TimerId timer) override;
    std::size_t pendingTimers() const override { return own_.pendingTimers(); }

private:
    Clock& own_;
    Fault fault_;
    std::vector<TimerId> uncancellable_;
};

} // namespace redial

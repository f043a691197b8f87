// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/random.h"
#include "core/reconnect/reconnect_machine.h"
#include "tests/reconnect/trace_checker.h"

#include <functional>

namespace redial::test {

/// The machine, or a mutant of it.
using StepFunction = std::function<ReconnectEffects(ReconnectState&, const ReconnectPolicy&,
                                                    const ReconnectInput&, MonotonicTime, Random&)>;

/// Leads a client through a random life: users that start, stop and drop, transports that open,
/// fail, stay silent and report what is long over, timers that fire when due, and some that were
/// cancelled. Every step is judged by a TraceChecker.
class RandomLife
{
public:
    RandomLife(ReconnectPolicy policy, StepFunction machine, std::uint64_t seed);

    void run(int inputs);

    /// P29: answers whatever is open and waits; then the last of start and stop must have been
    /// obeyed. Returns a sentence if it was not.
    QString settle();

    const TraceChecker& checker() const { return checker_; }
    /// How often the machine went online, gave up and was refused a start: a life in which none
    /// happened would prove nothing.
    int onlines() const { return onlines_; }
    int gaveUps() const { return gaveUps_; }
    int refusals() const { return refusals_; }
    std::size_t mostEffects() const { return mostEffects_; }

private:
    ReconnectInput nextInput();
    ReconnectInput fireTimer();
    ReconnectInput randomClose();
    std::uint32_t randomEpoch();
    void feed(const ReconnectInput& input);

    ReconnectPolicy policy_;
    StepFunction machine_;
    Random dice_;
    Random random_;
    TraceChecker checker_;
    ReconnectState state_;
    MonotonicTime now_{};
    int onlines_ = 0;
    int gaveUps_ = 0;
    int refusals_ = 0;
    std::size_t mostEffects_ = 0;
};

} // namespace redial::test

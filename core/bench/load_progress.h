// SPDX-License-Identifier: MIT
#pragma once

#include "core/bench/bench_load.h"

#include <vector>

namespace redial {

/// When the messages were sent whose echoes are still to come, in order.
class InFlight
{
public:
    void push(std::chrono::nanoseconds sent)
    {
        if (count_ == ring_.size())
            grow();
        ring_[(first_ + count_++) % ring_.size()] = sent;
    }
    std::chrono::nanoseconds pop()
    {
        const auto sent = ring_[first_];
        first_ = (first_ + 1) % ring_.size();
        --count_;
        return sent;
    }
    bool isEmpty() const { return count_ == 0; }

private:
    void grow()
    {
        std::vector<std::chrono::nanoseconds> larger(ring_.empty() ? 16 : ring_.size() * 2);
        for (std::size_t i = 0; i < count_; ++i)
            larger[i] = ring_[(first_ + i) % ring_.size()];
        ring_.swap(larger);
        first_ = 0;
    }

    std::vector<std::chrono::nanoseconds> ring_;
    std::size_t first_ = 0;
    std::size_t count_ = 0;
};

/// How far a client process is with its load, the same for the baseline and the engine: nothing
/// counts in the warm-up, and what counts ends after the load's length. On a machine so slow that
/// nothing has been counted by then it goes on to the first, for half a minute at most.
class LoadProgress
{
public:
    explicit LoadProgress(const BenchLoad& load) : load_(load) {}

    void noteBefore()
    {
        if (load_.work == BenchWork::Idle)
            result_.memoryBefore = residentMemory();
    }
    void noteIdle()
    {
        if (load_.work == BenchWork::Idle)
            result_.memoryIdle = residentMemory();
    }
    void begin() { begun_ = benchNow(); }
    void echoed(std::chrono::nanoseconds sent, std::chrono::nanoseconds now)
    {
        if (!isCounting_)
            return;
        ++result_.count;
        result_.latency.record(now - sent);
    }
    void count(std::uint64_t more) { result_.count += isCounting_ ? more : 0; }

    /// Once for each turn of the client's loop.
    void pass(std::chrono::nanoseconds now)
    {
        if (!begun_ || isOver_)
            return;
        if (!isCounting_ && now - *begun_ >= load_.warmUp()) {
            isCounting_ = true;
            countsFrom_ = now;
        } else if (isCounting_ && now - countsFrom_ >= leastLength()) {
            result_.seconds = std::chrono::duration<double>(now - countsFrom_).count();
            isOver_ = true;
        }
    }
    void end() { isOver_ = true; }
    void fail() { isOver_ = hasFailed_ = true; }

    bool isOver() const { return isOver_; }
    std::optional<BenchResult> result() const
    {
        return hasFailed_ ? std::nullopt : std::optional(result_);
    }

private:
    std::chrono::milliseconds leastLength() const
    {
        return load_.length + std::chrono::seconds(result_.count > 0 ? 0 : 30);
    }

    const BenchLoad load_;
    BenchResult result_;
    std::optional<std::chrono::nanoseconds> begun_;
    std::chrono::nanoseconds countsFrom_{};
    bool isCounting_ = false;
    bool isOver_ = false;
    bool hasFailed_ = false;
};

} // namespace redial

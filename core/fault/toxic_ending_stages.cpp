// SPDX-License-Identifier: MIT
#include "core/fault/toxic_stages.h"

#include <algorithm>
#include <utility>

namespace redial {

namespace {

using namespace std::chrono_literals;

class TimeoutStage final : public ToxicStage
{
public:
    explicit TimeoutStage(std::chrono::milliseconds timeout) : timeout_(std::max(timeout, 0ms)) {}

    void begin(MonotonicTime now) override { wait(now); }
    void bytes(std::string_view /*bytes*/, MonotonicTime now, Random& /*random*/,
               StageOutput& /*output*/) override
    {
        bite();
        wait(now);
    }
    void end(StreamEnd end, MonotonicTime now, Random& /*random*/, StageOutput& output) override
    {
        due_.reset();
        if (!std::exchange(ended_, true))
            output.end(end, now);
    }
    std::optional<MonotonicTime> due() const override { return due_; }
    void advance(MonotonicTime now, Random& /*random*/, StageOutput& output) override
    {
        close(now, output);
    }
    void remove(MonotonicTime now, StageOutput& output) override { close(now, output); }
    void replace(MonotonicTime /*now*/, StageOutput& /*output*/) override {}

private:
    void wait(MonotonicTime now)
    {
        if (timeout_ > 0ms && !ended_)
            due_ = now + timeout_;
    }
    void close(MonotonicTime now, StageOutput& output)
    {
        due_.reset();
        if (std::exchange(ended_, true))
            return;
        bite();
        output.end(StreamEnd::Close, now);
    }

    std::chrono::milliseconds timeout_;
    std::optional<MonotonicTime> due_;
    bool ended_ = false;
};

class ResetPeerStage final : public ToxicStage
{
public:
    explicit ResetPeerStage(std::chrono::milliseconds timeout) : timeout_(std::max(timeout, 0ms)) {}

    void bytes(std::string_view /*bytes*/, MonotonicTime now, Random& /*random*/,
               StageOutput& output) override
    {
        trigger(now, output);
    }
    void end(StreamEnd /*end*/, MonotonicTime now, Random& /*random*/, StageOutput& output) override
    {
        trigger(now, output);
    }
    std::optional<MonotonicTime> due() const override { return due_; }
    void advance(MonotonicTime now, Random& /*random*/, StageOutput& output) override
    {
        due_.reset();
        output.end(StreamEnd::Reset, now);
    }
    /// Bytes were dropped already: the connection cannot go on.
    void remove(MonotonicTime now, StageOutput& output) override
    {
        if (std::exchange(due_, std::nullopt))
            output.end(StreamEnd::Reset, now);
    }

private:
    void trigger(MonotonicTime now, StageOutput& output)
    {
        if (hasBitten())
            return;
        bite();
        if (timeout_ == 0ms)
            output.end(StreamEnd::Reset, now);
        else
            due_ = now + timeout_;
    }

    std::chrono::milliseconds timeout_;
    std::optional<MonotonicTime> due_;
};

} // namespace

std::unique_ptr<ToxicStage> makeTimeoutStage(std::chrono::milliseconds timeout)
{
    return std::make_unique<TimeoutStage>(timeout);
}

std::unique_ptr<ToxicStage> makeResetPeerStage(std::chrono::milliseconds timeout)
{
    return std::make_unique<ResetPeerStage>(timeout);
}

void LimitDataStage::bytes(std::string_view bytes, MonotonicTime now, Random& /*random*/,
                           StageOutput& output)
{
    if (closed_)
        return;
    const auto room = static_cast<std::size_t>(std::max<std::int64_t>(limit_ - passed_, 0));
    const std::string_view passing = bytes.substr(0, room);
    passed_ += static_cast<std::int64_t>(passing.size());
    if (!passing.empty())
        output.bytes(passing, now);
    if (passed_ >= limit_) {
        closed_ = true;
        bite();
        output.end(StreamEnd::Close, now);
    }
}

void LimitDataStage::end(StreamEnd end, MonotonicTime now, Random& /*random*/, StageOutput& output)
{
    if (!closed_)
        output.end(end, now);
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/fault/delay_line.h"
#include "core/fault/toxic_stages.h"

#include <algorithm>
#include <utility>

namespace redial {

namespace {

using namespace std::chrono_literals;

class LatencyStage final : public DelayLine
{
public:
    LatencyStage(std::chrono::milliseconds latency, std::chrono::milliseconds jitter)
        : latency_(std::max(latency, 0ms)), jitter_(std::max(jitter, 0ms))
    {
    }

    void bytes(std::string_view bytes, MonotonicTime now, Random& random,
               StageOutput& /*output*/) override
    {
        std::chrono::nanoseconds delay = latency_;
        if (jitter_ > 0ms) {
            const auto spread = std::chrono::nanoseconds(jitter_).count();
            delay += std::chrono::nanoseconds(random.between(-spread, spread - 1));
        }
        hold(bytes, now + std::max(delay, std::chrono::nanoseconds(0)));
    }

    /// Toxiproxy hands the end on as soon as nothing waits.
    void end(StreamEnd end, MonotonicTime now, Random& /*random*/, StageOutput& output) override
    {
        if (isEmpty())
            output.end(end, now);
        else
            holdEnd(end, last());
    }

private:
    std::chrono::milliseconds latency_;
    std::chrono::milliseconds jitter_;
};

class BandwidthStage final : public DelayLine
{
public:
    explicit BandwidthStage(std::int64_t rate) : rate_(std::max<std::int64_t>(rate, 0)) {}

    void bytes(std::string_view bytes, MonotonicTime now, Random& /*random*/,
               StageOutput& output) override
    {
        if (rate_ == 0)
            return output.bytes(bytes, now);
        // One KB a second is one byte a millisecond.
        const std::size_t most = static_cast<std::size_t>(rate_) * 100;
        while (!bytes.empty()) {
            const std::string_view piece = bytes.substr(0, most);
            bytes.remove_prefix(piece.size());
            free_ = std::max(free_, now) +
                    std::chrono::nanoseconds(1ms) * static_cast<std::int64_t>(piece.size()) / rate_;
            hold(piece, free_);
        }
    }

    void end(StreamEnd end, MonotonicTime now, Random& /*random*/, StageOutput& output) override
    {
        if (isEmpty())
            output.end(end, now);
        else
            holdEnd(end, last());
    }

private:
    std::int64_t rate_;
    MonotonicTime free_ = MonotonicTime::min(); ///< when the line has sent all that it holds
};

class SlowCloseStage final : public DelayLine
{
public:
    explicit SlowCloseStage(std::chrono::milliseconds delay) : delay_(std::max(delay, 0ms)) {}

    void bytes(std::string_view bytes, MonotonicTime now, Random& /*random*/,
               StageOutput& output) override
    {
        output.bytes(bytes, now);
    }
    void end(StreamEnd end, MonotonicTime now, Random& /*random*/, StageOutput& /*output*/) override
    {
        bite();
        holdEnd(end, now + delay_);
    }

private:
    std::chrono::milliseconds delay_;
};

class SlicerStage final : public DelayLine
{
public:
    SlicerStage(std::int64_t averageSize, std::int64_t sizeVariation,
                std::chrono::microseconds delay)
        : average_(averageSize), variation_(sizeVariation), delay_(std::max(delay, 0us))
    {
    }

    void bytes(std::string_view bytes, MonotonicTime now, Random& random,
               StageOutput& output) override
    {
        slice(bytes, now, random);
        advance(now, random, output);
    }
    /// The end follows the last piece by one delay.
    void end(StreamEnd end, MonotonicTime now, Random& /*random*/, StageOutput& output) override
    {
        if (isEmpty() && next_ <= now)
            output.end(end, now);
        else
            holdEnd(end, std::max(next_, now));
    }

private:
    void slice(std::string_view bytes, MonotonicTime now, Random& random)
    {
        const auto size = static_cast<std::int64_t>(bytes.size());
        if (size - average_ <= variation_) {
            next_ = std::max(next_, now);
            hold(bytes, next_);
            next_ += delay_;
            return;
        }
        const std::int64_t vary = variation_ > 0 ? random.between(-variation_, variation_ - 1) : 0;
        const auto middle =
            static_cast<std::size_t>(std::clamp<std::int64_t>(size / 2 + vary, 1, size - 1));
        slice(bytes.substr(0, middle), now, random);
        slice(bytes.substr(middle), now, random);
    }

    std::int64_t average_;
    std::int64_t variation_;
    std::chrono::microseconds delay_;
    MonotonicTime next_ = MonotonicTime::min(); ///< when the next piece may leave
};

} // namespace

std::unique_ptr<ToxicStage> makeLatencyStage(std::chrono::milliseconds latency,
                                             std::chrono::milliseconds jitter)
{
    return std::make_unique<LatencyStage>(latency, jitter);
}

std::unique_ptr<ToxicStage> makeBandwidthStage(std::int64_t rate)
{
    return std::make_unique<BandwidthStage>(rate);
}

std::unique_ptr<ToxicStage> makeSlowCloseStage(std::chrono::milliseconds delay)
{
    return std::make_unique<SlowCloseStage>(delay);
}

std::unique_ptr<ToxicStage> makeSlicerStage(std::int64_t averageSize, std::int64_t sizeVariation,
                                            std::chrono::microseconds delay)
{
    return std::make_unique<SlicerStage>(averageSize, sizeVariation, delay);
}

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/toxic_stage.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <utility>

namespace redial {

/// Holds pieces, each until its time, in order: what all delaying stages have in common.
class DelayLine : public ToxicStage
{
public:
    std::optional<MonotonicTime> due() const override
    {
        if (!pieces_.empty())
            return pieces_.front().at;
        return end_ ? std::optional(endAt_) : std::nullopt;
    }

    void advance(MonotonicTime now, Random& /*random*/, StageOutput& output) override
    {
        while (!pieces_.empty() && pieces_.front().at <= now)
            handOn(now, output);
        if (pieces_.empty() && end_ && endAt_ <= now)
            output.end(*std::exchange(end_, std::nullopt), now);
    }

    void remove(MonotonicTime now, StageOutput& output) override
    {
        while (!pieces_.empty())
            handOn(now, output);
        if (end_)
            output.end(*std::exchange(end_, std::nullopt), now);
    }

    std::size_t held() const override { return held_; }

protected:
    void hold(std::string_view bytes, MonotonicTime at)
    {
        held_ += bytes.size();
        last_ = std::max(last_, at);
        pieces_.push_back({std::string(bytes), last_});
        bite();
    }
    void holdEnd(StreamEnd end, MonotonicTime at)
    {
        end_ = end;
        endAt_ = std::max(last_, at);
    }
    MonotonicTime last() const { return last_; }
    bool isEmpty() const { return pieces_.empty(); }

private:
    struct Piece
    {
        std::string bytes;
        MonotonicTime at;
    };

    void handOn(MonotonicTime now, StageOutput& output)
    {
        const Piece piece = std::move(pieces_.front());
        pieces_.pop_front();
        held_ -= piece.bytes.size();
        output.bytes(piece.bytes, now);
    }

    std::deque<Piece> pieces_;
    std::size_t held_ = 0;
    MonotonicTime last_ = MonotonicTime::min();
    std::optional<StreamEnd> end_;
    MonotonicTime endAt_{};
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/random.h"
#include "core/fault/proxy_stream_end.h"
#include "core/time/clock.h"

#include <optional>
#include <string>
#include <string_view>

namespace redial {

/// Where a stage puts what leaves it.
class StageOutput
{
public:
    virtual void bytes(std::string_view bytes, MonotonicTime now) = 0;
    /// Nothing leaves the stage after this.
    virtual void end(StreamEnd end, MonotonicTime now) = 0;

protected:
    ~StageOutput() = default;
};

/// One toxic at work on one direction of one connection: bytes and time in, bytes and time out.
/// Pure: no socket, no clock. Order is kept. Time never goes back between calls.
class ToxicStage
{
public:
    virtual ~ToxicStage() = default;

    /// The stage begins to work; once, before anything else.
    virtual void begin(MonotonicTime /*now*/) {}
    virtual void bytes(std::string_view bytes, MonotonicTime now, Random& random,
                       StageOutput& output) = 0;
    virtual void end(StreamEnd end, MonotonicTime now, Random& random, StageOutput& output) = 0;

    /// When advance() is to be called next; absent if the stage waits for nothing.
    virtual std::optional<MonotonicTime> due() const { return std::nullopt; }
    /// Hands on what is due. Precondition: due() and *due() <= now.
    virtual void advance(MonotonicTime /*now*/, Random& /*random*/, StageOutput& /*output*/) {}
    /// The toxic is taken away: hands on all that is held, in order, and whatever end the toxic
    /// makes of its removal.
    virtual void remove(MonotonicTime /*now*/, StageOutput& /*output*/) {}

    /// The toxic's attributes have changed and another stage takes this one's place: hands on all
    /// that is held, in order.
    virtual void replace(MonotonicTime now, StageOutput& output) { remove(now, output); }

    /// Bytes that wait in the stage.
    virtual std::size_t held() const { return 0; }
    /// True once the toxic has changed anything: a fault that never bit is told from one that did.
    bool hasBitten() const { return bitten_; }

protected:
    void bite() { bitten_ = true; }

private:
    bool bitten_ = false;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/time/clock.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace redial {

/// Whom a TimerWheel tells.
class WheelHandler
{
public:
    /// `tag` as it was given to insert().
    virtual void onWheelTimer(std::uint32_t tag) = 0;

protected:
    ~WheelHandler() = default;
};

/// Very many one-shot timers behind one timer of a Clock, 32 bytes each: insert, restart and cancel
/// take constant time. A timer fires at the first tick of the wheel (a millisecond, unless told
/// otherwise) at or after its due time, never early; timers of one tick fire in the order in which
/// they were started. One that is started with no delay while timers fire, fires a tick later.
/// Works on every Clock and lives on its thread. May be destroyed by a handler.
class TimerWheel
{
public:
    /// Names one timer of one wheel; 0 is no timer. Used again after 4,294,967,295 others in the
    /// same place.
    using Timer = std::uint64_t;

    explicit TimerWheel(Clock& clock, std::chrono::nanoseconds tick = std::chrono::milliseconds(1));
    ~TimerWheel();
    TimerWheel(const TimerWheel&) = delete;
    TimerWheel& operator=(const TimerWheel&) = delete;

    /// Tells the handler once, `delay` from now; a negative delay counts as zero. Never within this
    /// call. The handler lives until then, or cancels.
    Timer insert(std::chrono::nanoseconds delay, WheelHandler& handler, std::uint32_t tag = 0);
    /// The same timer, `delay` from now. False if it has fired, was cancelled, or never was.
    bool restart(Timer timer, std::chrono::nanoseconds delay);
    /// False as for restart().
    bool cancel(Timer timer);

    std::size_t pending() const { return pending_; }
    /// Bytes that the timers take, those free for reuse included.
    std::size_t memory() const { return chunks_.size() * sizeof(Chunk); }

private:
    static constexpr unsigned slotBits = 6;
    static constexpr std::size_t slotCount = 1U << slotBits;
    static constexpr std::size_t levelCount = 8;
    static constexpr std::uint64_t lastTick = (1ULL << (slotBits * levelCount)) - 1;
    static constexpr std::uint32_t none = 0xFFFFFFFF;
    static constexpr std::size_t chunkBits = 8;

    struct Node
    {
        std::uint32_t next = none;
        std::uint32_t previous = none;
        std::uint64_t due : 48 = 0;
        std::uint64_t slot : 16 = 0;
        WheelHandler* handler = nullptr; ///< absent: free
        std::uint32_t tag = 0;
        std::uint32_t generation = 1;
    };
    static_assert(sizeof(Node) == 32);
    using Chunk = std::array<Node, 1U << chunkBits>;
    struct List
    {
        std::uint32_t first = none;
        std::uint32_t last = none;
    };

    Node& node(std::uint32_t index) const
    {
        return (*chunks_[index >> chunkBits])[index & ((1U << chunkBits) - 1)];
    }
    std::optional<std::uint32_t> find(Timer timer) const;
    std::uint32_t takeNode();
    void free(std::uint32_t index);
    void start(std::uint32_t index, std::chrono::nanoseconds delay);
    void place(std::uint32_t index, std::uint64_t due);
    void append(std::uint16_t slot, std::uint32_t index);
    void unlink(std::uint32_t index);
    std::uint64_t nextTick() const;
    void arm();
    void onClock();
    void fireUntil(std::uint64_t last);
    void turnTo(std::uint64_t tick);

    Clock& clock_;
    const std::int64_t tick_; ///< nanoseconds
    const MonotonicTime start_;
    std::uint64_t current_ = 0; ///< the next tick to fire
    std::size_t pending_ = 0;
    std::uint32_t firstFree_ = none;
    std::array<List, levelCount * slotCount> slots_;
    List firing_;
    std::array<std::uint64_t, levelCount> occupied_{};
    std::vector<std::unique_ptr<Chunk>> chunks_;
    TimerId clockTimer_ = 0;
    std::uint64_t armedFor_ = 0;
    bool isFiring_ = false;
    bool* isGone_ = nullptr; ///< set while handlers run
};

} // namespace redial

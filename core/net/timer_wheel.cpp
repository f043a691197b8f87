// SPDX-License-Identifier: MIT
#include "core/net/timer_wheel.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <utility>

namespace redial {

namespace {

/// Of the list of those that fire now.
constexpr std::uint16_t firingSlot = 0xFFFF;

} // namespace

TimerWheel::TimerWheel(Clock& clock, std::chrono::nanoseconds tick)
    : clock_(clock), tick_(std::max<std::int64_t>(tick.count(), 1)), start_(clock.now())
{
}

TimerWheel::~TimerWheel()
{
    clock_.cancelTimer(clockTimer_);
    if (isGone_)
        *isGone_ = true;
}

TimerWheel::Timer TimerWheel::insert(std::chrono::nanoseconds delay, WheelHandler& handler,
                                     std::uint32_t tag)
{
    const std::uint32_t index = takeNode();
    Node& taken = node(index);
    taken.handler = &handler;
    taken.tag = tag;
    start(index, delay);
    ++pending_;
    return Timer(taken.generation) << 32U | index;
}

bool TimerWheel::restart(Timer timer, std::chrono::nanoseconds delay)
{
    const std::optional<std::uint32_t> index = find(timer);
    if (!index)
        return false;
    unlink(*index);
    start(*index, delay);
    return true;
}

bool TimerWheel::cancel(Timer timer)
{
    const std::optional<std::uint32_t> index = find(timer);
    if (!index)
        return false;
    unlink(*index);
    free(*index);
    return true;
}

std::optional<std::uint32_t> TimerWheel::find(Timer timer) const
{
    const auto index = static_cast<std::uint32_t>(timer);
    if (index >> chunkBits >= chunks_.size())
        return std::nullopt;
    const Node& found = node(index);
    return found.handler && found.generation == timer >> 32U ? std::optional(index) : std::nullopt;
}

std::uint32_t TimerWheel::takeNode()
{
    if (firstFree_ == none) {
        const auto from = static_cast<std::uint32_t>(chunks_.size() << chunkBits);
        chunks_.push_back(std::make_unique<Chunk>());
        for (std::uint32_t index = from + (1U << chunkBits); index-- > from;)
            node(index).next = std::exchange(firstFree_, index);
    }
    Node& taken = node(firstFree_);
    return std::exchange(firstFree_, taken.next);
}

void TimerWheel::free(std::uint32_t index)
{
    Node& freed = node(index);
    freed.handler = nullptr;
    if (++freed.generation == 0)
        freed.generation = 1;
    freed.next = std::exchange(firstFree_, index);
    --pending_;
}

void TimerWheel::start(std::uint32_t index, std::chrono::nanoseconds delay)
{
    // Nothing waits: the wheel need not turn through the time that has passed.
    const MonotonicTime now = clock_.now();
    const auto passed = static_cast<std::uint64_t>((now - start_).count());
    if (pending_ == 0 && !isFiring_)
        current_ = std::max(current_, passed / static_cast<std::uint64_t>(tick_));
    const auto wait = static_cast<std::uint64_t>(std::max<std::int64_t>(delay.count(), 0));
    const auto tick = static_cast<std::uint64_t>(tick_);
    const std::uint64_t due = (passed + wait) / tick + ((passed + wait) % tick != 0 ? 1 : 0);
    place(index, std::clamp(due, current_, lastTick));
    if (!isFiring_)
        arm();
}

void TimerWheel::place(std::uint32_t index, std::uint64_t due)
{
    const std::uint64_t differing = due ^ current_;
    const auto level = differing == 0 ? 0U : (std::bit_width(differing) - 1U) / slotBits;
    const auto slot = (due >> (level * slotBits)) % slotCount;
    node(index).due = due;
    append(static_cast<std::uint16_t>(level * slotCount + slot), index);
    occupied_[level] |= 1ULL << slot;
}

void TimerWheel::append(std::uint16_t slot, std::uint32_t index)
{
    List& list = slot == firingSlot ? firing_ : slots_[slot];
    Node& added = node(index);
    added.slot = slot;
    added.next = none;
    added.previous = std::exchange(list.last, index);
    (added.previous == none ? list.first : node(added.previous).next) = index;
}

void TimerWheel::unlink(std::uint32_t index)
{
    const Node& removed = node(index);
    const std::uint16_t slot = removed.slot;
    List& list = slot == firingSlot ? firing_ : slots_[slot];
    (removed.previous == none ? list.first : node(removed.previous).next) = removed.next;
    (removed.next == none ? list.last : node(removed.next).previous) = removed.previous;
    if (list.first == none && slot != firingSlot)
        occupied_[slot / slotCount] &= ~(1ULL << (slot % slotCount));
}

std::uint64_t TimerWheel::nextTick() const
{
    // What lies on a lower level comes before what lies on a higher one.
    for (std::size_t level = 0; level < levelCount; ++level) {
        if (occupied_[level] == 0)
            continue;
        const std::uint64_t window = current_ >> ((level + 1) * slotBits) << slotBits;
        const auto slot = static_cast<std::uint64_t>(std::countr_zero(occupied_[level]));
        return (window | slot) << (level * slotBits);
    }
    return lastTick;
}

void TimerWheel::arm()
{
    const std::uint64_t next = nextTick();
    if (clockTimer_ != 0 && armedFor_ <= next)
        return;
    clock_.cancelTimer(clockTimer_);
    armedFor_ = next;
    const auto due = std::chrono::nanoseconds(static_cast<std::int64_t>(
        std::min<std::uint64_t>(next, static_cast<std::uint64_t>(INT64_MAX / tick_)) *
        static_cast<std::uint64_t>(tick_)));
    clockTimer_ = clock_.startTimer(due - (clock_.now() - start_), [this] { onClock(); });
}

void TimerWheel::onClock()
{
    clockTimer_ = 0;
    bool isGone = false;
    isGone_ = &isGone;
    isFiring_ = true;
    fireUntil(static_cast<std::uint64_t>((clock_.now() - start_).count() / tick_));
    if (isGone)
        return;
    isFiring_ = false;
    isGone_ = nullptr;
    if (pending_ > 0)
        arm();
}

void TimerWheel::fireUntil(std::uint64_t last)
{
    const bool& isGone = *isGone_;
    while (pending_ > 0 && nextTick() <= last) {
        turnTo(nextTick());
        const auto slot = static_cast<std::uint16_t>(current_ % slotCount);
        firing_ = std::exchange(slots_[slot], {});
        occupied_[0] &= ~(1ULL << slot);
        for (std::uint32_t index = firing_.first; index != none; index = node(index).next)
            node(index).slot = firingSlot;
        turnTo(current_ + 1);
        while (firing_.first != none) {
            const std::uint32_t index = firing_.first;
            WheelHandler* handler = node(index).handler;
            const std::uint32_t tag = node(index).tag;
            unlink(index);
            free(index);
            handler->onWheelTimer(tag);
            if (isGone)
                return;
        }
    }
}

void TimerWheel::turnTo(std::uint64_t tick)
{
    current_ = tick;
    // Where a window begins, what waited for it moves down, the farthest first.
    for (std::size_t level = levelCount - 1; level > 0; --level) {
        if ((tick & ((1ULL << (level * slotBits)) - 1)) != 0)
            continue;
        const std::uint64_t slot = (tick >> (level * slotBits)) % slotCount;
        List moved = std::exchange(slots_[level * slotCount + slot], {});
        occupied_[level] &= ~(1ULL << slot);
        while (moved.first != none) {
            const std::uint32_t index = moved.first;
            moved.first = node(index).next;
            place(index, node(index).due);
        }
    }
}

} // namespace redial

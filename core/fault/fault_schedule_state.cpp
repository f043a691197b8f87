// SPDX-License-Identifier: MIT
#include "core/fault/fault_schedule_state.h"

namespace redial {

using Cause = FaultEffect::Cause;
using Kind = FaultEffect::Kind;

void FaultSchedule::State::add(const PlannedFault& fault)
{
    // Each fault draws for itself: what happens to one changes nothing for another.
    Random mixed(seed + 0x9e3779b97f4a7c15ULL * (entries.size() + 1));
    entries.emplace_back(fault, Random(mixed.next() ^ fault.seed));
}

bool FaultSchedule::State::isActive(FaultIndex fault) const
{
    const bool isItsTurn = order == FaultPlan::Order::Parallel || fault == turn;
    return !isFinished && isItsTurn && entries[fault].isArmed;
}

void FaultSchedule::State::tell(Kind kind, FaultIndex fault, std::uint32_t connection, Cause cause)
{
    FaultEffect effect{kind, fault, std::nullopt, cause};
    if (connection != 0)
        effect.connection = connection;
    effects.push_back(effect);
}

void FaultSchedule::State::arm(FaultIndex fault, Cause cause, MonotonicTime now)
{
    FaultEntry& entry = entries[fault];
    if (entry.isArmed || isFinished)
        return;
    entry.isArmed = true;
    entry.isPassedOver = false;
    ++entry.counters.armed;
    tell(Kind::Armed, fault, 0, cause);
    if (isActive(fault))
        activate(fault, now);
}

void FaultSchedule::State::activate(FaultIndex fault, MonotonicTime now,
                                    std::optional<std::uint32_t> struck)
{
    FaultEntry& entry = entries[fault];
    entry.activatedBy = input;
    entry.hadItsTurn = true;
    entry.attempts = 0;
    entry.begun = 0;
    if (entry.definition().actsOnEverything())
        entry.watches[0];
    const FaultScope& scope = entry.planned.scope;
    for (const auto& [number, link] : links) {
        if ((scope.needsRequest() && !link.hasRequest) || !scope.contains(link.facts))
            continue;
        FaultWatch& watch = entry.watches[number];
        ++entry.inScope;
        // Whatever acts while a connection comes up comes too late for it; and an act right behind
        // another one would hit a connection that is going already.
        const bool waits = entry.trigger.message || entry.trigger.bytes || entry.trigger.delay;
        watch.isDone = entry.definition().actsAtBringUp() || (struck == number && !waits);
    }
    std::vector<std::uint32_t> numbers;
    for (const auto& [number, watch] : entry.watches)
        numbers.push_back(number);
    for (const std::uint32_t number : numbers)
        evaluate(fault, number, now);
}

void FaultSchedule::State::join(FaultIndex fault, std::uint32_t connection)
{
    FaultEntry& entry = entries[fault];
    FaultWatch& watch = entry.watches[connection];
    watch.attempt = ++entry.attempts;
    ++entry.inScope;
}

void FaultSchedule::State::wait(FaultIndex fault, std::uint32_t watch, MonotonicTime due,
                                bool begins)
{
    stopWaiting(fault, watch);
    FaultWatch& held = entries[fault].watches[watch];
    held.due = due;
    held.beginsWhenDue = begins;
    dues.insert({due, fault, watch});
}

void FaultSchedule::State::stopWaiting(FaultIndex fault, std::uint32_t watch)
{
    FaultWatch& held = entries[fault].watches[watch];
    if (held.due)
        dues.erase({*held.due, fault, watch});
    held.due.reset();
    held.beginsWhenDue = false;
}

void FaultSchedule::State::begin(FaultIndex fault, std::uint32_t connection, MonotonicTime now)
{
    FaultEntry& entry = entries[fault];
    const std::uint32_t holder = entry.holderOf(connection);
    stopWaiting(fault, holder);
    if (!entry.trigger.message)
        entry.watches[connection].isDone = true;
    ++entry.begun;
    ++entry.counters.begun;
    tell(Kind::Begin, fault, holder, Cause::Trigger);
    if (!entry.definition().lasts) {
        ++entry.counters.ended;
        tell(Kind::End, fault, holder, Cause::Over);
        return advance(now, holder);
    }
    FaultWatch& watch = entry.watches[holder];
    watch.holds = true;
    watch.isBitten = false;
    std::optional<MonotonicTime> until;
    if (entry.planned.duration)
        until = now + *entry.planned.duration;
    if (entry.trigger.window && entry.trigger.window->to)
        until = std::min(until.value_or(MonotonicTime::max()), start + *entry.trigger.window->to);
    if (until)
        wait(fault, holder, *until, false);
}

void FaultSchedule::State::end(FaultIndex fault, std::uint32_t holder, Cause cause)
{
    FaultEntry& entry = entries[fault];
    stopWaiting(fault, holder);
    entry.watches[holder].holds = false;
    ++entry.counters.ended;
    tell(Kind::End, fault, holder, cause);
}

void FaultSchedule::State::forget(FaultIndex fault, std::uint32_t connection)
{
    auto& watches = entries[fault].watches;
    const auto found = watches.find(connection);
    if (found == watches.end())
        return;
    if (found->second.holds)
        end(fault, connection, Cause::ConnectionClosed);
    stopWaiting(fault, connection);
    watches.erase(connection);
}

void FaultSchedule::State::advance(MonotonicTime now, std::optional<std::uint32_t> struck)
{
    if (order == FaultPlan::Order::Parallel || isFinished)
        return;
    while (turn < entries.size() && entries[turn].hasHadItsPart()) {
        const FaultIndex previous = turn++;
        std::vector<std::uint32_t> left;
        for (const auto& [number, watch] : entries[previous].watches)
            left.push_back(number);
        for (const std::uint32_t number : left)
            forget(previous, number);
        if (turn < entries.size() && isActive(turn))
            activate(turn, now, struck);
    }
}

void FaultSchedule::State::onDue(const Due& due, MonotonicTime now)
{
    const auto [time, fault, number] = due;
    FaultEntry& entry = entries[fault];
    FaultWatch& watch = entry.watches[number];
    if (watch.holds) {
        end(fault, number, Cause::Over);
        // A window that is over takes no more; a duration may come again by the next message.
        return advance(now);
    }
    const bool begins = watch.beginsWhenDue;
    stopWaiting(fault, number);
    if (!begins)
        return evaluate(fault, number, now);
    const auto& window = entry.trigger.window;
    if (!entry.isExhausted() && (!window || window->contains(now - start)))
        begin(fault, number, now);
}

} // namespace redial

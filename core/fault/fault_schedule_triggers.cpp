// SPDX-License-Identifier: MIT
#include "core/fault/fault_schedule_state.h"

namespace redial {

bool FaultSchedule::State::isReached(FaultStage stage, std::uint32_t connection) const
{
    if (connection == 0)
        return true;
    const auto found = links.find(connection);
    if (found == links.end())
        return false;
    switch (stage) {
    case FaultStage::Upgrade:
        return found->second.hasRequest;
    case FaultStage::Open:
    case FaultStage::Message:
        return found->second.isOpen;
    default:
        return true;
    }
}

bool FaultSchedule::State::isInTime(FaultIndex fault, std::uint32_t connection, MonotonicTime now)
{
    FaultEntry& entry = entries[fault];
    const auto& window = entry.trigger.window;
    if (!window || window->contains(now - start))
        return true;
    if (now - start >= window->from || entry.definition().actsAtBringUp())
        entry.watches[connection].isDone = true;
    else if (!entry.trigger.message)
        wait(fault, connection, start + window->from, false);
    return false;
}

bool FaultSchedule::State::passes(FaultIndex fault, std::uint32_t connection, bool onMessage,
                                  MonotonicTime now)
{
    FaultEntry& entry = entries[fault];
    if (!isInTime(fault, connection, now))
        return false;
    FaultWatch& watch = entry.watches[connection];
    if (entry.trigger.probability) {
        if (onMessage || !watch.drawn)
            watch.drawn = entry.random.uniform() < *entry.trigger.probability;
        if (!*watch.drawn) {
            watch.isDone = !onMessage;
            return false;
        }
    }
    if (!entry.trigger.delay || entry.trigger.delay->count() <= 0)
        return true;
    if (!onMessage)
        watch.isDone = true;
    wait(fault, entry.holderOf(connection), now + *entry.trigger.delay, true);
    return false;
}

void FaultSchedule::State::evaluate(FaultIndex fault, std::uint32_t connection, MonotonicTime now)
{
    if (!isActive(fault))
        return;
    FaultEntry& entry = entries[fault];
    const auto found = entry.watches.find(connection);
    if (found == entry.watches.end() || !entry.isDecidedOn(connection) || entry.trigger.message)
        return;
    FaultWatch& watch = found->second;
    const FaultWatch& holder = entry.watches[entry.holderOf(connection)];
    if (watch.isDone || holder.holds || holder.beginsWhenDue || entry.isExhausted() ||
        !isReached(entry.definition().stage, connection))
        return;
    if (!entry.takesAttempt(watch.attempt)) {
        watch.isDone = true;
        return;
    }
    if (entry.trigger.bytes && watch.bytes < *entry.trigger.bytes)
        return;
    if (passes(fault, connection, false, now))
        begin(fault, connection, now);
}

void FaultSchedule::State::countMessage(FaultIndex fault, std::uint32_t connection,
                                        const FaultMessage& message, MonotonicTime now)
{
    if (!isActive(fault))
        return;
    FaultEntry& entry = entries[fault];
    const auto found = entry.watches.find(connection);
    // What this very message has brought to its turn begins with the next one.
    if (found == entry.watches.end() || entry.activatedBy == input || !entry.trigger.message ||
        !entry.takes(message))
        return;
    FaultWatch& watch = found->second;
    ++watch.messages;
    const FaultWatch& holder = entry.watches[entry.holderOf(connection)];
    if (!entry.trigger.message->numbers.contains(watch.messages) || watch.isDone || holder.holds ||
        holder.beginsWhenDue || entry.isExhausted() || !entry.takesAttempt(watch.attempt) ||
        (entry.trigger.bytes && watch.bytes < *entry.trigger.bytes))
        return;
    if (passes(fault, connection, true, now))
        begin(fault, connection, now);
}

QString FaultSchedule::State::unbittenReason(FaultIndex fault) const
{
    const FaultEntry& entry = entries[fault];
    const QString connections = entry.inScope == 1
                                    ? QStringLiteral("1 connection came")
                                    : QStringLiteral("%1 connections came").arg(entry.inScope);
    if (!entry.hadItsTurn)
        return QStringLiteral("its turn in the sequence never came");
    if (entry.counters.begun == 0 && entry.inScope == 0 && !entry.definition().actsOnEverything())
        return QStringLiteral("no connection in its scope came while it was armed");
    if (entry.counters.begun == 0)
        return QStringLiteral("its moment never came: %1 in its scope").arg(connections);
    if (!entry.definition().lasts)
        return QStringLiteral("it came, and there was nothing left to change: the connection was "
                              "gone, or another fault was there first");
    return QStringLiteral("it held, and nothing passed that it could change");
}

} // namespace redial

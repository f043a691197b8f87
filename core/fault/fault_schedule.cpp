// SPDX-License-Identifier: MIT
#include "core/fault/fault_schedule.h"

#include "core/fault/fault_schedule_state.h"

#include <algorithm>

namespace redial {

using Cause = FaultEffect::Cause;
using Kind = FaultEffect::Kind;
using Effects = FaultSchedule::Effects;

FaultSchedule::FaultSchedule(const FaultPlan& plan, MonotonicTime start, Random random)
    : state_(std::make_unique<State>(plan.order, start, random.next()))
{
    for (const PlannedFault& fault : plan.faults)
        state_->add(fault);
}

FaultSchedule::~FaultSchedule() = default;
FaultSchedule::FaultSchedule(FaultSchedule&&) noexcept = default;
FaultSchedule& FaultSchedule::operator=(FaultSchedule&&) noexcept = default;

Effects FaultSchedule::start(MonotonicTime now)
{
    ++state_->input;
    for (FaultIndex i = 0; i < size(); ++i) {
        if (planned(i).armed)
            state_->arm(i, Cause::Trigger, now);
    }
    return state_->take();
}

Effects FaultSchedule::connectionBegins(const FaultConnectionFacts& facts, MonotonicTime now)
{
    ++state_->input;
    state_->links[facts.number].facts = facts;
    for (FaultIndex i = 0; i < size(); ++i) {
        const FaultScope& scope = planned(i).scope;
        if (!state_->isActive(i) || scope.needsRequest() || !scope.contains(facts))
            continue;
        // Joined already if its turn came with this very connection.
        if (!state_->entries[i].watches.contains(facts.number))
            state_->join(i, facts.number);
        state_->evaluate(i, facts.number, now);
    }
    return state_->take();
}

Effects FaultSchedule::requestRead(const FaultConnectionFacts& facts, MonotonicTime now)
{
    ++state_->input;
    State::Link& link = state_->links[facts.number];
    link.facts = facts;
    link.hasRequest = true;
    for (FaultIndex i = 0; i < size(); ++i) {
        const FaultScope& scope = planned(i).scope;
        if (!state_->isActive(i) || !scope.contains(facts))
            continue;
        if (scope.needsRequest() && !state_->entries[i].watches.contains(facts.number))
            state_->join(i, facts.number);
        if (scope.needsRequest() || planned(i).fault.definition().stage == FaultStage::Upgrade)
            state_->evaluate(i, facts.number, now);
    }
    return state_->take();
}

Effects FaultSchedule::opened(std::uint32_t connection, MonotonicTime now)
{
    ++state_->input;
    const auto link = state_->links.find(connection);
    if (link == state_->links.end() || link->second.isOpen)
        return {};
    link->second.isOpen = true;
    for (FaultIndex i = 0; i < size(); ++i) {
        if (planned(i).fault.definition().stage == FaultStage::Open)
            state_->evaluate(i, connection, now);
    }
    return state_->take();
}

Effects FaultSchedule::message(std::uint32_t connection, const FaultMessage& message,
                               MonotonicTime now)
{
    ++state_->input;
    for (FaultIndex i = 0; i < size(); ++i)
        state_->countMessage(i, connection, message, now);
    return state_->take();
}

Effects FaultSchedule::bytes(std::uint32_t connection, FaultDirection direction,
                             std::uint64_t count, MonotonicTime now)
{
    ++state_->input;
    for (FaultIndex i = 0; i < size(); ++i) {
        FaultEntry& entry = state_->entries[i];
        const auto wanted = entry.planned.effectiveDirection().value_or(FaultDirection::Both);
        const auto watch = entry.watches.find(connection);
        if (!entry.trigger.bytes || watch == entry.watches.end() ||
            entry.activatedBy == state_->input ||
            (wanted != FaultDirection::Both && wanted != direction))
            continue;
        watch->second.bytes += count;
        state_->evaluate(i, connection, now);
    }
    return state_->take();
}

Effects FaultSchedule::connectionClosed(std::uint32_t connection, MonotonicTime now)
{
    ++state_->input;
    state_->links.erase(connection);
    for (FaultIndex i = 0; i < size(); ++i)
        state_->forget(i, connection);
    state_->advance(now);
    return state_->take();
}

Effects FaultSchedule::timePassed(MonotonicTime now)
{
    ++state_->input;
    while (!state_->dues.empty() && std::get<0>(*state_->dues.begin()) <= now)
        state_->onDue(*state_->dues.begin(), now);
    return state_->take();
}

std::optional<MonotonicTime> FaultSchedule::nextDue() const
{
    if (state_->dues.empty())
        return std::nullopt;
    return std::get<0>(*state_->dues.begin());
}

FaultIndex FaultSchedule::add(const PlannedFault& fault)
{
    state_->add(fault);
    return size() - 1;
}

Effects FaultSchedule::arm(FaultIndex fault, MonotonicTime now)
{
    ++state_->input;
    state_->arm(fault, Cause::ByHand, now);
    return state_->take();
}

Effects FaultSchedule::disarm(FaultIndex fault, MonotonicTime now)
{
    ++state_->input;
    FaultEntry& entry = state_->entries.at(fault);
    if (!entry.isArmed)
        return {};
    entry.isArmed = false;
    entry.isPassedOver = true;
    for (const auto& [number, watch] : std::map(entry.watches)) {
        if (watch.holds)
            state_->end(fault, number, Cause::ByHand);
        state_->stopWaiting(fault, number);
    }
    entry.watches.clear();
    state_->tell(Kind::Disarmed, fault, 0, Cause::ByHand);
    state_->advance(now);
    return state_->take();
}

bool FaultSchedule::bitten(FaultIndex fault, std::optional<std::uint32_t> connection)
{
    FaultEntry& entry = state_->entries.at(fault);
    if (!entry.definition().lasts) {
        const bool isNew = entry.counters.bitten < entry.counters.begun;
        entry.counters.bitten += isNew ? 1 : 0;
        return isNew;
    }
    const auto found = entry.watches.find(connection.value_or(0));
    if (found == entry.watches.end() || !found->second.holds || found->second.isBitten)
        return false;
    found->second.isBitten = true;
    ++entry.counters.bitten;
    return true;
}

Effects FaultSchedule::finish(MonotonicTime)
{
    ++state_->input;
    state_->isFinished = true;
    for (FaultIndex i = 0; i < size(); ++i) {
        for (const auto& [number, watch] : std::map(state_->entries[i].watches)) {
            if (watch.holds)
                state_->end(i, number, Cause::Over);
            state_->stopWaiting(i, number);
        }
        state_->entries[i].watches.clear();
    }
    state_->links.clear();
    return state_->take();
}

std::vector<UnbittenFault> FaultSchedule::unbitten() const
{
    std::vector<UnbittenFault> faults;
    for (FaultIndex i = 0; i < size(); ++i) {
        const FaultCounters counts = counters(i);
        if (counts.armed > 0 && counts.bitten == 0)
            faults.push_back({i, state_->unbittenReason(i)});
    }
    return faults;
}

std::size_t FaultSchedule::size() const
{
    return state_->entries.size();
}
const PlannedFault& FaultSchedule::planned(FaultIndex fault) const
{
    return state_->entries.at(fault).planned;
}
bool FaultSchedule::isArmed(FaultIndex fault) const
{
    return state_->entries.at(fault).isArmed;
}
FaultCounters FaultSchedule::counters(FaultIndex fault) const
{
    return state_->entries.at(fault).counters;
}

bool FaultSchedule::holds(FaultIndex fault, std::optional<std::uint32_t> connection) const
{
    const auto& watches = state_->entries.at(fault).watches;
    const auto found = watches.find(connection.value_or(0));
    return found != watches.end() && found->second.holds;
}

Random& FaultSchedule::random(FaultIndex fault)
{
    return state_->entries.at(fault).random;
}

bool FaultSchedule::looksAtMessages() const
{
    return std::any_of(state_->entries.begin(), state_->entries.end(), [](const FaultEntry& entry) {
        return entry.isArmed && entry.trigger.message;
    });
}

bool FaultSchedule::looksAtBytes() const
{
    return std::any_of(state_->entries.begin(), state_->entries.end(), [](const FaultEntry& entry) {
        return entry.isArmed && entry.trigger.bytes;
    });
}

} // namespace redial

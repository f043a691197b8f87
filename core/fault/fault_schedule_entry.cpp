// SPDX-License-Identifier: MIT
#include "core/base/to_qstring.h"
#include "core/fault/fault_schedule_state.h"

#include <algorithm>

namespace redial {

namespace {

/// What the fault itself says about the messages that it acts on, or that set it off.
void complete(MessageMatcher& matcher, const PlannedFault& planned)
{
    const FaultDefinition& definition = planned.fault.definition();
    const bool actsOnMessage = definition.stage == FaultStage::Message;
    if (actsOnMessage && !matcher.direction)
        matcher.direction = planned.effectiveDirection();
    if (definition.messageKind)
        matcher.kind = definition.messageKind;
    if (matcher.action.isEmpty())
        matcher.action = toQString(definition.action);
    // "The third Heartbeat" is the third CALL: its answer has the same action.
    const bool isOneWay = actsOnMessage && matcher.direction != FaultDirection::Both;
    if (!matcher.action.isEmpty() && !matcher.kind && !isOneWay)
        matcher.kind = FaultMessageKind::Call;
}

FaultTrigger completeTrigger(const PlannedFault& planned)
{
    FaultTrigger trigger = planned.effectiveWhen();
    if (planned.fault.definition().stage == FaultStage::Message && !trigger.message)
        trigger.message.emplace();
    if (trigger.message)
        complete(trigger.message->matcher, planned);
    return trigger;
}

} // namespace

FaultEntry::FaultEntry(const PlannedFault& what, Random source)
    : planned(what), trigger(completeTrigger(what)), random(source)
{
}

bool FaultEntry::holdsAnywhere() const
{
    return std::any_of(watches.begin(), watches.end(),
                       [](const auto& watch) { return watch.second.holds; });
}

bool FaultEntry::hasHadItsPart() const
{
    const bool isOver = hadItsTurn && begun >= planned.times.value_or(1);
    return (isPassedOver || isOver) && !holdsAnywhere();
}

bool FaultEntry::isDecidedOn(std::uint32_t connection) const
{
    if (!definition().actsOnEverything())
        return connection != 0;
    if (trigger.message || trigger.bytes || trigger.every)
        return connection != 0;
    if (!trigger.attempts)
        return connection == 0;
    return connection != 0 || definition().stage == FaultStage::Listener;
}

bool FaultEntry::takesAttempt(std::uint64_t attempt) const
{
    // A listener's fault has to be there before the attempt that is to meet it.
    const std::uint64_t met = definition().stage == FaultStage::Listener ? attempt + 1 : attempt;
    if (trigger.attempts && !trigger.attempts->contains(met))
        return false;
    return !trigger.every || (attempt > 0 && attempt % *trigger.every == 0);
}

bool FaultEntry::takes(const FaultMessage& message) const
{
    const MessageMatcher& matcher = trigger.message->matcher;
    const bool isData =
        message.opcode == FaultOpcode::Text || message.opcode == FaultOpcode::Binary;
    if (matcher.opcode ? *matcher.opcode != message.opcode : !isData)
        return false;
    if (matcher.direction && *matcher.direction != FaultDirection::Both &&
        *matcher.direction != message.direction)
        return false;
    if (matcher.kind && matcher.kind != message.kind)
        return false;
    return (matcher.action.isEmpty() || matcher.action == message.action) &&
           (matcher.contains.isEmpty() || message.text.contains(matcher.contains));
}

} // namespace redial

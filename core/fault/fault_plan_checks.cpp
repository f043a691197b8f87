// SPDX-License-Identifier: MIT
#include "core/base/to_qstring.h"
#include "core/fault/fault_implementations.h"
#include "core/fault/fault_plan.h"

namespace redial {

namespace {

QString idOf(const PlannedFault& planned)
{
    return toQString(planned.fault.id());
}

/// Appends the sentence, with the fault's id for %1, if it holds.
void refuseIf(QStringList& sentences, const PlannedFault& planned, bool holds, const char* sentence)
{
    if (holds)
        sentences << QString::fromUtf8(sentence).arg(idOf(planned));
}

/// No attempt in the range is a multiple of `every`.
bool misses(const FaultRange& attempts, std::uint64_t every)
{
    return attempts.last && *attempts.last / every == (attempts.first - 1) / every;
}

void checkNumbers(QStringList& sentences, const PlannedFault& planned)
{
    const FaultTrigger& when = planned.when;
    const bool isOneConnection = planned.scope.connection.has_value();
    refuseIf(sentences, planned, when.every && when.attempts && misses(*when.attempts, *when.every),
             "%1 can never come: none of its attempts is a multiple of every; change one of them.");
    refuseIf(sentences, planned,
             isOneConnection &&
                 ((when.attempts && when.attempts->first > 1) || (when.every && *when.every > 1)),
             "%1 can never come: attempts count the connections in its scope, and one connection "
             "has one; remove attempt or connection.");
    refuseIf(sentences, planned,
             when.window && when.window->to && *when.window->to <= when.window->from,
             "%1 can never come: its time ends before it begins.");
    refuseIf(sentences, planned, planned.duration && !planned.fault.definition().lasts,
             "%1 is over at once and cannot hold for a while; remove for (duration).");
    refuseIf(sentences, planned, planned.direction && !planned.fault.definition().direction,
             "%1 takes no direction; remove it.");
    refuseIf(sentences, planned,
             planned.direction == FaultDirection::Both && !planned.fault.definition().lasts &&
                 planned.fault.definition().level == FaultLevel::WebSocket,
             "%1 is sent one way; write direction=downstream or direction=upstream.");
}

void checkStage(QStringList& sentences, const PlannedFault& planned)
{
    const FaultDefinition& definition = planned.fault.definition();
    const FaultTrigger when = planned.effectiveWhen();
    const bool countsLinks = when.attempts || when.every || when.message || when.bytes;
    refuseIf(sentences, planned, definition.actsAtBringUp() && (when.message || when.bytes),
             "%1 acts while a connection comes up, before its first message: message and bytes "
             "never come true; use attempt, or a sequence.");
    refuseIf(sentences, planned, definition.actsAtBringUp() && when.delay,
             "%1 acts while a connection comes up, and cannot wait; remove delay.");
    refuseIf(sentences, planned,
             planned.scope.needsRequest() &&
                 (definition.stage == FaultStage::Connect || definition.stage == FaultStage::Tls),
             "%1 acts before the request is read: path and station are not known; use address, "
             "connection or attempt.");
    refuseIf(sentences, planned,
             definition.actsOnEverything() && !planned.scope.isEverything() && !countsLinks,
             "%1 acts on everything; a scope has a meaning only with attempt, every, message or "
             "bytes; remove it.");
    refuseIf(
        sentences, planned,
        definition.stage == FaultStage::Listener &&
            (when.every || (when.attempts && when.attempts->last != when.attempts->first)),
        "%1 keeps connections away and cannot count them; write one attempt, and for (duration) "
        "for its end.");
    refuseIf(sentences, planned,
             definition.stage == FaultStage::Listener && when.attempts &&
                 (when.message || when.bytes),
             "%1 is there before the connection of its attempt comes, and that one has no message "
             "and no byte yet; remove attempt, or message and bytes.");
    refuseIf(sentences, planned, definition.stage == FaultStage::Message && when.delay,
             "%1 acts on the message itself; remove delay.");
    refuseIf(sentences, planned,
             definition.id == "W9" && planned.fault.number("opcode") >= 8 &&
                 planned.fault.number("opcode") <= 10,
             "opcode of %1: 8 to 10 are not reserved; write 3 to 7 or 11 to 15.");
}

void checkMatcher(QStringList& sentences, const PlannedFault& planned)
{
    const FaultDefinition& definition = planned.fault.definition();
    if (definition.stage != FaultStage::Message || !planned.when.message)
        return;
    const MessageMatcher& matcher = planned.when.message->matcher;
    const auto direction = planned.effectiveDirection();
    refuseIf(sentences, planned,
             matcher.opcode && *matcher.opcode != FaultOpcode::Text &&
                 *matcher.opcode != FaultOpcode::Binary,
             "%1 acts on messages: opcode must be text or binary.");
    refuseIf(sentences, planned,
             matcher.direction && direction && *matcher.direction != FaultDirection::Both &&
                 *direction != FaultDirection::Both && *matcher.direction != *direction,
             "%1 can never come: its direction and that of its messages differ; set direction.");
    refuseIf(sentences, planned,
             matcher.kind && definition.messageKind && *matcher.kind != *definition.messageKind,
             "%1 can never come: it acts on answers alone; remove kind.");
    refuseIf(sentences, planned,
             !matcher.action.isEmpty() && !definition.action.empty() &&
                 matcher.action != toQString(definition.action),
             "%1 can never come: it acts on BootNotification alone; remove action.");
}

/// It begins with the run and never ends, and no connection gets past it.
bool keepsEverythingAway(const PlannedFault& planned)
{
    const FaultTrigger& when = planned.when;
    const bool isConditional = when.window || when.delay || when.message || when.bytes ||
                               when.probability || (when.attempts && when.attempts->first > 1);
    return planned.armed && planned.fault.definition().stage == FaultStage::Listener &&
           planned.fault.id() != "T12" && !isConditional && !planned.duration;
}

bool neverEnds(const PlannedFault& planned)
{
    const bool hasEnd = planned.duration || (planned.when.window && planned.when.window->to);
    return planned.fault.definition().actsOnEverything() && planned.fault.definition().lasts &&
           !hasEnd;
}

} // namespace

QStringList PlannedFault::impossibilities() const
{
    QStringList sentences;
    checkNumbers(sentences, *this);
    checkStage(sentences, *this);
    checkMatcher(sentences, *this);
    return sentences;
}

std::vector<FaultPlanError> FaultPlan::contradictions() const
{
    std::vector<FaultPlanError> errors;
    for (std::size_t i = 0; i < faults.size(); ++i) {
        const QString path = QStringLiteral("/faults/%1").arg(i);
        const bool isLast = i + 1 == faults.size();
        if (order == Order::Sequence && !isLast && neverEnds(faults[i]))
            errors.push_back({path, QStringLiteral("%1 never ends, so the turn of those behind it "
                                                   "never comes; give it for (duration).")
                                        .arg(idOf(faults[i]))});
        else if (faults.size() > 1 && keepsEverythingAway(faults[i]))
            errors.push_back(
                {path, QStringLiteral("%1 keeps every connection away for the whole run, so the "
                                      "other faults can never bite; give it when and for.")
                           .arg(idOf(faults[i]))});
    }
    return errors;
}

QString PlannedFault::unsuitableFor(FaultMode mode) const
{
    const FaultDefinition& definition = fault.definition();
    const bool isOfClient = definition.level == FaultLevel::WebSocket &&
                            effectiveDirection() == FaultDirection::Upstream;
    if (mode == FaultMode::Server && isOfClient)
        return QStringLiteral("%1 with direction=upstream is about what the client sends; put "
                              "redial proxy between the two, or leave direction out.")
            .arg(toQString(definition.id));
    return unavailableSentence(definition, mode);
}

std::vector<FaultPlanError> FaultPlan::unsuitableFor(FaultMode mode) const
{
    std::vector<FaultPlanError> errors;
    for (std::size_t i = 0; i < faults.size(); ++i) {
        const QString sentence = faults[i].unsuitableFor(mode);
        if (!sentence.isEmpty())
            errors.push_back({QStringLiteral("/faults/%1/fault").arg(i), sentence});
    }
    return errors;
}

} // namespace redial

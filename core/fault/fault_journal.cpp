// SPDX-License-Identifier: MIT
#include "core/fault/fault_journal.h"

namespace redial {

namespace {

EventKind kindOf(FaultEffect::Kind kind)
{
    switch (kind) {
    case FaultEffect::Kind::Armed:
        return EventKind::FaultArmed;
    case FaultEffect::Kind::Disarmed:
        return EventKind::FaultDisarmed;
    case FaultEffect::Kind::Begin:
        return EventKind::FaultOn;
    case FaultEffect::Kind::End:
        break;
    }
    return EventKind::FaultOff;
}

std::string_view nameOf(FaultEffect::Cause cause)
{
    switch (cause) {
    case FaultEffect::Cause::Trigger:
        return "trigger";
    case FaultEffect::Cause::Over:
        return "over";
    case FaultEffect::Cause::ConnectionClosed:
        return "connection_closed";
    case FaultEffect::Cause::ByHand:
        break;
    }
    return "by_hand";
}

EventRecorder ofConnection(EventRecorder recorder, std::optional<std::uint32_t> connection)
{
    recorder.setEpoch(connection.value_or(0));
    return recorder;
}

void addConnection(std::vector<Field>& fields, std::optional<std::uint32_t> connection)
{
    if (connection)
        fields.emplace_back(FieldKey::Connection, *connection);
}

} // namespace

void FaultJournal::record(const FaultEffect& effect) const
{
    const PlannedFault& planned = schedule_.planned(effect.fault);
    const std::string text = planned.toText().toStdString();
    std::vector<Field> fields{{FieldKey::Fault, planned.fault.id()},
                              {FieldKey::FaultNumber, effect.fault + 1},
                              {FieldKey::Mode, redial::nameOf(mode_)},
                              {FieldKey::Cause, nameOf(effect.cause)}};
    addConnection(fields, effect.connection);
    if (const auto direction = planned.effectiveDirection())
        fields.emplace_back(FieldKey::Direction, redial::nameOf(*direction));
    if (effect.kind == FaultEffect::Kind::Armed) {
        fields.emplace_back(FieldKey::Text, text);
        if (planned.duration)
            fields.emplace_back(FieldKey::DurationNs, *planned.duration);
    }
    ofConnection(recorder_, effect.connection).record(kindOf(effect.kind), fields);
}

void FaultJournal::recordBitten(FaultIndex fault, std::optional<std::uint32_t> connection,
                                const std::string& detail) const
{
    std::vector<Field> fields{{FieldKey::Fault, schedule_.planned(fault).fault.id()},
                              {FieldKey::FaultNumber, fault + 1},
                              {FieldKey::Detail, detail}};
    addConnection(fields, connection);
    ofConnection(recorder_, connection).record(EventKind::FaultBitten, fields);
}

void FaultJournal::recordUnbitten() const
{
    for (const UnbittenFault& unbitten : schedule_.unbitten()) {
        recorder_.record(EventKind::FaultUnbitten,
                         {{FieldKey::Fault, schedule_.planned(unbitten.fault).fault.id()},
                          {FieldKey::FaultNumber, unbitten.fault + 1},
                          {FieldKey::Reason, unbitten.reason.toStdString()}});
    }
}

} // namespace redial

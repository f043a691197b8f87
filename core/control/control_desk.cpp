// SPDX-License-Identifier: MIT
#include "core/control/control_desk.h"

#include <array>

namespace redial {

namespace {

constexpr std::array<std::string_view, 2> origins{"the local socket", "HTTP"};

} // namespace

ControlOutcome ControlDesk::perform(const ControlCommand& command, ControlOrigin origin)
{
    if (rowOf(command.action).asks)
        return carryOut(command);
    record(command, origin);
    ControlOutcome outcome = carryOut(command);
    if (!outcome) {
        recorder_.record(EventKind::CommandRefused,
                         {{FieldKey::Action, rowOf(command.action).name},
                          {FieldKey::Reason, outcome.error().toStdString()}});
    }
    return outcome;
}

ControlAnswer ControlDesk::answer(const QByteArray& line, ControlOrigin origin)
{
    const auto request = readControlRequest(line);
    if (!request)
        return {request.error().id, Unexpected{request.error().sentence}};
    return {request.value().id, perform(request.value().command, origin)};
}

ControlOutcome ControlDesk::carryOut(const ControlCommand& command)
{
    switch (command.action) {
    case ControlAction::Connect:
        return controllable_.connect();
    case ControlAction::Disconnect:
        return controllable_.disconnect(command.kind, command.station);
    case ControlAction::Arm:
        return controllable_.arm(command.fault);
    case ControlAction::Disarm:
        return controllable_.disarm(command.number);
    case ControlAction::StartServer:
        return controllable_.startServer();
    case ControlAction::StopServer:
        return controllable_.stopServer();
    case ControlAction::List:
        return controllable_.faults();
    case ControlAction::Status:
        break;
    }
    return controllable_.status();
}

void ControlDesk::record(const ControlCommand& command, ControlOrigin origin) const
{
    std::vector<Field> fields{
        {FieldKey::Action, rowOf(command.action).name},
        {FieldKey::Detail, origins.at(static_cast<std::size_t>(origin))},
    };
    if (command.kind)
        fields.emplace_back(FieldKey::Mode, nameOf(*command.kind));
    const std::string subject = (command.station + command.fault + command.number).toStdString();
    if (command.action == ControlAction::Disconnect && !subject.empty())
        fields.emplace_back(FieldKey::Identity, std::string_view(subject));
    else if (!subject.empty())
        fields.emplace_back(FieldKey::Fault, std::string_view(subject));
    recorder_.record(EventKind::Commanded, fields);
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/control/server_control.h"

#include "core/control/fault_control.h"
#include "core/control/server_answers.h"
#include "core/server/scripted_server.h"
#include "core/server/server_link.h"

namespace redial {

namespace {

void end(ServerLink& link, DropKind kind)
{
    constexpr std::uint16_t normalClosure = 1000;
    switch (kind) {
    case DropKind::Close:
        return link.close(normalClosure, {});
    case DropKind::EndOfStream:
        return link.endStream();
    case DropKind::Reset:
        return link.reset();
    }
}

} // namespace

QJsonObject ServerControl::status() const
{
    return {{QStringLiteral("listening"), server_.isListening()},
            {QStringLiteral("address"), server_.url().toString()},
            {QStringLiteral("connections"), double(server_.connectionCount())}};
}

ControlOutcome ServerControl::disconnect(std::optional<DropKind> kind, const QString& station)
{
    int ended = 0;
    // By number: ending one may end others.
    for (const quint32 number : server_.linkNumbers()) {
        ServerLink* link = server_.link(number);
        if (!link || (!station.isEmpty() && link->facts().identity != station))
            continue;
        end(*link, kind.value_or(DropKind::Close));
        ++ended;
    }
    return clientsEnded(ended, station);
}

ControlOutcome ServerControl::startServer()
{
    if (server_.isListening())
        return listensAlready(server_.port());
    const auto port = server_.listen();
    if (!port)
        return Unexpected{port.error()};
    return status();
}

ControlOutcome ServerControl::stopServer()
{
    if (!server_.isListening())
        return isStoppedAlready();
    server_.stop();
    return status();
}

ControlOutcome ServerControl::arm(const QString& fault)
{
    return faults_ ? armFault(*faults_, fault) : Controllable::arm(fault);
}

ControlOutcome ServerControl::disarm(const QString& number)
{
    return faults_ ? disarmFault(*faults_, number) : Controllable::disarm(number);
}

ControlOutcome ServerControl::faults() const
{
    return faults_ ? listFaults(*faults_) : Controllable::faults();
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/control/msgi_server_control.h"

#include "core/control/fault_control.h"
#include "core/control/server_answers.h"
#include "core/server/msgi_server.h"

namespace redial {

namespace {

void end(MsgiSession& session, DropKind kind)
{
    switch (kind) {
    case DropKind::Close:
        return session.disconnect("ended from outside");
    case DropKind::EndOfStream:
        return session.endStream();
    case DropKind::Reset:
        return session.drop();
    }
}

} // namespace

QJsonObject MsgiServerControl::status() const
{
    const MsgiCounters& counters = server_.counters();
    return {{QStringLiteral("listening"), server_.isListening()},
            {QStringLiteral("address"),
             QStringLiteral("msgi://%1:%2").arg(server_.address().toString()).arg(server_.port())},
            {QStringLiteral("connections"), double(server_.sessionCount())},
            {QStringLiteral("messages_in"), double(counters.messagesIn)},
            {QStringLiteral("messages_out"), double(counters.messagesOut)}};
}

ControlOutcome MsgiServerControl::disconnect(std::optional<DropKind> kind, const QString& station)
{
    int ended = 0;
    for (const MsgiSessionId id : server_.sessionIds()) {
        MsgiSession* session = server_.session(id);
        if (session == nullptr || !session->isOpen() ||
            (!station.isEmpty() && QString::fromStdString(session->clientId()) != station))
            continue;
        end(*session, kind.value_or(DropKind::Close));
        ++ended;
    }
    return clientsEnded(ended, station);
}

ControlOutcome MsgiServerControl::startServer()
{
    if (server_.isListening())
        return listensAlready(server_.port());
    const auto port = server_.start();
    if (!port)
        return Unexpected{port.error()};
    return status();
}

ControlOutcome MsgiServerControl::stopServer()
{
    if (!server_.isListening())
        return isStoppedAlready();
    server_.stop();
    return status();
}

ControlOutcome MsgiServerControl::arm(const QString& fault)
{
    return armFault(faults_, fault);
}

ControlOutcome MsgiServerControl::disarm(const QString& number)
{
    return disarmFault(faults_, number);
}

ControlOutcome MsgiServerControl::faults() const
{
    return listFaults(faults_);
}

} // namespace redial

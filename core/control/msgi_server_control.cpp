// SPDX-License-Identifier: MIT
#include "core/control/msgi_server_control.h"

#include "core/control/fault_control.h"
#include "core/control/msgi_server_answers.h"
#include "core/control/server_answers.h"
#include "core/server/msgi_server.h"

namespace redial {

QJsonObject MsgiServerControl::status() const
{
    return msgiServerStatus(server_, server_.counters());
}

ControlOutcome MsgiServerControl::disconnect(std::optional<DropKind> kind, const QString& station)
{
    const int ended = endMsgiSessions(server_, kind.value_or(DropKind::Close), station);
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

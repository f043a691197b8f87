// SPDX-License-Identifier: MIT
#include "core/control/station_run_control.h"

#include "core/base/to_qstring.h"
#include "core/control/fault_control.h"
#include "core/control/server_control.h"
#include "core/scenario/station_run.h"
#include "core/server/scripted_server.h"
#include "core/wire/url_without_secrets.h"

namespace redial {

namespace {

QString stateName(ConnectionState state)
{
    return toQString(nameOf(state));
}

} // namespace

Expected<void, QString> StationRunControl::canAct() const
{
    if (run_.isRunning() && run_.client())
        return {};
    return Unexpected{QStringLiteral("the run has ended; start it again.")};
}

QJsonObject StationRunControl::status() const
{
    QJsonObject status{
        {QStringLiteral("running"), run_.isRunning()},
        {QStringLiteral("station"), run_.configuration().station},
        {QStringLiteral("url"), urlWithoutSecrets(run_.serverUrl())},
        {QStringLiteral("events"), double(run_.log()->size())},
    };
    if (const ReconnectController* controller = run_.controller()) {
        status.insert(QStringLiteral("state"), stateName(controller->state()));
        status.insert(QStringLiteral("wanted"), controller->isWanted());
        status.insert(QStringLiteral("online"), controller->isOnline());
        status.insert(QStringLiteral("attempt"), double(controller->attempt()));
        status.insert(QStringLiteral("connection"), double(controller->epoch()));
    }
    if (ScriptedServer* server = run_.server())
        status.insert(QStringLiteral("server"), ServerControl(*server).status());
    return status;
}

ControlOutcome StationRunControl::connect()
{
    if (const auto able = canAct(); !able)
        return Unexpected{able.error()};
    Connection& connection = run_.client()->connection();
    const ReconnectController& controller = connection.controller();
    if (controller.isWanted())
        return Unexpected{QStringLiteral("a connection is wanted already, and is %1.")
                              .arg(stateName(controller.state()))};
    if (!run_.connectAgain())
        return Unexpected{QStringLiteral("the link is still closing; try again when it has.")};
    return status();
}

ControlOutcome StationRunControl::disconnect(std::optional<DropKind> kind, const QString& station)
{
    if (const auto able = canAct(); !able)
        return Unexpected{able.error()};
    if (!station.isEmpty() && station != run_.configuration().station)
        return Unexpected{QStringLiteral("the station of this run is \"%1\", not \"%2\".")
                              .arg(run_.configuration().station, station)};
    Connection& connection = run_.client()->connection();
    if (kind) {
        if (!run_.drop(*kind))
            return Unexpected{QStringLiteral("there is no link to break: it is %1.")
                                  .arg(stateName(connection.controller().state()))};
        return status();
    }
    if (!connection.controller().isWanted())
        return Unexpected{QStringLiteral("it is disconnected already; connect brings it back.")};
    connection.stop();
    return status();
}

ControlOutcome StationRunControl::startServer()
{
    if (const auto able = canAct(); !able)
        return Unexpected{able.error()};
    ScriptedServer* server = run_.server();
    return server ? ServerControl(*server).startServer() : Controllable::startServer();
}

ControlOutcome StationRunControl::stopServer()
{
    if (const auto able = canAct(); !able)
        return Unexpected{able.error()};
    ScriptedServer* server = run_.server();
    return server ? ServerControl(*server).stopServer() : Controllable::stopServer();
}

ControlOutcome StationRunControl::arm(const QString& fault)
{
    if (const auto able = canAct(); !able)
        return Unexpected{able.error()};
    return run_.faults() ? armFault(*run_.faults(), fault) : Controllable::arm(fault);
}

ControlOutcome StationRunControl::disarm(const QString& number)
{
    if (const auto able = canAct(); !able)
        return Unexpected{able.error()};
    return run_.faults() ? disarmFault(*run_.faults(), number) : Controllable::disarm(number);
}

ControlOutcome StationRunControl::faults() const
{
    return run_.faults() ? listFaults(*run_.faults()) : Controllable::faults();
}

} // namespace redial

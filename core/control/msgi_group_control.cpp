// SPDX-License-Identifier: MIT
#include "core/control/msgi_group_control.h"

#include "core/control/msgi_server_answers.h"
#include "core/control/server_answers.h"
#include "core/server/msgi_server_group.h"

namespace redial {

namespace {

ControlOutcome doesNoFaults()
{
    return Unexpected{QStringLiteral(
        "A server on several threads does no faults; serve without --threads for them.")};
}

} // namespace

QJsonObject MsgiGroupControl::status() const
{
    return msgiServerStatus(group_, group_.counters());
}

ControlOutcome MsgiGroupControl::disconnect(std::optional<DropKind> kind, const QString& station)
{
    int ended = 0;
    group_.forEachServer([&](MsgiServer& server) {
        ended += endMsgiSessions(server, kind.value_or(DropKind::Close), station);
    });
    return clientsEnded(ended, station);
}

ControlOutcome MsgiGroupControl::startServer()
{
    if (group_.isListening())
        return listensAlready(group_.port());
    if (group_.isRunning())
        return Unexpected{QStringLiteral(
            "The server is still taking leave of its clients; start it again in a moment.")};
    group_.wait();
    const auto port = group_.start();
    if (!port)
        return Unexpected{port.error()};
    return status();
}

ControlOutcome MsgiGroupControl::stopServer()
{
    if (!group_.isListening())
        return isStoppedAlready();
    group_.stop();
    return status();
}

ControlOutcome MsgiGroupControl::arm(const QString&)
{
    return doesNoFaults();
}

ControlOutcome MsgiGroupControl::disarm(const QString&)
{
    return doesNoFaults();
}

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/server/msgi_counters.h"
#include "core/wire/drop_kind.h"

#include <QHostAddress>
#include <QJsonObject>

namespace redial {

class MsgiServer;

/// The status of an MsgiServer or MsgiServerGroup.
template <class Server>
QJsonObject msgiServerStatus(const Server& server, const MsgiCounters& counters)
{
    return {{QStringLiteral("listening"), server.isListening()},
            {QStringLiteral("address"),
             QStringLiteral("msgi://%1:%2").arg(server.address().toString()).arg(server.port())},
            {QStringLiteral("connections"), double(server.sessionCount())},
            {QStringLiteral("messages_in"), double(counters.messagesIn)},
            {QStringLiteral("messages_out"), double(counters.messagesOut)}};
}

/// Ends the sessions of that client name, or all if it is empty; how many those were. On the
/// server's thread.
int endMsgiSessions(MsgiServer& server, DropKind kind, const QString& clientId);

} // namespace redial

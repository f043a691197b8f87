// SPDX-License-Identifier: MIT
#include "core/control/server_answers.h"

namespace redial {

ControlOutcome clientsEnded(int count, const QString& station)
{
    if (count > 0)
        return QJsonObject{{QStringLiteral("ended"), count}};
    return Unexpected{station.isEmpty()
                          ? QStringLiteral("no client is connected; there is nothing to end.")
                          : QStringLiteral("no client called \"%1\" is connected.").arg(station)};
}

ControlOutcome listensAlready(quint16 port)
{
    return Unexpected{QStringLiteral("the server listens already, on port %1.").arg(port)};
}

ControlOutcome isStoppedAlready()
{
    return Unexpected{
        QStringLiteral("the server is stopped already; server start lets it listen.")};
}

} // namespace redial

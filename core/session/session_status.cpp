// SPDX-License-Identifier: MIT
// The part of Session that tells the status of the connectors (1.6 core 4.9, 2.x B04).
#include "core/session/session.h"

#include <algorithm>

namespace redial {

namespace {

const QString statusNotification = QStringLiteral("StatusNotification");

} // namespace

void Session::setConnectorStatus(int connector, const QString& status)
{
    const bool changed = connectors_.set(connector, status);
    if (changed && isOnline() && configuration_.policy.reportStatus != StatusReport::Never)
        reportConnector(connector);
}

void Session::reportConnector(int connector)
{
    call(statusNotification,
         profile_.statusPayload(connector, connectors_.status(connector), timestamp()));
}

/// A report that waits already says as much.
void Session::reportConnectors(bool all)
{
    for (const int connector : connectors_.toReport(all)) {
        const bool waits = std::any_of(calls_.begin(), calls_.end(), [&](const Call& call) {
            return call.action == statusNotification &&
                   call.payload.value(profile_.connectorMember).toInt() == connector &&
                   call.payload.value(profile_.statusMember).toString() ==
                       connectors_.status(connector);
        });
        if (!waits)
            reportConnector(connector);
    }
}

/// What the application reports is the connector's status, whatever becomes of the report.
void Session::noteStatus(const QString& action, const QJsonObject& payload, bool answered)
{
    const int connector = payload.value(profile_.connectorMember).toInt(-1);
    const QString status = payload.value(profile_.statusMember).toString();
    // Connector 0 is the station itself.
    if (action != statusNotification || connector < 0 || status.isEmpty())
        return;
    answered ? connectors_.reported(connector, status)
             : static_cast<void>(connectors_.set(connector, status));
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/control/controllable.h"

#include <QJsonArray>

namespace redial {

namespace {

Unexpected<QString> noServer()
{
    return Unexpected{
        QStringLiteral("this run has no server of its own; use redial demo or redial serve.")};
}

Unexpected<QString> noFaults()
{
    return Unexpected{QStringLiteral(
        "this run plays only the client; arm faults in redial serve, demo or proxy.")};
}

} // namespace

ControlOutcome Controllable::connect()
{
    return Unexpected{
        QStringLiteral("this run waits for its clients; let one of them connect instead.")};
}

ControlOutcome Controllable::startServer()
{
    return noServer();
}

ControlOutcome Controllable::stopServer()
{
    return noServer();
}

ControlOutcome Controllable::arm(const QString&)
{
    return noFaults();
}

ControlOutcome Controllable::disarm(const QString&)
{
    return noFaults();
}

ControlOutcome Controllable::faults() const
{
    return QJsonObject{{QStringLiteral("faults"), QJsonArray()}};
}

} // namespace redial

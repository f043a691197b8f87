// SPDX-License-Identifier: MIT
#include "core/control/proxy_control.h"

#include "core/control/fault_control.h"
#include "core/fault/proxy_collection.h"

namespace redial {

Proxy* ProxyControl::proxy() const
{
    return proxies_.find(name_);
}

Unexpected<QString> ProxyControl::noProxy() const
{
    return Unexpected{QStringLiteral("there is no proxy called \"%1\"; start redial proxy with "
                                     "--listen and --upstream.")
                          .arg(name_)};
}

QJsonObject ProxyControl::status() const
{
    QJsonObject status{{QStringLiteral("proxies"), double(proxies_.proxies().size())}};
    if (const Proxy* there = proxy()) {
        status[QStringLiteral("listening")] = there->isEnabled();
        status[QStringLiteral("address")] = there->settings().listen.text();
        status[QStringLiteral("upstream")] = there->settings().upstream.text();
        status[QStringLiteral("connections")] = double(there->connectionCount());
    }
    return status;
}

ControlOutcome ProxyControl::disconnect(std::optional<DropKind> kind, const QString& station)
{
    Proxy* there = proxy();
    if (!there)
        return noProxy();
    const int ended = there->dropConnections(kind.value_or(DropKind::Close), station);
    if (ended == 0)
        return Unexpected{
            station.isEmpty()
                ? QStringLiteral("no client is connected; there is nothing to end.")
                : QStringLiteral("no client called \"%1\" is connected.").arg(station)};
    return QJsonObject{{QStringLiteral("ended"), ended}};
}

ControlOutcome ProxyControl::startServer()
{
    Proxy* there = proxy();
    if (!there)
        return noProxy();
    if (there->isEnabled())
        return Unexpected{QStringLiteral("the proxy listens already, on %1.")
                              .arg(there->settings().listen.text())};
    if (const auto started = there->start(); !started)
        return Unexpected{started.error()};
    return status();
}

ControlOutcome ProxyControl::stopServer()
{
    Proxy* there = proxy();
    if (!there)
        return noProxy();
    if (!there->isEnabled())
        return Unexpected{
            QStringLiteral("the proxy is stopped already; server start lets it listen.")};
    there->stop();
    return status();
}

ControlOutcome ProxyControl::arm(const QString& fault)
{
    Proxy* there = proxy();
    return there ? armFault(there->faults(), fault) : ControlOutcome(noProxy());
}

ControlOutcome ProxyControl::disarm(const QString& number)
{
    Proxy* there = proxy();
    return there ? disarmFault(there->faults(), number) : ControlOutcome(noProxy());
}

ControlOutcome ProxyControl::faults() const
{
    const Proxy* there = proxy();
    return there ? listFaults(there->faults()) : Controllable::faults();
}

} // namespace redial

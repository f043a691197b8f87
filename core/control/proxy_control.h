// SPDX-License-Identifier: MIT
#pragma once

#include "core/control/controllable.h"

namespace redial {

class Proxy;
class ProxyCollection;

/// Control of the proxy that `redial proxy --listen` made, while it is there: Toxiproxy's API may
/// remove it and make it again. Does not own the collection, which must outlive it.
class ProxyControl final : public Controllable
{
public:
    ProxyControl(const ProxyCollection& proxies, QString name)
        : proxies_(proxies), name_(std::move(name))
    {
    }

    QJsonObject status() const override;
    /// Breaks every relayed connection, or those of one station, towards both sides; a Close goes
    /// to the client.
    ControlOutcome disconnect(std::optional<DropKind> kind, const QString& station) override;
    /// Opens and closes the port; closing ends the connections.
    ControlOutcome startServer() override;
    ControlOutcome stopServer() override;
    ControlOutcome arm(const QString& fault) override;
    ControlOutcome disarm(const QString& number) override;
    ControlOutcome faults() const override;

private:
    Proxy* proxy() const;
    Unexpected<QString> noProxy() const;

    const ProxyCollection& proxies_;
    QString name_;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/control/controllable.h"

namespace redial {

class FaultHost;
class MsgiServer;

/// Control of an MSGI server. A station is a client, by the name that it gave. Does not own server
/// and faults, which must outlive it.
class MsgiServerControl final : public Controllable
{
public:
    MsgiServerControl(MsgiServer& server, FaultHost& faults) : server_(server), faults_(faults) {}

    QJsonObject status() const override;
    /// Without a kind by DISCONNECT.
    ControlOutcome disconnect(std::optional<DropKind> kind, const QString& station) override;
    ControlOutcome startServer() override;
    /// Says DISCONNECT to everybody.
    ControlOutcome stopServer() override;
    ControlOutcome arm(const QString& fault) override;
    ControlOutcome disarm(const QString& number) override;
    ControlOutcome faults() const override;

private:
    MsgiServer& server_;
    FaultHost& faults_;
};

} // namespace redial

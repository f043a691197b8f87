// SPDX-License-Identifier: MIT
#pragma once

#include "core/control/controllable.h"

namespace redial {

class FaultHost;
class ScriptedServer;

/// Control of a server that runs by itself (`redial serve`), and the server's part of a run that
/// has one. Does not own server and faults, which must outlive it.
class ServerControl final : public Controllable
{
public:
    /// Without a host it has no faults.
    explicit ServerControl(ScriptedServer& server, FaultHost* faults = nullptr)
        : server_(server), faults_(faults)
    {
    }

    QJsonObject status() const override;
    /// Breaks every connection, or those of one station; without a kind by a Close with 1000.
    ControlOutcome disconnect(std::optional<DropKind> kind, const QString& station) override;
    ControlOutcome startServer() override;
    ControlOutcome stopServer() override;
    ControlOutcome arm(const QString& fault) override;
    ControlOutcome disarm(const QString& number) override;
    ControlOutcome faults() const override;

private:
    ScriptedServer& server_;
    FaultHost* faults_;
};

} // namespace redial

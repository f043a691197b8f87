// SPDX-License-Identifier: MIT
#pragma once

#include "core/control/controllable.h"

namespace redial {

class ScriptedServer;

/// Control of a server that runs by itself (`redial serve`), and the server's part of a run that
/// has one. Does not own the server, which must outlive it.
class ServerControl final : public Controllable
{
public:
    explicit ServerControl(ScriptedServer& server) : server_(server) {}

    QJsonObject status() const override;
    /// Breaks every connection, or those of one station; without a kind by a Close with 1000.
    ControlOutcome disconnect(std::optional<DropKind> kind, const QString& station) override;
    ControlOutcome startServer() override;
    ControlOutcome stopServer() override;

private:
    ScriptedServer& server_;
};

} // namespace redial

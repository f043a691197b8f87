// SPDX-License-Identifier: MIT
#pragma once

#include "core/control/controllable.h"

namespace redial {

class StationRun;

/// Control of a station's run in real time, and of the server in it, if it has one. Does not own
/// the run, which must outlive it.
class StationRunControl final : public Controllable
{
public:
    explicit StationRunControl(StationRun& run) : run_(run) {}

    QJsonObject status() const override;
    ControlOutcome connect() override;
    /// The station is told from the client's side; a station's name must be this run's.
    ControlOutcome disconnect(std::optional<DropKind> kind, const QString& station) override;
    ControlOutcome startServer() override;
    ControlOutcome stopServer() override;
    ControlOutcome arm(const QString& fault) override;
    ControlOutcome disarm(const QString& number) override;
    ControlOutcome faults() const override;

private:
    Expected<void, QString> canAct() const;

    StationRun& run_;
};

} // namespace redial

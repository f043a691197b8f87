// SPDX-License-Identifier: MIT
#pragma once

#include "core/matrix/connection_phase.h"
#include "core/scenario/station_run_configuration.h"

#include <vector>

namespace redial {

/// One fault of the catalogue at one phase of a connection.
struct MatrixCell
{
    const FaultDefinition* fault = nullptr;
    ConnectionPhase phase{};
    bool isVirtual = true;
    /// Why the fault cannot come there, a sentence; empty if it can.
    QString whyNot;
    /// The fault in its text form; empty if it cannot come.
    QString plan;
    /// Of its run; only if it can come.
    StationRunConfiguration configuration;
    /// Who does the fault.
    FaultMode mode = FaultMode::Virtual;
    /// What the run's own server cannot do: its run needs a MatrixPeer.
    FaultPlan peerFaults;

    bool canBe() const { return whyNot.isEmpty(); }
    bool needsPeer() const { return canBe() && !configuration.hasEmbeddedServer(); }
    /// "T6-ready_idle": names its run file.
    QString name() const;
};

/// The cell of that fault and phase, in virtual time or on real sockets. Pure.
MatrixCell matrixCell(const FaultDefinition& fault, ConnectionPhase phase, bool isVirtual);

/// The whole matrix, fault by fault in the order of the catalogue.
std::vector<MatrixCell> faultMatrix(bool isVirtual);

} // namespace redial

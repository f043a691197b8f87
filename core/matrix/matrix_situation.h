// SPDX-License-Identifier: MIT
#pragma once

#include "core/matrix/connection_phase.h"
#include "core/scenario/station_run_configuration.h"

/// What goes on around a cell's fault, and when that comes: the same in virtual and in real time,
/// so all of it is short.
namespace redial::matrix {

/// A station that is in this phase when the fault comes, and has time to come back.
StationRunConfiguration situation(ConnectionPhase phase);

/// The conditions under which the fault comes in this phase, in its text form.
QString whenOf(const FaultDefinition& fault, ConnectionPhase phase, bool isVirtual);

/// Why a fault of its kind cannot come in this phase, a sentence; empty if it can.
QString whyNotIn(const FaultDefinition& fault, ConnectionPhase phase, bool isVirtual);

} // namespace redial::matrix

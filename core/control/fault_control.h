// SPDX-License-Identifier: MIT
#pragma once

#include "core/control/controllable.h"

namespace redial {

class FaultHost;

/// arm, disarm and list of a Controllable that has a FaultHost. Faults are numbered from 1, as
/// `fault_number` in the log.
ControlOutcome armFault(FaultHost& host, const QString& text);
/// A number, or "all".
ControlOutcome disarmFault(FaultHost& host, const QString& number);
ControlOutcome listFaults(const FaultHost& host);

} // namespace redial

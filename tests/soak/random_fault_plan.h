// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/random.h"
#include "core/fault/fault_plan.h"

namespace redial::soak {

/// So many faults of those that this build does in that mode, each with conditions of its own, none
/// of which keeps everything away for long: what costs time or memory without bound is cut down.
FaultPlan randomFaultPlan(FaultMode mode, int faults, Random& random);

/// The same of the proxy's faults that need no WebSocket in the stream.
FaultPlan randomStreamFaultPlan(int faults, Random& random);

/// A fault a line.
QString textOf(const FaultPlan& plan);

} // namespace redial::soak

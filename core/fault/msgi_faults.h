// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_plan.h"

namespace redial {

/// Empty if a server of MSGI does the fault; else why it does not, a clause.
QString whyNotOnMsgi(const FaultDefinition& fault);

/// The same of a plan's entry: empty, or a sentence that names the fault.
QString unsuitableOnMsgi(const PlannedFault& fault);

} // namespace redial

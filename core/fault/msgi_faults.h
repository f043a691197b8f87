// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_plan.h"

namespace redial {

/// Empty if a server of MSGI does the fault; else a sentence.
QString unsuitableOnMsgi(const PlannedFault& fault);

} // namespace redial

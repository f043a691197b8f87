// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/arguments.h"
#include "core/fault/fault_plan.h"

namespace redial {

/// `--fault` and `--faults`: the same for every verb that does faults.
std::vector<OptionSpec> faultOptions();

/// What they say, for the mode in which the verb does faults; an empty plan if they were not given.
/// The error has a line for each thing that is wrong.
Expected<FaultPlan, QString> readFaults(const ParsedArguments& arguments, FaultMode mode);

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_plan.h"

#include <span>
#include <string_view>

namespace redial {

/// A situation from the field as faults that are armed together. Texts are literals.
struct FaultPreset
{
    std::string_view name;  ///< stable, snake_case
    std::string_view title; ///< for people
    std::string_view help;  ///< one line, without a full stop
    /// Each as parsePlannedFault() takes it.
    std::vector<std::string_view> faults;
};

std::span<const FaultPreset> faultPresets();

/// Its faults, all of them able to bite.
std::vector<PlannedFault> plannedFaults(const FaultPreset& preset);

} // namespace redial

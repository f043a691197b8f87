// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_definition.h"

#include <QString>

namespace redial {

/// The ids that each part of this build really does. A part's list stands beside its code
/// (server_fault_ids.cpp, proxy_fault_ids.cpp, …); a mode is claimed for a fault only if its id
/// stands there.
std::span<const std::string_view> serverFaultIds();
std::span<const std::string_view> proxyFaultIds();
std::span<const std::string_view> socketFilterFaultIds();
std::span<const std::string_view> virtualFaultIds();
std::span<const std::string_view> clientFaultIds();

std::span<const std::string_view> implementedFaultIds(FaultMode mode);

/// The modes in which this build does it.
FaultModes availableModes(const FaultDefinition& fault);

/// Empty if this build does the fault in that mode; else a sentence that says where it can be had.
QString unavailableSentence(const FaultDefinition& fault, FaultMode mode);

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault.h"
#include "core/transport/host_resolver.h"

namespace redial {

/// What a look-up brings under a fault of the DNS level: pure. Absent where the system's answer is
/// needed (D3, D5).
std::optional<HostAnswer> nameAnswer(const Fault& fault);

/// The system's answer as the fault changes it; what has no addresses stays as it is.
HostAnswer withDeadAddresses(const Fault& fault, HostAnswer answer);

/// How late the system's answer comes.
std::chrono::nanoseconds lookupDelay(const Fault& fault);

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/run_info.h"
#include "core/reconnect/reconnect_policy.h"

#include <chrono>
#include <optional>

namespace redial {

/// What an oracle knows beside the log. All of it comes from the run file's first line.
struct VerdictContext
{
    /// Absent if the run file holds none, or none that is valid: oracles that need it are then not
    /// exercised.
    std::optional<ReconnectPolicy> policy;
    /// How much later than promised something may happen: nothing in virtual time; on the system
    /// clock what the run measured (eps_ns of run_ended), at least defaultTolerance.
    std::chrono::nanoseconds tolerance{};
    /// The station boots on every connection (boot_policy every_connection, the default).
    bool bootOnEveryConnection = true;

    static constexpr std::chrono::milliseconds defaultTolerance{50};
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/run_info.h"
#include "core/reconnect/reconnect_policy.h"
#include "core/session/session_policy.h"
#include "core/session/stream_profile.h"
#include "core/verdict/run_view.h"

#include <chrono>
#include <optional>

namespace redial {

/// What an oracle knows beside the log. All of it comes from the run file's first line.
struct VerdictContext
{
    /// Absent if the run file holds none, or none that is valid: oracles that need it are then not
    /// exercised.
    std::optional<ReconnectPolicy> policy;
    /// How much later than promised anything may happen: nothing in virtual time; on the system
    /// clock what the run measured (eps_ns of run_ended), at least defaultTolerance.
    std::chrono::nanoseconds tolerance{};
    /// Count the stalls that the run recorded (notes with eps_ns) for what happened in them: timers
    /// that the system served late, and in virtual time too a machine that slept (fault P4).
    bool countsStalls = true;
    /// The station boots on every connection (boot_policy every_connection, the default).
    bool bootOnEveryConnection = true;
    /// Absent like the policy.
    std::optional<SessionPolicy> session;
    /// The client is to verify certificates, as it does unless it is told not to.
    bool verifiesTls = true;
    /// Set: the client is a feed's, and never boots.
    std::optional<StreamProfile> stream;

    static constexpr std::chrono::milliseconds defaultTolerance{50};

    /// By how much something may be late that was promised for `promised` after `from` and
    /// happened, or had not happened yet, at `until`: the tolerance, and what the run's machine was
    /// held up when it was due and when the time began to count. A stall elsewhere excuses nothing.
    std::chrono::nanoseconds toleranceFor(const RunView& run, MonotonicTime from,
                                          std::chrono::nanoseconds promised,
                                          MonotonicTime until) const;
};

} // namespace redial

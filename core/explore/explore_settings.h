// SPDX-License-Identifier: MIT
#pragma once

#include "core/explore/machine_steps.h"

#include <chrono>

namespace redial {

/// Which waits a back-off takes of those that the policy allows.
enum class ExploreJitter : std::uint8_t {
    Shortest, ///< always the shortest
    Extremes, ///< the shortest and the longest, each a path of its own
};

/// The client that is explored and the world around it. A plain value.
struct ExploreSettings
{
    /// What the client is said to do: the invariants go by it.
    ReconnectPolicy policy;
    SessionPolicy session;
    /// What it does: differs of a client that is wrong on purpose.
    ReconnectPolicy actualPolicy;
    SessionPolicy actualSession;
    MachineSteps machines = correctMachines();

    ExploreJitter jitter = ExploreJitter::Extremes;
    /// What the server answers.
    std::chrono::nanoseconds retryAfter = std::chrono::seconds(20);
    std::chrono::nanoseconds heartbeatInterval = std::chrono::seconds(60);
    std::chrono::nanoseconds bootInterval = std::chrono::seconds(5);
    /// Messages that the application has waiting at most; more bring no new behaviour.
    std::uint8_t mostCalls = 2;
    std::uint8_t mostTransactions = 2;
};

/// The correct client of these policies.
ExploreSettings exploreSettings(const ReconnectPolicy& policy, const SessionPolicy& session);

} // namespace redial

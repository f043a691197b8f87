// SPDX-License-Identifier: MIT
#pragma once

#include "core/reconnect/backoff.h"
#include "core/verdict/run_view.h"
#include "core/verdict/verdict_context.h"

/// The limits of a scheduled wait, recomputed from what a log says.
namespace redial::oracle {

std::chrono::nanoseconds delayOf(const RunView& run, EventNumber backoff);

/// The Retry-After that the policy lets count for the wait after this connection.
std::optional<std::chrono::nanoseconds>
retryAfterOf(const RunView& run, const VerdictContext& context, std::uint32_t epoch);

/// The wait that `backoff` continues from, if the log shows what was drawn then; `before` is the
/// back-off event before it, 0 for the first one.
std::optional<std::chrono::nanoseconds> previousWait(const RunView& run,
                                                     const VerdictContext& context,
                                                     EventNumber backoff, EventNumber before);

/// The policy's envelope. Absent if the policy makes no such attempt. Precondition: a policy.
std::optional<BackoffBounds> policyBounds(const RunView& run, const VerdictContext& context,
                                          EventNumber backoff, EventNumber before);

/// The one that the client itself recorded.
std::optional<BackoffBounds> recordedBounds(const RunView& run, EventNumber backoff);

} // namespace redial::oracle

// SPDX-License-Identifier: MIT
#pragma once

#include "core/reconnect/reconnect_policy.h"
#include "tests/support/jitter_shapes.h"
#include "tests/verdict/healthy_run.h"

namespace redial::test {

/// A log of back-offs before that attempt and nothing else, spread over the policy's envelope as
/// the shape has it.
void appendWaits(EventLog& log, const ReconnectPolicy& policy, std::uint32_t attempt, int count,
                 const JitterShape& shape, std::uint64_t seed = 5);

} // namespace redial::test

// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/random.h"
#include "core/reconnect/reconnect_policy.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace redial {

/// Between which limits the wait before attempt n lies, n from 1 (0 counts as 1); `previous` is the
/// wait drawn before attempt n-1, which only decorrelated jitter and OCPP's readings B and B' look
/// at (absent: the widest envelope that some previous wait could give). Absent if the strategy
/// makes no further attempt. The delay offset is included where it applies. Never overflows: what
/// exceeds the clock saturates. Pure.
std::optional<BackoffBounds>
backoffBounds(const ReconnectPolicy& policy, std::uint32_t attempt,
              std::optional<std::chrono::nanoseconds> previous = std::nullopt);

/// A wait and the envelope it was drawn from.
struct DrawnBackoff
{
    std::chrono::nanoseconds delay{};
    BackoffBounds bounds;
};

/// The wait before attempt n, inside backoffBounds(). Draws at most one number from `random`.
std::optional<DrawnBackoff> drawBackoff(const ReconnectPolicy& policy, std::uint32_t attempt,
                                        std::optional<std::chrono::nanoseconds> previous,
                                        Random& random);

} // namespace redial

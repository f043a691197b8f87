// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/random.h"
#include "core/foreign/wait_fits.h"
#include "core/reconnect/backoff.h"

namespace redial::test {

/// The waits that a client with this policy makes in `series` outages of `attempts` attempts each,
/// drawn by our own back-off in no time at all; each seen late by up to `lag`.
WaitData waitsOf(const ReconnectPolicy& policy, int series, std::uint32_t attempts,
                 std::uint64_t seed = 1, std::chrono::nanoseconds lag = {});

} // namespace redial::test

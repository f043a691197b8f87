// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

namespace redial {

/// The envelope of one wait, before Retry-After.
struct BackoffBounds
{
    std::chrono::nanoseconds nominal{};
    std::chrono::nanoseconds low{};
    std::chrono::nanoseconds high{};

    friend bool operator==(const BackoffBounds&, const BackoffBounds&) = default;
};

/// A program's own strategy: the envelope of the wait before attempt n, n from 1, of which the wait
/// is drawn uniformly; equal bounds give an exact wait. `previous` is the wait drawn before attempt
/// n-1, absent before the first. No bounds: no further attempt. Must be pure: the verdict asks
/// again for what the client has asked before.
using UserBackoff = std::function<std::optional<BackoffBounds>(
    std::uint32_t attempt, std::optional<std::chrono::nanoseconds> previous)>;

} // namespace redial

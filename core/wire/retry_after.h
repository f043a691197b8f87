// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace redial {

/// Reads Retry-After in both forms (RFC 9110 10.2.3): a number of seconds, or an HTTP-date in any
/// of its three notations (RFC 9110 5.6.7), as a wait from `now`. A date that has passed is a wait
/// of zero. Absent if it is neither form.
std::optional<std::chrono::milliseconds> parseRetryAfter(std::string_view value,
                                                         std::chrono::sys_seconds now);

} // namespace redial

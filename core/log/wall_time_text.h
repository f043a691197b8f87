// SPDX-License-Identifier: MIT
#pragma once

#include "core/time/clock.h"

#include <optional>
#include <string>
#include <string_view>

namespace redial {

/// Appends a wall time in UTC as ISO 8601 with milliseconds, "2025-01-01T00:00:00.000Z"; nothing
/// and false if its year is not within 0..9999.
bool appendWallTime(std::string& out, WallTime time);

/// Reads exactly what appendWallTime() writes.
std::optional<WallTime> wallTimeFromText(std::string_view text);

} // namespace redial

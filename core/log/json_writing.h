// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace redial {

/// Appends `text` as a JSON string, quotes included. Valid UTF-8 is kept as it is; control
/// characters, quotes and backslashes are escaped; a byte that is part of no valid UTF-8 sequence
/// is written as the lone surrogate \udc80..\udcff for 0x80..0xff (as Python's surrogateescape
/// does), so that any bytes come back. Nothing appended holds a line feed.
void appendJsonString(std::string& out, std::string_view text);

void appendJsonInteger(std::string& out, std::int64_t value);

/// The shortest text that reads as the same double, always with a point or an exponent, so that it
/// is not taken for an integer. Infinities are 1e999 and -1e999 (a number that overflows to them),
/// NaN is null.
void appendJsonReal(std::string& out, double value);

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace redial {

/// Whether both are equal; the time tells neither how many bytes agree nor, beyond its own hashing,
/// how long the expected one is.
bool equalInConstantTime(std::string_view given, std::string_view expected);

} // namespace redial

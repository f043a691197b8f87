// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace redial {

/// The version of this build, as `redial version` prints it.
inline constexpr std::string_view programVersion = REDIAL_VERSION;

} // namespace redial

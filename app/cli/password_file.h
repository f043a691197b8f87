// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/arguments.h"

#include <optional>

namespace redial {

/// The password in the file of --password-file, without blanks and line ends around it; absent
/// without the option. The error names the file: it cannot be read, is empty, or is longer than a
/// password may be (4 KiB).
Expected<std::optional<QString>, QString> readPasswordFile(const ParsedArguments& arguments);

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/verb.h"

#include <vector>

namespace redial {

/// The options of the window's program. Its command line, --help and redial-desktop(1) are made
/// from these rows.
const std::vector<OptionSpec>& desktopOptions();

/// What the program is, as the first lines of --help and of the man page say it.
QString desktopDescription();

/// What may stand behind the options.
QString desktopArgumentHelp();

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/verb.h"

namespace redial {

class Console;

/// The options of `redial serve --profile msgi` beside those of every server.
std::vector<OptionSpec> serveMsgiOptions();

/// `redial serve --profile msgi`: an MSGI server that echoes, hands on what CONTROL frames ask for,
/// and does the faults of a plan.
ExitStatus serveMsgi(const ParsedArguments& arguments, Console& console);

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/verb.h"
#include "core/fault/fault_plan.h"

namespace redial {

class Console;

/// The options of `redial serve --profile msgi` beside those of every server.
std::vector<OptionSpec> serveMsgiOptions();

/// An error if one of them, --profile apart, was given to a server of WebSockets.
Expected<void, QString> checkNoServeMsgiOptions(const ParsedArguments& arguments);

/// The plan of --fault and --faults. The error names what can never bite on a connection of MSGI,
/// or without an option that is not there.
Expected<FaultPlan, QString> readMsgiFaults(const ParsedArguments& arguments);

/// `redial serve --profile msgi`: an MSGI server that echoes, hands on what CONTROL frames ask for,
/// and does the faults of a plan.
ExitStatus serveMsgi(const ParsedArguments& arguments, Console& console);

} // namespace redial

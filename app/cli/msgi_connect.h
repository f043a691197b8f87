// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/console.h"
#include "core/log/event_log.h"
#include "core/scenario/station_run_configuration.h"

namespace redial {

/// The options of `redial connect` that mean something for msgi:// and msgis:// alone.
std::vector<OptionSpec> msgiConnectOptions();

/// True if a positional argument is an MSGI URL.
bool asksForMsgi(const ParsedArguments& arguments);
/// The error names an option that was given and that only MSGI has.
Expected<void, QString> checkNoMsgiOptions(const ParsedArguments& arguments);

/// `redial connect` of an MSGI client. `read`: what the options that all clients share say.
ExitStatus connectMsgi(const ParsedArguments& arguments, const StationRunConfiguration& read,
                       Console& console);

/// A sentence with the last failure if no connection was ever open; absent if one was.
std::optional<QString> neverOpened(const EventLog& log);

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/arguments.h"
#include "core/scenario/station_run_configuration.h"

namespace redial {

/// The knobs of the reconnect policy and of the session as options, one for each.
std::vector<OptionSpec> policyOptions();
std::vector<OptionSpec> sessionOptions();
/// Options of the station itself: id, protocol, transport.
std::vector<OptionSpec> stationOptions();
/// What a server of somebody else's may ask for: password and TLS.
std::vector<OptionSpec> accessOptions();

/// Sets what the options say. The first thing that cannot be read, as a sentence that names the
/// option.
Expected<void, QString> readStation(const ParsedArguments& arguments,
                                    StationRunConfiguration& configuration);

/// Whether the options mean anything together, and for this run, whose URL, stream and clock are
/// set. The error names the option.
Expected<void, QString> checkStation(const ParsedArguments& arguments,
                                     const StationRunConfiguration& configuration);

/// The words of a command line that describes this run: for "Copy as command line".
QStringList commandLineOf(const StationRunConfiguration& configuration);

} // namespace redial

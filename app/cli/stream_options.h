// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/arguments.h"
#include "core/scenario/station_run_configuration.h"

namespace redial {

/// `connect --profile stream`: the messages of a feed's client, and the knobs of its session.
std::vector<OptionSpec> streamOptions();
/// Sets `stream` and leaves out the protocol, if the profile says so. The error names the option.
Expected<void, QString> readStream(const ParsedArguments& arguments,
                                   StationRunConfiguration& configuration);

/// `serve --profile stream`: the feed's channels and what it demands.
std::vector<OptionSpec> feedOptions();
/// Absent unless the profile says so.
Expected<std::optional<FeedSettings>, QString> readFeedOptions(const ParsedArguments& arguments);

} // namespace redial

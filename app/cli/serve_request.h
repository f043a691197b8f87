// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/serving.h"
#include "core/fault/fault_plan.h"
#include "core/server/feed.h"
#include "core/server/server_settings.h"

namespace redial {

/// What a verb line of `serve` asks for, unless it is for --profile msgi.
struct ServeRequest
{
    ServerSettings settings;
    ServingBounds bounds;
    FaultPlan faults;
    /// Set: a feed is played instead of a central system.
    std::optional<FeedSettings> feed;
    std::uint64_t seed = 1;
};

/// All of `serve`, whatever the profile.
std::vector<OptionSpec> serveOptions();

/// TLS apart, whose files are read when the server is made. The error names the option.
Expected<ServeRequest, QString> readServeRequest(const ParsedArguments& arguments);

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/scenario/json_members.h"

namespace redial {

/// The parts of a run's JSON that are about feeds: the client's `profile` and `stream`, and the
/// server's `feed`.
QJsonObject feedJson(const FeedSettings& feed);
FeedSettings readFeed(JsonMembers& members);
void readProfile(JsonMembers& members, std::vector<ConfigurationError>& errors,
                 StationRunConfiguration& configuration);

} // namespace redial

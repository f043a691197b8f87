// SPDX-License-Identifier: MIT
#pragma once

#include "core/scenario/station_run_configuration.h"
#include "core/server/server_settings.h"

namespace redial {

/// How the run's own server is made: a central system, a feed, or an echo. What it makes waits on
/// `clock`, which must outlive the server.
ServerSettings serverSettings(const StationRunConfiguration& configuration, Clock& clock);

} // namespace redial

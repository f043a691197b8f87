// SPDX-License-Identifier: MIT
#pragma once

#include "core/scenario/station_run_configuration.h"

namespace redial {

/// The run that shows what Redial does, in about 20 seconds: a station boots and beats, and loses
/// its connection in three ways: reset by the server, the server gone for some seconds, a Close
/// frame 1001; each time it comes back. One message is in flight at the reset and one is to be sent
/// while the server is away.
StationRunConfiguration demoConfiguration();

/// A day of virtual time in which a station loses its connection `drops` times, evenly spread, in
/// turn by reset, FIN and Close.
StationRunConfiguration dayConfiguration(std::uint32_t drops, std::chrono::nanoseconds duration);

} // namespace redial

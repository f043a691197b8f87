// SPDX-License-Identifier: MIT
#pragma once

#include "core/scenario/station_run_configuration.h"

/// What happens around a mutant. Each is a whole run in virtual time, with heartbeats far apart
/// unless it is about them.
namespace redial::situation {

/// A station that boots and stays connected for that long.
StationRunConfiguration quiet(std::chrono::nanoseconds duration);
/// The server is away for five minutes: attempt after attempt, up to the longest wait (4 s).
StationRunConfiguration longOutage();
/// As longOutage, with so many StatusNotifications wanted meanwhile, 20 s apart; they are queued.
StationRunConfiguration queuedCalls(int calls);
/// 260 resets on connections that were ready: as many first attempts.
StationRunConfiguration manyLosses();
/// Three resets, 20 s apart.
StationRunConfiguration threeLosses();
/// As quiet, with one fault in its text form (docs/faults.md).
StationRunConfiguration withFault(std::chrono::nanoseconds duration, const char* fault);
/// A CALL is in flight when the one reset comes.
StationRunConfiguration lostCall();
/// The boot is answered with Pending, again and again.
StationRunConfiguration pendingBoot();
/// A feed with two channels, auth and heartbeats; its client loses the link three times.
StationRunConfiguration feedLosses();

} // namespace redial::situation

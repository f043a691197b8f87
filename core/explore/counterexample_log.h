// SPDX-License-Identifier: MIT
#pragma once

#include "core/explore/explorer.h"
#include "core/log/event_log.h"
#include "core/log/run_info.h"

#include <memory>

namespace redial {

/// A path as a run: what the client would have written into its log, with a note for each event of
/// the path and the finding at the end.
struct CounterexampleRun
{
    RunInfo info;
    std::shared_ptr<EventLog> log;
};

/// Lets the path happen again, in virtual time. The same model and path give the same run.
CounterexampleRun counterexampleRun(const ClientModel& model, const Counterexample& counterexample);

/// "the connection is refused", with the timer's name where one fires.
QString sentenceOf(const ExploreChoice& choice);

} // namespace redial

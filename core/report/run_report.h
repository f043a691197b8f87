// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"
#include "core/log/run_info.h"
#include "core/verdict/oracle_result.h"

#include <QString>

#include <vector>

namespace redial {

/// What every written report is made of: a run and what the oracles say of it. Refers to all of it;
/// nothing else, no clock and no file, enters a report, so that the same run file gives the same
/// bytes.
struct RunReport
{
    const EventLog& log;
    const RunInfo& info;
    const std::vector<OracleResult>& results;
    /// How reports call the run; the run file's name.
    QString name;
};

/// The time of an event since the run's first one.
std::chrono::nanoseconds sinceBegin(const EventLog& log, EventNumber number);

/// The run's length: from its first to its last event.
std::chrono::nanoseconds lengthOf(const EventLog& log);

/// The wall time of the run's beginning as ISO 8601 with milliseconds, UTC; empty beyond the years
/// 0..9999.
QString startedText(const RunInfo& info);

/// One line for a witness: "#57 at 3.002 s, client: waits 425 ms before attempt 1".
QString witnessLine(const EventLog& log, EventNumber number);

} // namespace redial

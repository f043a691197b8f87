// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_line.h"
#include "core/scenario/station_run.h"

#include <string>
#include <vector>

namespace redial::test {

/// Every event of that kind, and of that source.
inline std::vector<EventNumber> eventsOf(const EventLog& log, EventKind kind,
                                         Source source = Source::Client)
{
    std::vector<EventNumber> found;
    for (EventNumber number = 1; number <= log.size(); ++number) {
        if (log.header(number).kind == kind && log.header(number).source == source)
            found.push_back(number);
    }
    return found;
}

/// The log as its run file would hold it.
inline std::string linesOf(const EventLog& log)
{
    std::string lines;
    for (EventNumber number = 1; number <= log.size(); ++number)
        appendEventLine(lines, log, number);
    return lines;
}

/// A station in virtual time that beats each second and ends after `duration`.
inline StationRunConfiguration virtualRun(std::chrono::nanoseconds duration)
{
    StationRunConfiguration configuration;
    configuration.virtualTime = true;
    configuration.boot.interval = std::chrono::seconds(1);
    configuration.duration = duration;
    return configuration;
}

} // namespace redial::test

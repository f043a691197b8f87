// SPDX-License-Identifier: MIT
#include "core/report/attempt_row.h"

#include <map>
#include <utility>

namespace redial {

std::vector<AttemptRow> attemptRows(const EventLog& log, Source party)
{
    std::map<std::uint32_t, AttemptRow> found;
    EventNumber backoff = 0;
    for (EventNumber number = 1; number <= log.size(); ++number) {
        const EventHeader& header = log.header(number);
        if (header.source != party)
            continue;
        if (header.kind == EventKind::BackoffScheduled)
            backoff = number;
        else if (header.kind == EventKind::ConnectBegin)
            found[header.epoch].backoff = std::exchange(backoff, 0);
        else if (header.kind == EventKind::Closed)
            found[header.epoch].closed = number;
    }
    std::vector<AttemptRow> rows;
    for (const ConnectionTimes& times : connectionTimes(log, party)) {
        AttemptRow row = found[times.epoch];
        row.times = times;
        rows.push_back(row);
    }
    return rows;
}

} // namespace redial

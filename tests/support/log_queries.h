// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"

namespace redial::test {

/// How many events of that kind the log holds.
inline int countOf(const EventLog& log, EventKind kind)
{
    int found = 0;
    for (EventNumber number = 1; number <= log.size(); ++number)
        found += log.header(number).kind == kind ? 1 : 0;
    return found;
}

/// The newest of that kind; 0 if there is none.
inline EventNumber lastOf(const EventLog& log, EventKind kind)
{
    for (EventNumber number = log.size(); number > 0; --number) {
        if (log.header(number).kind == kind)
            return number;
    }
    return 0;
}

} // namespace redial::test

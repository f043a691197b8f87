// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/connection_times.h"
#include "core/log/event_log.h"

#include <optional>
#include <string>
#include <vector>

namespace redial {

/// One attempt at a connection, as reports list it. What did not happen is absent.
struct AttemptRow
{
    ConnectionTimes times;
    /// The back-off before it.
    EventNumber backoff = 0;
    /// The transport's report of its end.
    EventNumber closed = 0;
};

/// Every attempt of that party, in order.
std::vector<AttemptRow> attemptRows(const EventLog& log, Source party = Source::Client);

} // namespace redial

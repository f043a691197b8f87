// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"
#include "core/verdict/verdict_context.h"

#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace redial::test {

/// An event that owns its text, so that a test may change it.
struct EventRow
{
    using Value = std::variant<std::int64_t, double, bool, std::string>;

    EventHeader header;
    std::vector<std::pair<FieldKey, Value>> fields;

    void set(FieldKey key, Value value);
};

using Rows = std::vector<EventRow>;

/// Every event of a log.
Rows rowsOf(const EventLog& log);

/// The rows as a log again.
void appendRows(EventLog& log, const Rows& rows);

/// The policy of the healthy run: the defaults, heartbeats each minute.
VerdictContext healthyContext();

/// A station and its server that do everything right, in virtual time: connected, booted, online;
/// reset by the peer with a call in flight; a send refused while offline; one attempt refused; back
/// after the second one; a heartbeat; stopped.
void appendHealthyRun(EventLog& log);
Rows healthyRows();

/// The first row of that kind (of that epoch, if it is not 0). Fails the program if there is none.
Rows::iterator find(Rows& rows, EventKind kind, std::uint32_t epoch = 0,
                    Source source = Source::Client);

/// Puts the row in front of another, at the same time.
void insertBefore(Rows& rows, Rows::iterator place, EventRow row);

/// Moves the row and everything after it by that much.
void delayFrom(Rows& rows, Rows::iterator row, std::chrono::nanoseconds by);

} // namespace redial::test

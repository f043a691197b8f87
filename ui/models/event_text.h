// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"

#include <QString>

namespace redial {

/// Events as people read them. Every function: precondition 1 <= number <= log.size().

/// "boot answered"
QString eventName(const EventLog& log, EventNumber number);

/// The fields on one line, the telling ones first: "Accepted · every 10 s". At most `limit`
/// characters.
QString eventSummary(const EventLog& log, EventNumber number, int limit = 300);

/// A field's value as people read it: durations with units, text as it is.
QString fieldText(const EventLog& log, const Field& field);

/// Everything a filter looks at, on one line: kind, lane, source, and every field as key=value.
QString searchText(const EventLog& log, EventNumber number);

/// The event as a few lines of plain text, to paste into a report.
QString eventAsText(const EventLog& log, EventNumber number);

/// The event as its line in a run file, indented.
QString eventAsJson(const EventLog& log, EventNumber number);

/// If `text` is a JSON object or array: the same, indented. Otherwise the text itself.
QString prettyPayload(std::string_view text);

/// UTC, "2025-01-01 00:00:02.345".
QString wallText(WallTime time);

} // namespace redial

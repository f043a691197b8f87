// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"
#include "core/report/terminal_text.h"

#include <QString>

#include <optional>

namespace redial {

/// One line of the readable account of a run, without a line feed:
/// "     3.251 s  client   connection 2 lost: reset by the peer". Absent for events that only a
/// detailed view shows. A function of the log up to `number` alone, so a replay prints what the
/// live run printed.
std::optional<QString> accountLine(const EventLog& log, EventNumber number,
                                   TextStyle style = TextStyle::Plain);

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/log/event_log.h"

#include <string>
#include <string_view>
#include <vector>

namespace redial {

/// Appends event `number` of the log as one line of a run file, line feed included. The same event
/// always gives the same bytes. See docs/run-file.md.
void appendEventLine(std::string& out, const EventLog& log, EventNumber number);

/// Reads lines of a run file into a log, which it does not own. Kinds and field keys that this
/// build does not know are kept; everything else that the format does not have is refused.
class EventLineReader
{
public:
    explicit EventLineReader(EventLog& log) : log_(log) {}

    /// Appends the event of one line (without its line feed). The error is one clause that says
    /// what is wrong; nothing is appended then.
    Expected<void, std::string> read(std::string_view line);

private:
    EventLog& log_;
    std::vector<Field> fields_;
    std::string scratch_;
};

} // namespace redial

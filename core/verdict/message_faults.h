// SPDX-License-Identifier: MIT
#pragma once

#include "core/verdict/run_view.h"

#include <vector>

namespace redial {

/// When the run's faults changed, added or held back single messages or frames (levels W, O, A and
/// M, H18, N10 to N15 of docs/faults.md): what happens to a message then is not the client's doing.
class MessageFaults
{
public:
    explicit MessageFaults(const EventLog& log);

    /// Whether one of them was at work at any moment of the connection. The other side's record
    /// numbers connections in its own way, so that only the time tells which one it hit.
    bool touched(const RunView& run, const ConnectionStory& connection) const;

private:
    struct Span
    {
        MonotonicTime begin;
        MonotonicTime end;
    };

    void merge();

    std::vector<Span> spans_;
};

/// "N10", "W4": whether the fault of that id treats single messages or frames.
bool treatsMessages(std::string_view faultId);

} // namespace redial

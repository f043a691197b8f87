// SPDX-License-Identifier: MIT
#pragma once

#include "ui/view/theme.h"
#include "ui/view/timeline_geometry.h"

#include <QString>

#include <optional>
#include <vector>

class QPainter;

namespace redial {

/// An event that a session's fate hangs on: auth or a subscription was answered, what was missed
/// came after all or never did.
struct SessionMark
{
    RunTime time{};
    EventNumber event = 0;
    bool isGood = false;

    friend bool operator==(const SessionMark&, const SessionMark&) = default;
};

/// Whether the event is one, and how it went; absent if it is none.
std::optional<bool> sessionMarkOf(const EventLog& log, EventNumber event);

/// What stands beside such an event where there is room: "auth accepted", "trades refused",
/// "12 recovered". Empty for every other event.
QString sessionMarkText(const EventLog& log, EventNumber event);

/// The marks of a log, in the order of the log. Holds 24 bytes a mark.
class SessionMarks
{
public:
    void add(const EventLog& log, EventNumber event);
    void clear() { marks_.clear(); }
    const std::vector<SessionMark>& all() const { return marks_; }

private:
    std::vector<SessionMark> marks_;
};

/// Marks in one column of the plot, drawn as one: bad if one of them is.
struct SessionMarkPlace
{
    int x = 0;
    bool isGood = false;

    friend bool operator==(const SessionMarkPlace&, const SessionMarkPlace&) = default;
};

/// Those in the range, from left to right.
std::vector<SessionMarkPlace> layOutSessionMarks(const std::vector<SessionMark>& marks,
                                                 const TimeRange& range, int width);

/// Draws them as diamonds on the client's row of the lane "Session": filled if good, with a bar
/// across if not, so that colour is not all that tells.
void paintSessionMarks(QPainter& painter, const TimelineRows& rows,
                       const std::vector<SessionMarkPlace>& places, const Theme& theme);

} // namespace redial

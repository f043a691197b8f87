// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"
#include "ui/view/time_range.h"

#include <array>
#include <optional>
#include <vector>

namespace redial {

/// Time of an event since the run's first, negative if it was seen on another thread before it;
/// never beyond a century, whatever a file says. Precondition: 1 <= number <= log.size().
RunTime runTimeOf(const EventLog& log, EventNumber number);

/// Events of one kind of mark in the order of time.
class TimelineTrack
{
public:
    /// Events of another thread may come a little late: they are put where they belong.
    void insert(RunTime time, EventNumber number);
    void clear();

    std::size_t size() const { return times_.size(); }
    RunTime time(std::size_t index) const { return times_[index]; }
    EventNumber number(std::size_t index) const { return numbers_[index]; }

    /// Index of the first event at or after `time`, looking from index `from` on. Cheap when it is
    /// near `from`.
    std::size_t firstNotBefore(RunTime time, std::size_t from = 0) const;

private:
    std::vector<RunTime> times_;
    std::vector<EventNumber> numbers_;
};

/// Which events the timeline draws marks for, sorted so that a frame costs by its pixels and not by
/// its events. A row is one lane as one side saw it: the client (and the harness) or the server
/// (and the proxy). Holds numbers and times only, 16 bytes an event.
class TimelineIndex
{
public:
    enum Side { ClientSide, ServerSide };
    static constexpr int sides = 2;
    static constexpr int lanes = 7;
    static constexpr int rows = lanes * sides;

    struct Row
    {
        TimelineTrack all;
        TimelineTrack abnormal;
    };

    static int rowOf(Lane lane, Side side) { return static_cast<int>(lane) * sides + side; }
    static Lane laneOfRow(int row) { return static_cast<Lane>(row / sides); }
    static Side sideOfRow(int row) { return static_cast<Side>(row % sides); }
    static Side sideOf(const EventLog& log, EventNumber number);

    void add(const EventLog& log, EventNumber number);
    void clear();

    const Row& row(int row) const { return rows_.at(static_cast<std::size_t>(row)); }

    /// The event of this row whose time is nearest, an abnormal one before an ordinary one, no
    /// further away than `reach`.
    std::optional<EventNumber> nearest(int row, RunTime time, RunTime reach) const;

private:
    std::array<Row, rows> rows_;
};

} // namespace redial

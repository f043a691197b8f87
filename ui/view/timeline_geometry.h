// SPDX-License-Identifier: MIT
#pragma once

#include "ui/view/fault_history.h"
#include "ui/view/link_history.h"
#include "ui/view/timeline_index.h"

#include <QRect>

#include <vector>

namespace redial {

/// One or more events that change the same pixels. x and width are columns of the plot; density 0
/// is one event a column, 1 a few, 2 many. `event` is the first of them.
struct TimelineMark
{
    int x = 0;
    int width = 0;
    int row = 0;
    int density = 0;
    EventNumber event = 0;

    friend bool operator==(const TimelineMark&, const TimelineMark&) = default;
};

/// An event with `room` free pixels to its right, where its name may be written.
struct TimelineLabel
{
    int x = 0;
    int room = 0;
    int row = 0;
    EventNumber event = 0;
};

/// A stretch of the link's life; clipped to the plot.
struct TimelineBar
{
    int x = 0;
    int width = 0;
    LinkSpan span;
};

/// A stretch in which a fault held; clipped to the plot. Rows are those of the lanes that it hits.
struct TimelineFault
{
    int x = 0;
    int width = 0;
    int slot = 0;
    EventNumber event = 0;
    std::string fault;

    friend bool operator==(const TimelineFault&, const TimelineFault&) = default;
};

/// What a frame of the timeline draws, in columns of the plot; a plain value that needs no window.
struct TimelineGeometry
{
    TimeRange range;
    int width = 0;
    std::vector<TimelineMark> marks;
    std::vector<TimelineMark> abnormal;
    std::vector<TimelineLabel> labels;
    std::vector<TimelineBar> client;
    std::vector<TimelineBar> accepted;
    std::vector<TimelineFault> faults;
    int faultSlots = 0;
};

/// Costs by columns, not by events: two events that would change the same pixel give one mark,
/// except that abnormal ones are kept apart and always drawn.
TimelineGeometry layOutTimeline(const TimelineIndex& index, const LinkHistory& history,
                                const FaultHistory& faults, const TimeRange& range, int width);

/// Where the rows lie in a widget of a given size: the link's strip, the accepted connections, the
/// lanes (two rows where the server has events too), the axis below.
struct TimelineRows
{
    struct Place
    {
        int row = 0;
        int y = 0;
        int height = 0;
    };

    QRect plot;
    QRect link;
    QRect accepted;
    QRect axis;
    std::vector<Place> places;

    /// The row under a vertical position, or the nearest one.
    int rowAt(int y) const;
};

/// `gutter` pixels on the left are for the names, `line` is the height of a line of text.
TimelineRows layOutRows(const TimelineIndex& index, const LinkHistory& history, const QSize& size,
                        int gutter, int line);

} // namespace redial

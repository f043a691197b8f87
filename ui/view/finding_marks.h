// SPDX-License-Identifier: MIT
#pragma once

#include "ui/view/theme.h"
#include "ui/view/timeline_geometry.h"

#include <QString>

#include <optional>
#include <vector>

class QPainter;

namespace redial {

/// An event that proves that an oracle failed.
struct FindingMark
{
    RunTime time{};
    EventNumber event = 0;
    QString oracle; ///< "P05"

    friend bool operator==(const FindingMark&, const FindingMark&) = default;
};

/// Marks in one column of the plot, drawn as one. `event` is the first of them.
struct FindingPlace
{
    int x = 0;
    int room = 0; ///< free pixels to the right, up to the next place
    EventNumber event = 0;
    QString text; ///< the oracles, each once: "P05 P10"

    friend bool operator==(const FindingPlace&, const FindingPlace&) = default;
};

/// The marks that lie in the range, in the order of time.
std::vector<FindingPlace> layOutFindings(std::vector<FindingMark> marks, const TimeRange& range,
                                         int width);

/// The lane "Verdict" of the timeline; absent if it is not shown.
std::optional<TimelineRows::Place> verdictPlace(const TimelineRows& rows);

/// Draws them in that lane, with the oracles' ids where there is room.
void paintFindings(QPainter& painter, const TimelineRows& rows,
                   const std::vector<FindingPlace>& places, const Theme& theme);

} // namespace redial

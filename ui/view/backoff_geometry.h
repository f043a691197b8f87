// SPDX-License-Identifier: MIT
#pragma once

#include "ui/view/backoff_series.h"

#include <optional>
#include <vector>

namespace redial {

/// How a delay becomes a height.
struct DelayScale
{
    std::chrono::nanoseconds least{};
    std::chrono::nanoseconds most{};
    bool logarithmic = false;

    /// 0 is the bottom of the plot, `height` its top. Delays outside the scale stay on its edge.
    double heightOf(std::chrono::nanoseconds delay, int height) const;
    /// Round delays to write beside the axis, from small to large; neighbours are at least
    /// `spacing` pixels apart.
    std::vector<std::chrono::nanoseconds> ticks(int height, int spacing) const;

    /// A scale that holds every delay of the series with a little air above.
    static DelayScale fitting(std::chrono::nanoseconds shortest, std::chrono::nanoseconds longest,
                              bool logarithmic);
};

/// One back-off as drawn: a box from low to high over the time of the wait, a line at the delay
/// that was drawn, a dot where the wait ended. Columns and rows of the plot, rows from its top.
struct BackoffBox
{
    int x = 0;
    int width = 0;
    std::optional<int> yLow;
    std::optional<int> yNominal;
    std::optional<int> yHigh;
    int yScheduled = 0;
    std::optional<int> xActual;
    std::optional<int> yActual;
    bool outside = false;
    std::uint32_t attempt = 0;
    EventNumber event = 0;
};

struct BackoffFlag
{
    int x = 0;
    BackoffMark::Kind kind = BackoffMark::Drop;
    EventNumber event = 0;
};

struct BackoffGeometry
{
    TimeRange range;
    int width = 0;
    int height = 0;
    DelayScale scale;
    std::vector<BackoffBox> boxes;
    std::vector<BackoffFlag> flags;
};

/// Boxes that would change the same single column as the one before are left out, unless their
/// delay lies outside its bounds.
BackoffGeometry layOutBackoffs(const BackoffSeries& series, const TimeRange& range, int width,
                               int height, const DelayScale& scale);

} // namespace redial

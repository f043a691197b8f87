// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <chrono>
#include <vector>

namespace redial {

/// Time since the first event of the run.
using RunTime = std::chrono::nanoseconds;

/// What a graph shows: from `begin` on and before `end`.
struct TimeRange
{
    RunTime begin{};
    RunTime end{};

    RunTime length() const { return end - begin; }
    bool contains(RunTime time) const { return begin <= time && time < end; }
    friend bool operator==(const TimeRange&, const TimeRange&) = default;
};

/// No view is narrower: below it a pixel would be less than the clock's grain.
inline constexpr RunTime shortestRange = std::chrono::microseconds(1);

/// Where `time` lies in a plot of `width` pixels. Times outside the range lie outside 0..width, but
/// never further than a million pixels, so that the result is always safe to draw. An empty range
/// or plot puts everything at 0.
double pixelAt(RunTime time, const TimeRange& range, int width);

/// The column that `time` falls into, rounded down: two times in one column change one pixel.
int columnAt(RunTime time, const TimeRange& range, int width);

/// The time at a pixel; the inverse of pixelAt to within one pixel's time.
RunTime timeAt(double pixel, const TimeRange& range, int width);

/// At least shortestRange long, around the same middle.
TimeRange widened(const TimeRange& range);

/// Scaled by `factor` (below 1 shows less) so that `anchor` stays on its pixel. Never shorter than
/// shortestRange and never longer than 100 years.
TimeRange zoomed(const TimeRange& range, RunTime anchor, double factor);

TimeRange shifted(const TimeRange& range, RunTime by);

/// The round times (1, 2 or 5 times a power of ten; minutes, hours and days above a minute) at
/// which an axis writes a label, at least `spacing` pixels apart.
struct Ticks
{
    RunTime step{};
    std::vector<RunTime> times;
};
Ticks ticksOf(const TimeRange& range, int width, int spacing);

/// A time as an axis or a table writes it, with just the digits that `step` needs: "12.5 s",
/// "2 m 05 s", "350 µs".
QString axisText(RunTime time, RunTime step);

} // namespace redial

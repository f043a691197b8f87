// SPDX-License-Identifier: MIT
#include "ui/view/backoff_geometry.h"

#include <algorithm>
#include <cmath>

namespace redial {

namespace {

double count(std::chrono::nanoseconds delay)
{
    return static_cast<double>(delay.count());
}

std::chrono::nanoseconds nanoseconds(double value)
{
    return std::chrono::nanoseconds(static_cast<std::int64_t>(std::min(value, 9.2e18)));
}

BackoffBox boxOf(const BackoffPoint& point, const TimeRange& range, int width, int height,
                 const DelayScale& scale)
{
    const auto row = [&](std::chrono::nanoseconds delay) {
        return height - 1 - static_cast<int>(std::lround(scale.heightOf(delay, height - 1)));
    };
    const auto optionalRow = [&](std::optional<std::chrono::nanoseconds> delay) {
        return delay ? std::optional(row(*delay)) : std::nullopt;
    };
    BackoffBox box;
    box.x = std::max(columnAt(point.at, range, width), -1);
    const RunTime until = point.at + std::max(point.scheduled, point.actual.value_or(RunTime(0)));
    const int end = std::min(columnAt(until, range, width), width + 1);
    box.width = std::max(end - box.x, 1);
    box.yLow = optionalRow(point.low);
    box.yNominal = optionalRow(point.nominal);
    box.yHigh = optionalRow(point.high);
    box.yScheduled = row(point.scheduled);
    if (point.actual) {
        box.xActual = columnAt(point.at + *point.actual, range, width);
        box.yActual = row(*point.actual);
    }
    box.outside = point.outside();
    box.attempt = point.attempt;
    box.event = point.event;
    return box;
}

} // namespace

double DelayScale::heightOf(std::chrono::nanoseconds delay, int height) const
{
    const auto held = std::clamp(delay, least, std::max(least, most));
    if (most <= least || height <= 0)
        return 0;
    if (logarithmic)
        return std::log(count(held) / count(least)) / std::log(count(most) / count(least)) * height;
    return (count(held) - count(least)) / (count(most) - count(least)) * height;
}

std::vector<std::chrono::nanoseconds> DelayScale::ticks(int height, int spacing) const
{
    std::vector<std::chrono::nanoseconds> result;
    if (most <= least || height <= 0)
        return result;
    if (!logarithmic) {
        const Ticks linear = ticksOf({least, most}, height, spacing);
        return linear.times;
    }
    double lastHeight = -spacing;
    for (double decade = 1; decade <= count(most); decade *= 10) {
        for (int factor : {1, 2, 5}) {
            const auto delay = nanoseconds(decade * factor);
            if (delay < least || delay > most || delay.count() == 0)
                continue;
            const double at = heightOf(delay, height);
            if (at - lastHeight < spacing)
                continue;
            lastHeight = at;
            result.push_back(delay);
        }
    }
    return result;
}

DelayScale DelayScale::fitting(std::chrono::nanoseconds shortest, std::chrono::nanoseconds longest,
                               bool logarithmic)
{
    using namespace std::chrono_literals;
    DelayScale scale;
    scale.logarithmic = logarithmic;
    scale.most = longest.count() > 0 ? nanoseconds(count(longest) * 1.12) : 1s;
    if (logarithmic) {
        const double least = shortest.count() > 0 ? count(shortest) * 0.7 : count(scale.most) / 100;
        scale.least = std::max(nanoseconds(std::min(least, count(scale.most) / 2)), 1ns);
        scale.most = std::max(scale.most, scale.least * 2);
    }
    return scale;
}

BackoffGeometry layOutBackoffs(const BackoffSeries& series, const TimeRange& range, int width,
                               int height, const DelayScale& scale)
{
    BackoffGeometry geometry{range, width, height, scale, {}, {}};
    if (width <= 0 || height <= 0 || range.length() <= RunTime(0))
        return geometry;
    const auto& points = series.points();
    auto point = std::partition_point(points.begin(), points.end(), [&](const BackoffPoint& p) {
        return p.at + std::max(p.scheduled, p.actual.value_or(RunTime(0))) < range.begin;
    });
    for (; point != points.end() && point->at < range.end; ++point) {
        const BackoffBox box = boxOf(*point, range, width, height, scale);
        const bool hidden = !geometry.boxes.empty() && box.width == 1 &&
                            geometry.boxes.back().x == box.x && geometry.boxes.back().width == 1;
        if (!hidden || box.outside)
            geometry.boxes.push_back(box);
    }
    const auto& marks = series.marks();
    auto mark = std::partition_point(marks.begin(), marks.end(),
                                     [&](const BackoffMark& m) { return m.at < range.begin; });
    for (; mark != marks.end() && mark->at < range.end; ++mark) {
        const int x = columnAt(mark->at, range, width);
        if (!geometry.flags.empty() && geometry.flags.back().x == x &&
            geometry.flags.back().kind == mark->kind)
            continue;
        geometry.flags.push_back({x, mark->kind, mark->event});
    }
    return geometry;
}

} // namespace redial

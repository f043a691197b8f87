// SPDX-License-Identifier: MIT
#include "ui/view/timeline_geometry.h"

#include <algorithm>
#include <cstdlib>

namespace redial {

namespace {

constexpr int leastLabelRoom = 28;
constexpr int markWidth = 2;

int densityOf(std::size_t events)
{
    if (events <= 1)
        return 0;
    return events < 10 ? 1 : 2;
}

// The first time that lies in the column after this one.
RunTime endOfColumn(int column, const TimeRange& range, int width)
{
    RunTime end = timeAt(column + 1, range, width);
    for (RunTime step(1); columnAt(end, range, width) <= column; step *= 2)
        end += step;
    return end;
}

void layOutTrack(const TimelineTrack& track, int row, const TimeRange& range, int width,
                 std::vector<TimelineMark>& marks)
{
    std::size_t i = track.firstNotBefore(range.begin);
    const std::size_t before = marks.size();
    while (i < track.size() && track.time(i) < range.end) {
        const int x = columnAt(track.time(i), range, width);
        const std::size_t next = track.firstNotBefore(endOfColumn(x, range, width), i);
        const int density = densityOf(next - i);
        if (marks.size() > before) {
            TimelineMark& last = marks.back();
            const bool touches = last.x + last.width >= x;
            if (touches && last.density == density) {
                last.width = x + 1 - last.x;
                i = next;
                continue;
            }
        }
        marks.push_back({x, 1, row, density, track.number(i)});
        i = next;
    }
    for (std::size_t m = before; m < marks.size(); ++m) {
        const bool free = m + 1 == marks.size() || marks[m + 1].x >= marks[m].x + markWidth;
        if (marks[m].width < markWidth && free)
            marks[m].width = markWidth;
    }
}

void layOutLabels(const std::vector<TimelineMark>& marks, std::size_t first, int width,
                  std::vector<TimelineLabel>& labels)
{
    for (std::size_t m = first; m < marks.size(); ++m) {
        const TimelineMark& mark = marks[m];
        if (mark.width > markWidth || mark.density != 0)
            continue;
        const int end = m + 1 < marks.size() ? marks[m + 1].x : width;
        const int room = end - mark.x - mark.width;
        if (room >= leastLabelRoom)
            labels.push_back({mark.x + mark.width, room, mark.row, mark.event});
    }
}

TimelineBar barOf(const LinkSpan& span, const TimeRange& range, int width)
{
    const int begin = std::clamp(columnAt(span.begin, range, width), 0, width);
    const RunTime until = span.end.value_or(range.end);
    const int end =
        std::clamp(columnAt(until, range, width), begin + 1, std::max(width, begin + 1));
    return {begin, end - begin, span};
}

std::vector<TimelineBar> layOutClient(const std::vector<LinkSpan>& spans, const TimeRange& range,
                                      int width)
{
    std::vector<TimelineBar> bars;
    const auto endsBefore = [](RunTime time) {
        return [time](const LinkSpan& span) { return span.end && *span.end <= time; };
    };
    auto it = std::partition_point(spans.begin(), spans.end(), endsBefore(range.begin));
    while (it != spans.end() && it->begin < range.end) {
        bars.push_back(barOf(*it, range, width));
        const int last = bars.back().x + bars.back().width - 1;
        ++it;
        if (bars.back().width == 1)
            it = std::partition_point(it, spans.end(), endsBefore(endOfColumn(last, range, width)));
    }
    return bars;
}

std::vector<TimelineBar> layOutAccepted(const std::vector<LinkSpan>& spans, const TimeRange& range,
                                        int width)
{
    std::vector<TimelineBar> bars;
    for (const LinkSpan& span : spans) {
        if (span.begin >= range.end)
            break;
        if (span.end && *span.end < range.begin)
            continue;
        const TimelineBar bar = barOf(span, range, width);
        if (!bars.empty() && bar.x + bar.width <= bars.back().x + bars.back().width)
            continue;
        bars.push_back(bar);
    }
    return bars;
}

/// Costs by columns: a span that ends within the one that its fault has drawn already is left out.
std::vector<TimelineFault> layOutFaults(const FaultHistory& faults, const TimeRange& range,
                                        int width)
{
    std::vector<TimelineFault> bars;
    std::vector<int> drawnTo(std::size_t(faults.slotCount()), -1);
    for (const FaultSpan& span : faults.spans()) {
        if (span.begin >= range.end)
            break;
        if (span.end && *span.end < range.begin)
            continue;
        const int begin = std::clamp(columnAt(span.begin, range, width), 0, width);
        const int end = std::clamp(columnAt(span.end.value_or(range.end), range, width), begin + 1,
                                   std::max(width, begin + 1));
        int& drawn = drawnTo[std::size_t(span.slot)];
        if (end <= drawn)
            continue;
        drawn = end;
        bars.push_back({begin, end - begin, span.slot, span.event, span.fault});
    }
    return bars;
}

} // namespace

TimelineGeometry layOutTimeline(const TimelineIndex& index, const LinkHistory& history,
                                const FaultHistory& faults, const TimeRange& range, int width)
{
    TimelineGeometry geometry;
    geometry.range = range;
    geometry.width = width;
    if (width <= 0 || range.length() <= RunTime(0))
        return geometry;
    for (int row = 0; row < TimelineIndex::rows; ++row) {
        const std::size_t first = geometry.marks.size();
        layOutTrack(index.row(row).all, row, range, width, geometry.marks);
        layOutLabels(geometry.marks, first, width, geometry.labels);
        layOutTrack(index.row(row).abnormal, row, range, width, geometry.abnormal);
    }
    geometry.client = layOutClient(history.client(), range, width);
    geometry.accepted = layOutAccepted(history.accepted(), range, width);
    geometry.faults = layOutFaults(faults, range, width);
    geometry.faultSlots = faults.slotCount();
    return geometry;
}

TimelineRows layOutRows(const TimelineIndex& index, const LinkHistory& history, const QSize& size,
                        int gutter, int line)
{
    TimelineRows rows;
    const int right = std::max(size.width() - gutter, 0);
    const int axis = line + 6;
    const int strip = line + 4;
    rows.link = QRect(gutter, 0, right, strip);
    int y = strip + 2;
    if (!history.accepted().empty()) {
        rows.accepted = QRect(gutter, y, right, strip);
        y += strip + 2;
    }
    rows.axis = QRect(gutter, std::max(size.height() - axis, y), right, axis);
    rows.plot = QRect(gutter, 0, right, rows.axis.y());
    std::vector<int> shown;
    for (int row = 0; row < TimelineIndex::rows; ++row) {
        if (TimelineIndex::sideOfRow(row) == TimelineIndex::ClientSide ||
            index.row(row).all.size() > 0)
            shown.push_back(row);
    }
    const int available = rows.axis.y() - y;
    const int count = static_cast<int>(shown.size());
    for (int i = 0; i < count; ++i) {
        const int top = y + available * i / count;
        const int bottom = y + available * (i + 1) / count;
        rows.places.push_back({shown[static_cast<std::size_t>(i)], top, std::max(bottom - top, 1)});
    }
    return rows;
}

int TimelineRows::rowAt(int y) const
{
    int best = 0;
    int bestDistance = 1 << 20;
    for (const Place& place : places) {
        const int distance =
            y < place.y ? place.y - y : std::max(0, y - place.y - place.height + 1);
        if (distance < bestDistance) {
            best = place.row;
            bestDistance = distance;
        }
    }
    return best;
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "ui/view/finding_marks.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace redial {

std::vector<FindingPlace> layOutFindings(std::vector<FindingMark> marks, const TimeRange& range,
                                         int width)
{
    std::erase_if(marks, [&](const FindingMark& mark) {
        return mark.time < range.begin || mark.time > range.end;
    });
    std::stable_sort(marks.begin(), marks.end(), [](const FindingMark& a, const FindingMark& b) {
        return a.time != b.time ? a.time < b.time : a.event < b.event;
    });
    std::vector<FindingPlace> places;
    for (const FindingMark& mark : marks) {
        const int x = columnAt(mark.time, range, width);
        if (places.empty() || places.back().x != x) {
            if (!places.empty())
                places.back().room = x - places.back().x;
            places.push_back({x, width - x, mark.event, mark.oracle});
            continue;
        }
        QString& text = places.back().text;
        if (!text.split(QLatin1Char(' ')).contains(mark.oracle))
            text += QLatin1Char(' ') + mark.oracle;
    }
    return places;
}

std::optional<TimelineRows::Place> verdictPlace(const TimelineRows& rows)
{
    for (const TimelineRows::Place& place : rows.places) {
        if (TimelineIndex::laneOfRow(place.row) == Lane::Verdict)
            return place;
    }
    return std::nullopt;
}

void paintFindings(QPainter& painter, const TimelineRows& rows,
                   const std::vector<FindingPlace>& places, const Theme& theme)
{
    const auto lane = verdictPlace(rows);
    if (!lane)
        return;
    const QFontMetrics metrics(painter.font());
    painter.save();
    painter.setClipRect(rows.plot);
    for (const FindingPlace& place : places) {
        const int x = rows.plot.x() + place.x;
        painter.fillRect(x - 1, lane->y + 2, 3, lane->height - 4, theme.abnormal);
        if (metrics.horizontalAdvance(place.text) + 8 > place.room)
            continue;
        painter.setPen(theme.abnormal);
        painter.drawText(QRect(x + 4, lane->y, place.room, lane->height),
                         Qt::AlignVCenter | Qt::AlignLeft | Qt::TextDontClip, place.text);
    }
    painter.restore();
}

} // namespace redial

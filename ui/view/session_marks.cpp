// SPDX-License-Identifier: MIT
#include "ui/view/session_marks.h"

#include "core/base/to_qstring.h"

#include <QPainter>

#include <algorithm>

namespace redial {

namespace {

constexpr int mostHalf = 5;

QString outcomeOf(const EventLog& log, EventNumber event)
{
    return toQString(log.text(event, FieldKey::Outcome)).replace(QChar(u'_'), QChar(u' '));
}

/// Row by row, so that it is as sharp as every other mark.
void paintDiamond(QPainter& painter, int x, int y, int half, const QColor& colour)
{
    for (int row = -half; row <= half; ++row) {
        const int reach = half - std::abs(row);
        painter.fillRect(x - reach, y + row, 2 * reach + 1, 1, colour);
    }
}

} // namespace

std::optional<bool> sessionMarkOf(const EventLog& log, EventNumber event)
{
    switch (log.header(event).kind) {
    case EventKind::AuthAnswered:
    case EventKind::SubscriptionAnswered:
        return log.text(event, FieldKey::Outcome) == "accepted";
    case EventKind::RecoverySettled:
        return log.boolean(event, FieldKey::Recovered).value_or(false);
    default:
        return std::nullopt;
    }
}

QString sessionMarkText(const EventLog& log, EventNumber event)
{
    switch (log.header(event).kind) {
    case EventKind::AuthAnswered:
        return QStringLiteral("auth ") + outcomeOf(log, event);
    case EventKind::SubscriptionAnswered:
        return toQString(log.text(event, FieldKey::Subscription)) + QChar(u' ') +
               outcomeOf(log, event);
    case EventKind::RecoverySettled:
        return QStringLiteral("%1 %2")
            .arg(log.integer(event, FieldKey::Count).value_or(0))
            .arg(log.boolean(event, FieldKey::Recovered).value_or(false)
                     ? QStringLiteral("recovered")
                     : QStringLiteral("lost"));
    default:
        return {};
    }
}

void SessionMarks::add(const EventLog& log, EventNumber event)
{
    if (const auto good = sessionMarkOf(log, event))
        marks_.push_back({runTimeOf(log, event), event, *good});
}

std::vector<SessionMarkPlace> layOutSessionMarks(const std::vector<SessionMark>& marks,
                                                 const TimeRange& range, int width)
{
    std::vector<SessionMarkPlace> places;
    for (const SessionMark& mark : marks) {
        if (mark.time >= range.begin && mark.time <= range.end)
            places.push_back({columnAt(mark.time, range, width), mark.isGood});
    }
    std::sort(places.begin(), places.end(),
              [](const SessionMarkPlace& a, const SessionMarkPlace& b) {
                  return a.x != b.x ? a.x < b.x : a.isGood < b.isGood;
              });
    places.erase(std::unique(places.begin(), places.end(),
                             [](const SessionMarkPlace& a, const SessionMarkPlace& b) {
                                 return a.x == b.x;
                             }),
                 places.end());
    return places;
}

void paintSessionMarks(QPainter& painter, const TimelineRows& rows,
                       const std::vector<SessionMarkPlace>& places, const Theme& theme)
{
    const int row = TimelineIndex::rowOf(Lane::Session, TimelineIndex::ClientSide);
    const auto lane =
        std::find_if(rows.places.begin(), rows.places.end(),
                     [row](const TimelineRows::Place& place) { return place.row == row; });
    if (lane == rows.places.end())
        return;
    const int half = std::min(mostHalf, lane->height / 2 - 2);
    const int y = lane->y + lane->height / 2;
    painter.save();
    painter.setClipRect(rows.plot);
    for (const SessionMarkPlace& place : places) {
        const int x = rows.plot.x() + place.x;
        paintDiamond(painter, x, y, half + 1, theme.base);
        paintDiamond(painter, x, y, half, place.isGood ? theme.good : theme.abnormal);
        if (!place.isGood)
            painter.fillRect(x - half, y, 2 * half + 1, 1, theme.base);
    }
    painter.restore();
}

} // namespace redial

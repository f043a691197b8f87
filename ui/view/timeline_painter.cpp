// SPDX-License-Identifier: MIT
#include "ui/view/timeline_painter.h"

#include "ui/view/session_marks.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace redial {

namespace {

constexpr int leastTextWidth = 18;
constexpr int leastNameHeight = 8;
constexpr int besideMark = 9;

void paintNames(QPainter& painter, const TimelineRows& rows, const Theme& theme)
{
    const int gutter = rows.plot.x();
    const QFontMetrics metrics(painter.font());
    const auto write = [&](int y, int height, int indent, const QString& text,
                           const QColor& color) {
        painter.setPen(color);
        const QRect place(indent, y, gutter - indent - 6, height);
        painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft,
                         metrics.elidedText(text, Qt::ElideRight, place.width()));
    };
    write(rows.link.y(), rows.link.height(), 6, QStringLiteral("Link"), theme.text);
    if (!rows.accepted.isEmpty())
        write(rows.accepted.y(), rows.accepted.height(), 6, QStringLiteral("Accepted"), theme.text);
    const int needed = metrics.ascent();
    const QFont usual = painter.font();
    for (std::size_t i = 0; i < rows.places.size(); ++i) {
        const auto& place = rows.places[i];
        const Lane lane = TimelineIndex::laneOfRow(place.row);
        if (TimelineIndex::sideOfRow(place.row) == TimelineIndex::ServerSide) {
            if (place.height >= needed)
                write(place.y, place.height, 18, QStringLiteral("server"), theme.fadedText);
            continue;
        }
        const bool both =
            i + 1 < rows.places.size() && TimelineIndex::laneOfRow(rows.places[i + 1].row) == lane;
        const bool share = both && place.height < needed;
        const int height = place.height + (share ? rows.places[i + 1].height : 0);
        QString name = spacedName(nameOf(lane));
        name[0] = name[0].toUpper();
        if (height < leastNameHeight)
            continue;
        if (height < metrics.height()) {
            QFont smaller = usual;
            smaller.setPixelSize(height);
            painter.setFont(smaller);
        }
        write(place.y, height, 6, name, theme.lane(lane));
        painter.setFont(usual);
    }
}

void paintBackground(QPainter& painter, const TimelineRows& rows, const Theme& theme)
{
    const int right = rows.plot.right() + 1;
    painter.fillRect(QRect(0, 0, right, rows.axis.bottom() + 1), theme.base);
    for (const auto& place : rows.places) {
        if (static_cast<int>(TimelineIndex::laneOfRow(place.row)) % 2 == 0)
            painter.fillRect(0, place.y, right, place.height, theme.alternate);
    }
}

QString barText(const TimelineBar& bar, bool server)
{
    if (server)
        return QStringLiteral("#%1").arg(bar.span.epoch);
    switch (bar.span.phase) {
    case LinkPhase::BackingOff:
        return QStringLiteral("waiting, attempt %1").arg(bar.span.attempt);
    case LinkPhase::Connecting:
        return QStringLiteral("#%1 connecting").arg(bar.span.epoch);
    case LinkPhase::Open:
        return QStringLiteral("#%1 open").arg(bar.span.epoch);
    case LinkPhase::Online:
        return QStringLiteral("#%1 online").arg(bar.span.epoch);
    case LinkPhase::Idle:
        break;
    }
    return {};
}

void paintBars(QPainter& painter, const QRect& strip, const std::vector<TimelineBar>& bars,
               bool server, const Theme& theme)
{
    const QFontMetrics metrics(painter.font());
    for (const TimelineBar& bar : bars) {
        QRect box(strip.x() + bar.x, strip.y() + 1, bar.width, strip.height() - 2);
        painter.fillRect(box, theme.phase(bar.span.phase));
        if (!server && bar.span.phase == LinkPhase::Connecting && bar.width > 6)
            painter.fillRect(box, QBrush(blended(theme.phase(bar.span.phase), theme.phaseText, 0.2),
                                         Qt::BDiagPattern));
        if (bar.width > 2)
            painter.fillRect(box.right(), box.y(), 1, box.height(), theme.base);
        if (bar.width < leastTextWidth)
            continue;
        const QString text = barText(bar, server);
        const QString shortText = bar.span.phase == LinkPhase::BackingOff
                                      ? QStringLiteral("waiting")
                                      : QStringLiteral("#%1").arg(bar.span.epoch);
        painter.setPen(theme.phaseText);
        if (metrics.horizontalAdvance(text) + 8 <= bar.width)
            painter.drawText(box.adjusted(4, 0, -4, 0), Qt::AlignVCenter | Qt::AlignLeft, text);
        else if (metrics.horizontalAdvance(shortText) + 6 <= bar.width)
            painter.drawText(box.adjusted(3, 0, -3, 0), Qt::AlignVCenter | Qt::AlignLeft,
                             shortText);
    }
}

/// The places of a lane's rows as one rectangle.
QRect placeOf(Lane lane, const TimelineRows& rows, const TimelineFault& bar)
{
    QRect place;
    for (const auto& row : rows.places) {
        if (TimelineIndex::laneOfRow(row.row) == lane)
            place |= QRect(rows.plot.x() + bar.x, row.y, bar.width, row.height);
    }
    return place;
}

/// Tints the lanes that each fault hits, behind their events; in the fault lane a bar with its id.
void paintFaults(QPainter& painter, const TimelineRows& rows, const TimelineGeometry& geometry,
                 const Theme& theme)
{
    constexpr double tint = 0.16;
    constexpr int mostSlots = 3;
    const QFontMetrics metrics(painter.font());
    const int shown = std::clamp(geometry.faultSlots, 1, mostSlots);
    const QColor colour = theme.lane(Lane::Fault);
    for (const TimelineFault& bar : geometry.faults) {
        for (const Lane lane : lanesHitBy(bar.fault)) {
            const QRect place = placeOf(lane, rows, bar);
            QColor translucent = colour;
            translucent.setAlphaF(float(tint));
            painter.fillRect(place, translucent);
            painter.fillRect(place.x(), place.y(), 1, place.height(), colour);
            painter.fillRect(place.right(), place.y(), 1, place.height(), colour);
        }
        QRect box = placeOf(Lane::Fault, rows, bar);
        const int height = box.height() / shown;
        box = QRect(box.x(), box.y() + height * (bar.slot % shown), box.width(), height);
        painter.fillRect(box.adjusted(0, 1, 0, -1), blended(theme.base, colour, 0.35));
        painter.fillRect(box.x(), box.y() + 1, 2, box.height() - 2, colour);
        const QString id = QString::fromStdString(bar.fault);
        if (box.height() < metrics.ascent() || metrics.horizontalAdvance(id) + 8 > box.width())
            continue;
        painter.setPen(theme.text);
        painter.drawText(box.adjusted(5, 0, -2, 0), Qt::AlignVCenter | Qt::AlignLeft, id);
    }
}

struct RowPlaces
{
    std::array<TimelineRows::Place, TimelineIndex::rows> places{};

    explicit RowPlaces(const TimelineRows& rows)
    {
        for (const auto& place : rows.places)
            places.at(static_cast<std::size_t>(place.row)) = place;
    }
    const TimelineRows::Place& of(int row) const
    {
        return places.at(static_cast<std::size_t>(row));
    }
};

void paintMarks(QPainter& painter, const TimelineRows& rows, const TimelineGeometry& geometry,
                const Theme& theme)
{
    const RowPlaces places(rows);
    std::array<std::array<QColor, 3>, TimelineIndex::lanes> colours;
    for (int lane = 0; lane < TimelineIndex::lanes; ++lane) {
        const QColor full = theme.lane(static_cast<Lane>(lane));
        colours.at(static_cast<std::size_t>(lane)) = {blended(theme.base, full, 0.75),
                                                      blended(theme.base, full, 0.88), full};
    }
    for (const TimelineMark& mark : geometry.marks) {
        const auto& place = places.of(mark.row);
        const int inset = std::min(3, place.height / 6);
        const auto lane = static_cast<std::size_t>(TimelineIndex::laneOfRow(mark.row));
        painter.fillRect(rows.plot.x() + mark.x, place.y + inset, mark.width,
                         place.height - 2 * inset,
                         colours.at(lane).at(static_cast<std::size_t>(mark.density)));
    }
    for (const TimelineMark& mark : geometry.abnormal) {
        const auto& place = places.of(mark.row);
        const int x = rows.plot.x() + mark.x;
        painter.fillRect(x, place.y, mark.width, place.height, theme.abnormal);
        painter.fillRect(x - 2, place.y, mark.width + 4, 2, theme.abnormal);
        painter.fillRect(x - 1, place.y + 2, mark.width + 2, 1, theme.abnormal);
    }
}

void paintLabels(QPainter& painter, const TimelineRows& rows, const TimelineGeometry& geometry,
                 const EventLog& log, const Theme& theme)
{
    const RowPlaces places(rows);
    const QFontMetrics metrics(painter.font());
    for (const TimelineLabel& label : geometry.labels) {
        const auto& place = places.of(label.row);
        // The bar of a fault that holds names it.
        const bool isNamed = log.header(label.event).kind == EventKind::FaultOn;
        if (place.height < metrics.ascent() || (isNamed && !geometry.faults.empty()))
            continue;
        QString text = sessionMarkText(log, label.event);
        const int indent = text.isEmpty() ? 3 : besideMark;
        if (text.isEmpty())
            text = spacedName(log.kindName(log.header(label.event).kind));
        if (metrics.horizontalAdvance(text) + indent + 5 > label.room)
            continue;
        painter.setPen(theme.text);
        painter.drawText(
            QRect(rows.plot.x() + label.x + indent, place.y, label.room - indent - 1, place.height),
            Qt::AlignVCenter | Qt::AlignLeft | Qt::TextDontClip, text);
    }
}

} // namespace

QString phaseText(LinkPhase phase)
{
    switch (phase) {
    case LinkPhase::Idle:
        return QStringLiteral("not running");
    case LinkPhase::BackingOff:
        return QStringLiteral("waiting to reconnect");
    case LinkPhase::Connecting:
        return QStringLiteral("connecting");
    case LinkPhase::Open:
        return QStringLiteral("open, not yet online");
    case LinkPhase::Online:
        return QStringLiteral("online");
    }
    return {};
}

QString spacedName(std::string_view name)
{
    QString text = QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    return text.replace(QChar(u'_'), QChar(u' '));
}

void paintTimeAxis(QPainter& painter, const QRect& plot, const QRect& axis, const TimeRange& range,
                   const Theme& theme)
{
    const QFontMetrics metrics(painter.font());
    const int widest = metrics.horizontalAdvance(QStringLiteral("00 m 00.00 s"));
    const Ticks ticks = ticksOf(range, plot.width(), widest + 20);
    painter.fillRect(axis.x(), axis.y(), axis.width(), 1, theme.grid);
    for (RunTime time : ticks.times) {
        const int x = plot.x() + columnAt(time, range, plot.width());
        painter.fillRect(x, plot.y(), 1, plot.height() + 4, theme.grid);
        const QString text = axisText(time, ticks.step);
        const int textWidth = metrics.horizontalAdvance(text);
        const int left =
            std::clamp(x - textWidth / 2, axis.x(), std::max(axis.x(), axis.right() - textWidth));
        painter.setPen(theme.fadedText);
        painter.drawText(QRect(left, axis.y() + 4, textWidth + 2, axis.height() - 4),
                         Qt::AlignTop | Qt::AlignLeft | Qt::TextDontClip, text);
    }
}

void paintTimeline(QPainter& painter, const TimelineRows& rows, const TimelineGeometry& geometry,
                   const EventLog& log, const Theme& theme)
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    paintBackground(painter, rows, theme);
    paintTimeAxis(painter, rows.plot, rows.axis, geometry.range, theme);
    paintNames(painter, rows, theme);
    painter.setClipRect(QRect(rows.plot.x(), 0, rows.plot.width(), rows.axis.bottom() + 1));
    paintBars(painter, rows.link, geometry.client, false, theme);
    if (!rows.accepted.isEmpty())
        paintBars(painter, rows.accepted, geometry.accepted, true, theme);
    paintFaults(painter, rows, geometry, theme);
    paintMarks(painter, rows, geometry, theme);
    paintLabels(painter, rows, geometry, log, theme);
    painter.setClipping(false);
}

} // namespace redial

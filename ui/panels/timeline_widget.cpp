// SPDX-License-Identifier: MIT
#include "ui/panels/timeline_widget.h"

#include "ui/view/session_marks.h"
#include "ui/view/timeline_painter.h"

#include <QPainter>

#include <algorithm>

namespace redial {

namespace {
constexpr int reachPixels = 5;
}

TimelineWidget::TimelineWidget(const RunDocument& document, RunCursor& cursor, QWidget* parent)
    : GraphWidget(document, cursor, parent)
{
    setAccessibleName(QStringLiteral("Connection timeline"));
    setAccessibleDescription(QStringLiteral(
        "Events of the run over time, by lane. Left and right select the event before "
        "and after, up and down zoom, Home shows everything."));
}

QSize TimelineWidget::minimumSizeHint() const
{
    return {300, fontMetrics().height() * 11};
}

TimelineRows TimelineWidget::rows(const QSize& size) const
{
    return layOutRows(document().timeline(), document().link(), size, gutter(),
                      fontMetrics().height());
}

QRect TimelineWidget::plotRect(const QSize& size) const
{
    return rows(size).plot;
}

void TimelineWidget::setFindings(std::vector<FindingMark> findings)
{
    if (findings_ == findings)
        return;
    findings_ = std::move(findings);
    invalidate();
}

void TimelineWidget::paintFrame(QPainter& painter, const QSize& size)
{
    const TimelineRows places = rows(size);
    paintTimeline(painter, places,
                  layOutTimeline(document().timeline(), document().link(), document().faults(),
                                 cursorModel().zoom().visible(), places.plot.width()),
                  document().log(), theme());
    paintSessionMarks(painter, places,
                      layOutSessionMarks(document().sessionMarks().all(),
                                         cursorModel().zoom().visible(), places.plot.width()),
                      theme());
    paintFindings(painter, places,
                  layOutFindings(findings_, cursorModel().zoom().visible(), places.plot.width()),
                  theme());
}

std::optional<EventNumber> TimelineWidget::findingAt(const TimelineRows& places,
                                                     const QPoint& point) const
{
    const auto lane = verdictPlace(places);
    if (!lane || point.y() < lane->y || point.y() >= lane->y + lane->height)
        return std::nullopt;
    const auto found =
        layOutFindings(findings_, cursorModel().zoom().visible(), places.plot.width());
    const int x = point.x() - places.plot.x();
    const auto nearest = std::min_element(found.begin(), found.end(),
                                          [x](const FindingPlace& a, const FindingPlace& b) {
                                              return std::abs(a.x - x) < std::abs(b.x - x);
                                          });
    return nearest != found.end() && std::abs(nearest->x - x) <= reachPixels
               ? std::optional(nearest->event)
               : std::nullopt;
}

std::optional<EventNumber> TimelineWidget::eventAt(const QPoint& point) const
{
    const TimelineRows places = rows(size());
    if (isEmpty() || !places.plot.contains(point))
        return std::nullopt;
    if (const auto finding = findingAt(places, point))
        return finding;
    const RunTime time = timeAtPoint(point);
    if (places.link.contains(point)) {
        const auto& spans = document().link().client();
        auto it = std::partition_point(spans.begin(), spans.end(), [&](const LinkSpan& span) {
            return span.end && *span.end <= time;
        });
        return it != spans.end() && it->begin <= time ? std::optional(it->event) : std::nullopt;
    }
    const TimeRange& range = cursorModel().zoom().visible();
    const RunTime reach = timeAt(reachPixels, range, places.plot.width()) - range.begin;
    return document().timeline().nearest(places.rowAt(point.y()), time, reach);
}

bool TimelineWidget::isEmpty() const
{
    return document().seen() == 0;
}

QString TimelineWidget::emptyText() const
{
    return QStringLiteral("Press Start (F5) to start a run, or open a run file (Ctrl+O).");
}

} // namespace redial

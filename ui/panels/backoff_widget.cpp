// SPDX-License-Identifier: MIT
#include "ui/panels/backoff_widget.h"

#include <QPainter>
#include <QToolButton>

#include <cstdlib>

namespace redial {

BackoffWidget::BackoffWidget(const RunDocument& document, RunCursor& cursor, QWidget* parent)
    : GraphWidget(document, cursor, parent), scale_(new QToolButton(this))
{
    scale_->setText(QStringLiteral("Log scale"));
    scale_->setCheckable(true);
    scale_->setFocusPolicy(Qt::TabFocus);
    scale_->setAccessibleName(QStringLiteral("Logarithmic scale of delays"));
    scale_->setCursor(Qt::ArrowCursor);
    connect(scale_, &QToolButton::toggled, this, &BackoffWidget::setLogarithmic);
    setAccessibleName(QStringLiteral("Backoff graph"));
    setAccessibleDescription(QStringLiteral(
        "Each wait before a reconnect, scheduled and actual, against the shortest and "
        "longest that the policy allows."));
}

QSize BackoffWidget::minimumSizeHint() const
{
    return {300, fontMetrics().height() * 7};
}

void BackoffWidget::setLogarithmic(bool logarithmic)
{
    if (logarithmic == logarithmic_)
        return;
    logarithmic_ = logarithmic;
    scale_->setChecked(logarithmic);
    invalidate();
    emit logarithmicChanged(logarithmic);
}

BackoffFrame BackoffWidget::frameFor(const QSize& size) const
{
    BackoffFrame frame = layOutBackoffFrame(size, gutter(), fontMetrics().height());
    frame.legend.setRight(frame.legend.right() - scale_->sizeHint().width() - 8);
    return frame;
}

void BackoffWidget::resizeEvent(QResizeEvent* event)
{
    const QSize wanted = scale_->sizeHint();
    scale_->setGeometry(width() - wanted.width() - 6, 1, wanted.width(),
                        fontMetrics().height() + 6);
    GraphWidget::resizeEvent(event);
}

QRect BackoffWidget::plotRect(const QSize& size) const
{
    return frameFor(size).plot;
}

BackoffGeometry BackoffWidget::geometry(const BackoffFrame& frame) const
{
    const BackoffSeries& series = document().backoffs();
    return layOutBackoffs(series, cursorModel().zoom().visible(), frame.plot.width(),
                          frame.plot.height(),
                          DelayScale::fitting(series.shortest(), series.longest(), logarithmic_));
}

void BackoffWidget::paintFrame(QPainter& painter, const QSize& size)
{
    const BackoffFrame frame = frameFor(size);
    paintBackoffs(painter, frame, geometry(frame), theme());
}

std::optional<EventNumber> BackoffWidget::eventAt(const QPoint& point) const
{
    const BackoffFrame frame = frameFor(size());
    if (isEmpty() || !frame.plot.contains(point))
        return std::nullopt;
    const int x = point.x() - frame.plot.x();
    const BackoffGeometry drawn = geometry(frame);
    for (const BackoffFlag& flag : drawn.flags) {
        if (std::abs(flag.x - x) <= 4)
            return flag.event;
    }
    for (const BackoffBox& box : drawn.boxes) {
        if (x >= box.x - 2 && x <= box.x + box.width + 2)
            return box.event;
    }
    return std::nullopt;
}

bool BackoffWidget::isEmpty() const
{
    return document().backoffs().points().empty();
}

QString BackoffWidget::emptyText() const
{
    return document().seen() == 0
               ? QStringLiteral("Each wait before a reconnect will be drawn here, against the "
                                "shortest and the longest that the policy allows.")
               : QStringLiteral("There has been no wait before a reconnect in this run.");
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "ui/view/backoff_painter.h"

#include "ui/view/timeline_painter.h"

#include <QFontMetrics>
#include <QPainter>

#include <cmath>

namespace redial {

namespace {

constexpr int labelOffset = 6;

using Shape = void (*)(QPainter&, int x, int y, const Theme&);

void shapeEnvelope(QPainter& painter, int x, int y, const Theme& theme)
{
    painter.fillRect(x, y - 5, 14, 10, theme.envelope);
    painter.fillRect(x, y, 14, 1, theme.nominal);
}

void shapeScheduled(QPainter& painter, int x, int y, const Theme& theme)
{
    painter.fillRect(x, y - 1, 14, 2, theme.scheduled);
}

void drawDot(QPainter& painter, int x, int y, const QColor& color)
{
    painter.fillRect(x - 2, y - 3, 5, 7, color);
    painter.fillRect(x - 3, y - 2, 7, 5, color);
}

void shapeActual(QPainter& painter, int x, int y, const Theme& theme)
{
    drawDot(painter, x + 7, y, theme.actual);
}

void drawTriangle(QPainter& painter, int x, int y, bool up, const QColor& color)
{
    for (int i = 0; i < 7; ++i) {
        const int half = (up ? i : 6 - i) / 2 + 1;
        painter.fillRect(x - half + 1, y + i, 2 * half - 1, 1, color);
    }
}

void shapeDrop(QPainter& painter, int x, int y, const Theme& theme)
{
    drawTriangle(painter, x + 7, y - 3, false, theme.abnormal);
}

void shapeReady(QPainter& painter, int x, int y, const Theme& theme)
{
    drawTriangle(painter, x + 7, y - 3, true, theme.good);
}

void paintLegend(QPainter& painter, const QRect& legend, const Theme& theme)
{
    struct Entry
    {
        Shape shape;
        QString text;
    };
    const Entry entries[] = {{shapeEnvelope, QStringLiteral("allowed by the policy")},
                             {shapeScheduled, QStringLiteral("scheduled delay")},
                             {shapeActual, QStringLiteral("actual wait")},
                             {shapeDrop, QStringLiteral("dropped")},
                             {shapeReady, QStringLiteral("online")}};
    const QFontMetrics metrics(painter.font());
    int x = legend.x();
    const int y = legend.center().y();
    for (const Entry& entry : entries) {
        const int width = metrics.horizontalAdvance(entry.text);
        if (x + 20 + width > legend.right())
            break;
        entry.shape(painter, x, y, theme);
        painter.setPen(theme.fadedText);
        painter.drawText(QRect(x + 19, legend.y(), width + 2, legend.height()), Qt::AlignVCenter,
                         entry.text);
        x += 19 + width + 16;
    }
}

void paintBox(QPainter& painter, const QPoint& origin, const BackoffBox& box, const Theme& theme)
{
    const int x = origin.x() + box.x;
    if (box.yLow && box.yHigh) {
        const int top = origin.y() + *box.yHigh;
        painter.fillRect(x, top, box.width, *box.yLow - *box.yHigh + 1, theme.envelope);
        if (box.width > 4) {
            painter.fillRect(x, top, box.width, 1, blended(theme.envelope, theme.nominal, 0.5));
            painter.fillRect(x, origin.y() + *box.yLow, box.width, 1,
                             blended(theme.envelope, theme.nominal, 0.5));
        }
    }
    if (box.yNominal)
        painter.fillRect(x, origin.y() + *box.yNominal, box.width, 1, theme.nominal);
    const QColor line = box.outside ? theme.abnormal : theme.scheduled;
    painter.fillRect(x, origin.y() + box.yScheduled - 1, std::max(box.width, 2), 2, line);
    if (box.xActual && box.yActual)
        drawDot(painter, origin.x() + *box.xActual, origin.y() + *box.yActual, theme.actual);
}

void paintAttempts(QPainter& painter, const BackoffFrame& frame, const BackoffGeometry& geometry,
                   const Theme& theme)
{
    const QFontMetrics metrics(painter.font());
    int free = 0;
    for (const BackoffBox& box : geometry.boxes) {
        const QString text = QString::number(box.attempt);
        const int width = metrics.horizontalAdvance(text);
        if (box.attempt == 0 || box.x < free || box.x + width > geometry.width)
            continue;
        const int top = std::min(box.yHigh.value_or(box.yScheduled), box.yScheduled);
        painter.setPen(theme.text);
        painter.drawText(frame.plot.x() + box.x + labelOffset,
                         std::max(frame.plot.y() + top - 4, frame.plot.y() + metrics.ascent()),
                         text);
        free = box.x + width + 6;
    }
}

void paintFlags(QPainter& painter, const BackoffFrame& frame, const BackoffGeometry& geometry,
                const Theme& theme)
{
    for (const BackoffFlag& flag : geometry.flags) {
        const int x = frame.plot.x() + flag.x;
        const bool ready = flag.kind == BackoffMark::Ready;
        const QColor color = ready ? theme.good : theme.abnormal;
        painter.fillRect(x, frame.plot.y(), 1, frame.plot.height(),
                         blended(theme.base, color, 0.45));
        drawTriangle(painter, x, ready ? frame.plot.bottom() - 7 : frame.plot.y() + 1, ready,
                     color);
    }
}

} // namespace

BackoffFrame layOutBackoffFrame(const QSize& size, int gutter, int line)
{
    BackoffFrame frame;
    frame.gutter = gutter;
    const int width = std::max(size.width() - gutter, 0);
    const int legend = line + 6;
    const int axis = line + 6;
    frame.legend = QRect(gutter, 0, width, legend);
    frame.plot = QRect(gutter, legend, width, std::max(size.height() - legend - axis, 0));
    frame.axis = QRect(gutter, legend + frame.plot.height(), width, axis);
    return frame;
}

void paintDelayAxis(QPainter& painter, const QRect& plot, const DelayScale& scale,
                    const Theme& theme)
{
    const QFontMetrics metrics(painter.font());
    const auto ticks = scale.ticks(plot.height() - 1, metrics.height() + 8);
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        const int y = plot.bottom() -
                      static_cast<int>(std::lround(scale.heightOf(ticks[i], plot.height() - 1)));
        painter.fillRect(plot.x(), y, plot.width(), 1, theme.grid);
        const auto step = scale.logarithmic || ticks.size() < 2 ? ticks[i] : ticks[1] - ticks[0];
        painter.setPen(theme.fadedText);
        painter.drawText(QRect(0, y - metrics.height() / 2, plot.x() - 6, metrics.height()),
                         Qt::AlignRight | Qt::AlignVCenter | Qt::TextDontClip,
                         axisText(ticks[i], step));
    }
}

void paintBackoffs(QPainter& painter, const BackoffFrame& frame, const BackoffGeometry& geometry,
                   const Theme& theme)
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(QRect(0, 0, frame.plot.right() + 1, frame.axis.bottom() + 1), theme.base);
    paintLegend(painter, frame.legend, theme);
    paintTimeAxis(painter, frame.plot, frame.axis, geometry.range, theme);
    paintDelayAxis(painter, frame.plot, geometry.scale, theme);
    painter.setClipRect(frame.plot);
    for (const BackoffBox& box : geometry.boxes)
        paintBox(painter, frame.plot.topLeft(), box, theme);
    paintFlags(painter, frame, geometry, theme);
    painter.setClipRect(frame.plot.adjusted(0, -frame.legend.height(), 0, 0));
    paintAttempts(painter, frame, geometry, theme);
    painter.setClipping(false);
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "ui/panels/graph_widget.h"

#include "core/base/duration_text.h"
#include "ui/models/event_text.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include <cmath>

namespace redial {

namespace {
constexpr int leastDrag = 20;
constexpr double wheelZoom = 0.8;
} // namespace

GraphWidget::GraphWidget(const RunDocument& document, RunCursor& cursor, QWidget* parent)
    : QWidget(parent), document_(document), cursor_(cursor), theme_(Theme::from(palette()))
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&document, &RunDocument::grew, this, &GraphWidget::invalidate);
    connect(&document, &RunDocument::restarted, this, [this] {
        measured_.reset();
        invalidate();
    });
    connect(&cursor, &RunCursor::rangeChanged, this, &GraphWidget::invalidate);
    connect(&cursor, &RunCursor::crosshairChanged, this, qOverload<>(&QWidget::update));
    connect(&cursor, &RunCursor::selectedChanged, this, qOverload<>(&QWidget::update));
}

int GraphWidget::gutter() const
{
    return fontMetrics().horizontalAdvance(QStringLiteral("Controller")) + 16;
}

void GraphWidget::invalidate()
{
    frame_ = QPixmap();
    update();
}

void GraphWidget::paintPicture(QPainter& painter, const QSize& size)
{
    painter.setFont(font());
    paintFrame(painter, size);
}

RunTime GraphWidget::timeAtPoint(const QPoint& point) const
{
    const QRect area = plot();
    return timeAt(point.x() - area.x(), cursor_.zoom().visible(), area.width());
}

void GraphWidget::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (isEmpty()) {
        painter.fillRect(rect(), theme_.base);
        painter.setPen(theme_.fadedText);
        painter.drawText(rect().adjusted(24, 8, -24, -8), Qt::AlignCenter | Qt::TextWordWrap,
                         emptyText());
    } else {
        const double ratio = devicePixelRatioF();
        if (frame_.isNull() || frame_.deviceIndependentSize().toSize() != size()) {
            frame_ = QPixmap(size() * ratio);
            frame_.setDevicePixelRatio(ratio);
            QPainter framePainter(&frame_);
            framePainter.setFont(font());
            paintFrame(framePainter, size());
        }
        painter.drawPixmap(0, 0, frame_);
        paintOverlay(painter);
    }
    if (hasFocus()) {
        painter.setPen(theme_.selection);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void GraphWidget::paintOverlay(QPainter& painter) const
{
    const QRect area = plot();
    const TimeRange& range = cursor_.zoom().visible();
    const auto line = [&](RunTime time, int width, const QColor& color) {
        if (range.contains(time))
            painter.fillRect(area.x() + columnAt(time, range, area.width()), area.y(), width,
                             area.height(), color);
    };
    if (measured_)
        paintSpan(painter, *measured_, true);
    if (drag_ == Drag::Zoom)
        paintSpan(painter, {timeAtPoint(pressed_), timeAtPoint(last_)}, false);
    if (const auto selected = cursor_.selected(); selected && *selected <= document_.seen())
        line(runTimeOf(document_.log(), *selected), 2, theme_.selection);
    if (const auto crosshair = cursor_.crosshair()) {
        line(*crosshair, 1, theme_.crosshair);
        if (!range.contains(*crosshair))
            return;
        const RunTime pixel = range.length() / std::max(area.width(), 1);
        const QString text = axisText(*crosshair, std::max(pixel, RunTime(1)));
        const int width = fontMetrics().horizontalAdvance(text) + 10;
        const int x = area.x() + columnAt(*crosshair, range, area.width());
        const QRect box(
            std::clamp(x - width / 2, area.x(), std::max(area.x(), area.right() - width)),
            area.bottom() + 2, width, fontMetrics().height() + 3);
        painter.fillRect(box, theme_.text);
        painter.setPen(theme_.base);
        painter.drawText(box, Qt::AlignCenter, text);
    }
}

void GraphWidget::paintSpan(QPainter& painter, const TimeRange& span, bool measure) const
{
    const QRect area = plot();
    const TimeRange& range = cursor_.zoom().visible();
    const int a = area.x() + columnAt(std::min(span.begin, span.end), range, area.width());
    const int b = area.x() + columnAt(std::max(span.begin, span.end), range, area.width());
    QColor fill = theme_.selection;
    fill.setAlpha(48);
    painter.setClipRect(area);
    painter.fillRect(a, area.y(), b - a + 1, area.height(), fill);
    painter.fillRect(a, area.y(), 1, area.height(), theme_.selection);
    painter.fillRect(b, area.y(), 1, area.height(), theme_.selection);
    painter.setClipping(false);
    const QString text = formatDuration(std::chrono::abs(span.end - span.begin));
    const QString shown = measure ? QStringLiteral("↔ %1").arg(text) : text;
    const int width = fontMetrics().horizontalAdvance(shown) + 12;
    const QRect box(
        std::clamp((a + b - width) / 2, area.x(), std::max(area.x(), area.right() - width)),
        area.y() + area.height() / 2 - fontMetrics().height() / 2 - 2, width,
        fontMetrics().height() + 4);
    painter.fillRect(box, theme_.text);
    painter.setPen(theme_.base);
    painter.drawText(box, Qt::AlignCenter, shown);
}

void GraphWidget::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    invalidate();
}

void GraphWidget::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        theme_ = Theme::from(palette());
        invalidate();
    }
    QWidget::changeEvent(event);
}

void GraphWidget::panByPixels(double pixels)
{
    const QRect area = plot();
    const TimeRange& range = cursor_.zoom().visible();
    cursor_.panBy(timeAt(pixels, range, area.width()) - range.begin);
}

void GraphWidget::wheelEvent(QWheelEvent* event)
{
    const QPoint delta = event->angleDelta();
    const double steps =
        (std::abs(delta.y()) >= std::abs(delta.x()) ? delta.y() : delta.x()) / 120.0;
    if (event->modifiers() & Qt::ControlModifier)
        cursor_.zoomAt(timeAtPoint(event->position().toPoint()), std::pow(wheelZoom, steps));
    else
        panByPixels(-steps * std::max(plot().width() / 10, 1));
    event->accept();
}

void GraphWidget::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton) {
        QWidget::mousePressEvent(event);
        return;
    }
    pressed_ = last_ = event->pos();
    drag_ = event->modifiers() & Qt::ShiftModifier ? Drag::Measure : Drag::Undecided;
    measured_.reset();
    update();
}

void GraphWidget::mouseMoveEvent(QMouseEvent* event)
{
    last_ = event->pos();
    cursor_.setCrosshair(timeAtPoint(last_));
    if (drag_ == Drag::Undecided && std::abs(last_.x() - pressed_.x()) >= leastDrag)
        drag_ = Drag::Zoom;
    if (drag_ == Drag::Measure)
        measured_ = TimeRange{timeAtPoint(pressed_), timeAtPoint(last_)};
    if (drag_ != Drag::None)
        update();
    const auto under = eventAt(last_);
    emit hovered(under ? QStringLiteral("#%1 %2  %3")
                             .arg(*under)
                             .arg(eventName(document_.log(), *under),
                                  eventSummary(document_.log(), *under, 160))
                       : QString());
}

void GraphWidget::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const Drag drag = std::exchange(drag_, Drag::None);
    if (drag == Drag::Zoom && std::abs(last_.x() - pressed_.x()) >= leastDrag) {
        const RunTime a = timeAtPoint(pressed_);
        const RunTime b = timeAtPoint(last_);
        cursor_.zoomTo({std::min(a, b), std::max(a, b)});
    } else if (drag == Drag::Undecided) {
        if (const auto under = eventAt(event->pos()))
            cursor_.select(under);
    }
    update();
}

void GraphWidget::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        cursor_.fit();
}

void GraphWidget::leaveEvent(QEvent* event)
{
    cursor_.setCrosshair(std::nullopt);
    emit hovered({});
    QWidget::leaveEvent(event);
}

bool GraphWidget::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    if (const auto under = eventAt(help->pos()))
        QToolTip::showText(help->globalPos(),
                           eventAsText(document_.log(), *under).trimmed().left(800), this);
    else
        QToolTip::hideText();
    return true;
}

void GraphWidget::zoomByKey(double factor)
{
    const TimeRange& range = cursor_.zoom().visible();
    RunTime anchor = range.begin + range.length() / 2;
    if (const auto selected = cursor_.selected()) {
        const RunTime time = runTimeOf(document_.log(), *selected);
        if (range.contains(time))
            anchor = time;
    }
    cursor_.zoomAt(anchor, factor);
}

void GraphWidget::selectNeighbour(int direction, bool sameKind)
{
    const EventNumber from = cursor_.selected().value_or(direction > 0 ? 0 : document_.seen() + 1);
    const auto next = document_.neighbour(from, direction, sameKind && cursor_.selected());
    if (!next)
        return;
    cursor_.select(next);
    cursor_.reveal(runTimeOf(document_.log(), *next));
}

bool GraphWidget::handleKey(int key, Qt::KeyboardModifiers modifiers)
{
    const bool shift = modifiers & Qt::ShiftModifier;
    switch (key) {
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const int direction = key == Qt::Key_Left ? -1 : 1;
        if (shift)
            panByPixels(direction * plot().width() / 10.0);
        else
            selectNeighbour(direction, false);
        return true;
    }
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        panByPixels((key == Qt::Key_PageUp ? -0.9 : 0.9) * plot().width());
        return true;
    case Qt::Key_Up:
    case Qt::Key_Plus:
        zoomByKey(wheelZoom);
        return true;
    case Qt::Key_Down:
    case Qt::Key_Minus:
        zoomByKey(1 / wheelZoom);
        return true;
    case Qt::Key_Home:
        cursor_.fit();
        return true;
    case Qt::Key_Backspace:
        cursor_.back();
        return true;
    case Qt::Key_F:
        cursor_.setFollowing(!cursor_.zoom().following());
        return true;
    case Qt::Key_BracketLeft:
        selectNeighbour(-1, true);
        return true;
    case Qt::Key_BracketRight:
        selectNeighbour(1, true);
        return true;
    case Qt::Key_Escape:
        measured_.reset();
        drag_ = Drag::None;
        update();
        return true;
    default:
        return false;
    }
}

void GraphWidget::keyPressEvent(QKeyEvent* event)
{
    const auto others = Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier;
    if ((event->modifiers() & others) || !handleKey(event->key(), event->modifiers()))
        QWidget::keyPressEvent(event);
}

} // namespace redial

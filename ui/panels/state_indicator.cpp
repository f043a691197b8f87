// SPDX-License-Identifier: MIT
#include "ui/panels/state_indicator.h"

#include <QAccessible>
#include <QEvent>
#include <QPainter>
#include <QPainterPath>

namespace redial {

namespace {

QFont headlineFont(const QFont& font)
{
    QFont bold(font);
    bold.setBold(true);
    bold.setPointSizeF(font.pointSizeF() * 1.25);
    return bold;
}

} // namespace

StateIndicator::StateIndicator(QWidget* parent) : QWidget(parent), theme_(Theme::from(palette()))
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    show({}, std::nullopt);
}

void StateIndicator::show(const LinkState& state, std::optional<RunTime> now)
{
    const QString headline = state.headline();
    const QString explanation = state.explanation(now);
    if (headline == headline_ && explanation == explanation_)
        return;
    const bool another = headline != headline_;
    kind_ = state.kind;
    headline_ = headline;
    explanation_ = explanation;
    setAccessibleName(QStringLiteral("Link: %1").arg(headline_));
    setAccessibleDescription(explanation_);
    setToolTip(state.lastReason.isEmpty()
                   ? headline_
                   : QStringLiteral("Last connection ended: %1").arg(state.lastReason));
    if (another) {
        QAccessibleEvent event(this, QAccessible::NameChanged);
        QAccessible::updateAccessibility(&event);
    }
    update();
}

QSize StateIndicator::sizeHint() const
{
    const QFontMetrics bold(headlineFont(font()));
    const int width = std::max(
        bold.horizontalAdvance(QStringLiteral("Waiting to reconnect")),
        fontMetrics().horizontalAdvance(QStringLiteral("Connection 9999, attempt 99 · 59.9 s")));
    return {width + 52, bold.height() + fontMetrics().height() + 10};
}

QSize StateIndicator::minimumSizeHint() const
{
    const QFontMetrics bold(headlineFont(font()));
    return {bold.horizontalAdvance(QStringLiteral("Waiting to reconnect")) + 46,
            sizeHint().height()};
}

void StateIndicator::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        theme_ = Theme::from(palette());
    QWidget::changeEvent(event);
}

QColor StateIndicator::color() const
{
    switch (kind_) {
    case LinkState::NotRunning:
    case LinkState::Ended:
        return theme_.fadedText;
    case LinkState::Waiting:
        return theme_.warning;
    case LinkState::Connecting:
    case LinkState::Open:
        return theme_.selection;
    case LinkState::Online:
    case LinkState::Relaying:
        return theme_.good;
    case LinkState::GaveUp:
        return theme_.abnormal;
    }
    return theme_.text;
}

void StateIndicator::paintShape(QPainter& painter, const QRectF& box) const
{
    painter.setPen(QPen(color(), 2.5));
    painter.setBrush(Qt::NoBrush);
    switch (kind_) {
    case LinkState::NotRunning:
        painter.drawEllipse(box);
        break;
    case LinkState::Ended:
        painter.setBrush(color());
        painter.drawRect(box.adjusted(2, 2, -2, -2));
        break;
    case LinkState::Waiting:
        painter.drawEllipse(box);
        painter.drawLine(box.center(), QPointF(box.center().x(), box.top() + 4));
        painter.drawLine(box.center(), QPointF(box.right() - 5, box.center().y()));
        break;
    case LinkState::Connecting:
        painter.setPen(QPen(color(), 2.5, Qt::DotLine));
        painter.drawEllipse(box);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color());
        painter.drawEllipse(box.center(), 4, 4);
        break;
    case LinkState::Open:
        painter.drawEllipse(box);
        painter.setBrush(color());
        painter.drawPie(box, 90 * 16, -180 * 16);
        break;
    case LinkState::Online: {
        painter.setBrush(color());
        painter.drawEllipse(box);
        painter.setPen(QPen(theme_.base, 2.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        QPainterPath tick(QPointF(box.left() + 5.5, box.center().y() + 0.5));
        tick.lineTo(box.center().x() - 1.5, box.bottom() - 6.5);
        tick.lineTo(box.right() - 5.5, box.top() + 7);
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(tick);
        break;
    }
    case LinkState::Relaying: {
        painter.drawEllipse(box);
        const double middle = box.center().y();
        painter.drawLine(QPointF(box.left() + 5, middle), QPointF(box.right() - 5, middle));
        break;
    }
    case LinkState::GaveUp:
        painter.drawEllipse(box);
        painter.drawLine(box.topLeft() + QPointF(6, 6), box.bottomRight() - QPointF(6, 6));
        painter.drawLine(box.topRight() + QPointF(-6, 6), box.bottomLeft() + QPointF(6, -6));
        break;
    }
}

void StateIndicator::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintShape(painter, QRectF(8.5, (height() - 24) / 2.0, 24, 24));
    const int left = 42;
    const QFont bold = headlineFont(font());
    const QFontMetrics boldMetrics(bold);
    const int total = boldMetrics.height() + fontMetrics().height();
    const int top = (height() - total) / 2;
    painter.setFont(bold);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(QRect(left, top, width() - left, boldMetrics.height()), Qt::AlignVCenter,
                     headline_);
    painter.setFont(font());
    painter.drawText(
        QRect(left, top + boldMetrics.height(), width() - left, fontMetrics().height()),
        Qt::AlignVCenter,
        fontMetrics().elidedText(explanation_, Qt::ElideRight, width() - left - 4));
}

} // namespace redial

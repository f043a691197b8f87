// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/link_state.h"
#include "ui/view/theme.h"

#include <QWidget>

namespace redial {

/// The state of the link three ways: a headline, a shape and a colour, with a line below that has
/// the attempt number and the countdown.
class StateIndicator final : public QWidget
{
    Q_OBJECT
public:
    explicit StateIndicator(QWidget* parent = nullptr);

    void show(const LinkState& state, std::optional<RunTime> now);

    QString headline() const { return headline_; }
    QString explanation() const { return explanation_; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QColor color() const;
    void paintShape(QPainter& painter, const QRectF& box) const;

    Theme theme_;
    LinkState::Kind kind_ = LinkState::NotRunning;
    QString headline_;
    QString explanation_;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "ui/panels/graph_widget.h"
#include "ui/view/backoff_painter.h"

class QToolButton;

namespace redial {

/// The backoff graph: what each wait was, against what the policy allowed, over the same time as
/// the timeline above it.
class BackoffWidget final : public GraphWidget
{
    Q_OBJECT
public:
    BackoffWidget(const RunDocument& document, RunCursor& cursor, QWidget* parent = nullptr);

    bool isLogarithmic() const { return logarithmic_; }
    void setLogarithmic(bool logarithmic);

    QSize sizeHint() const override { return {900, 190}; }
    QSize minimumSizeHint() const override;

signals:
    void logarithmicChanged(bool logarithmic);

protected:
    void resizeEvent(QResizeEvent* event) override;
    QRect plotRect(const QSize& size) const override;
    void paintFrame(QPainter& painter, const QSize& size) override;
    std::optional<EventNumber> eventAt(const QPoint& point) const override;
    QString emptyText() const override;
    bool isEmpty() const override;

private:
    BackoffGeometry geometry(const BackoffFrame& frame) const;

    BackoffFrame frameFor(const QSize& size) const;

    bool logarithmic_ = false;
    QToolButton* scale_;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "ui/panels/graph_widget.h"
#include "ui/view/finding_marks.h"
#include "ui/view/timeline_geometry.h"

namespace redial {

/// The connection timeline: the link's life as a strip, below it each lane's events, and in
/// the verdict's lane the events that prove what failed.
class TimelineWidget final : public GraphWidget
{
    Q_OBJECT
public:
    TimelineWidget(const RunDocument& document, RunCursor& cursor, QWidget* parent = nullptr);

    /// What the verdict's lane shows; of the run that is shown.
    void setFindings(std::vector<FindingMark> findings);
    const std::vector<FindingMark>& findings() const { return findings_; }

    QSize sizeHint() const override { return {900, 280}; }
    QSize minimumSizeHint() const override;

protected:
    QRect plotRect(const QSize& size) const override;
    void paintFrame(QPainter& painter, const QSize& size) override;
    std::optional<EventNumber> eventAt(const QPoint& point) const override;
    QString emptyText() const override;
    bool isEmpty() const override;

private:
    TimelineRows rows(const QSize& size) const;
    std::optional<EventNumber> findingAt(const TimelineRows& places, const QPoint& point) const;

    std::vector<FindingMark> findings_;
};

} // namespace redial

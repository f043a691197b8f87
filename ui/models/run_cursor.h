// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event.h"
#include "ui/view/zoom_stack.h"

#include <QObject>

#include <optional>

namespace redial {

/// What the user points at, shared by every view: the selected event, the crosshair's time and the
/// range of time that the graphs show. Views set it and follow it; none talks to another.
class RunCursor : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    std::optional<EventNumber> selected() const { return selected_; }
    std::optional<RunTime> crosshair() const { return crosshair_; }
    const ZoomStack& zoom() const { return zoom_; }

    void select(std::optional<EventNumber> event);
    void setCrosshair(std::optional<RunTime> time);

    void setWhole(const TimeRange& whole);
    void zoomTo(const TimeRange& range);
    void zoomAt(RunTime anchor, double factor);
    void panBy(RunTime by);
    void reveal(RunTime time);
    void setFollowing(bool following);
    void fit();
    void back();
    /// For another run: nothing selected, everything in sight.
    void reset();

signals:
    void selectedChanged();
    void crosshairChanged();
    void rangeChanged();
    void followingChanged(bool following);

private:
    void tellAfter(const ZoomStack& before);

    std::optional<EventNumber> selected_;
    std::optional<RunTime> crosshair_;
    ZoomStack zoom_;
};

} // namespace redial

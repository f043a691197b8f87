// SPDX-License-Identifier: MIT
#pragma once

#include "ui/view/time_range.h"

#include <vector>

namespace redial {

/// Which part of the run every graph shows, and how to get back. One for the window: timeline and
/// backoff graph always show the same range. A plain value without signals; RunCursor tells of its
/// changes.
class ZoomStack
{
public:
    const TimeRange& visible() const { return visible_; }
    const TimeRange& whole() const { return whole_; }
    bool following() const { return following_; }
    bool fitted() const { return fitted_; }
    bool canGoBack() const { return !earlier_.empty(); }

    /// The run grew to this. A fitted view shows all of it; a following one moves so that the end
    /// stays in sight; any other stays where it is.
    void setWhole(const TimeRange& whole);

    /// Shows exactly this range. The one that was visible can be returned to.
    void zoomTo(const TimeRange& range);

    /// One step of the wheel. Steps in a row count as one for back().
    void zoomAt(RunTime anchor, double factor);

    /// Moves without changing the scale; ends following. Never loses the run from sight.
    void panBy(RunTime by);

    /// Moves, without changing the scale, only if `time` is out of sight.
    void reveal(RunTime time);

    void setFollowing(bool following);
    void fit();
    void back();

private:
    void remember();
    void keepInSight();

    TimeRange whole_;
    TimeRange visible_;
    std::vector<TimeRange> earlier_;
    bool fitted_ = true;
    bool following_ = false;
    bool wheeling_ = false;
};

} // namespace redial

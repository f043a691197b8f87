// SPDX-License-Identifier: MIT
#include "ui/models/run_cursor.h"

namespace redial {

void RunCursor::select(std::optional<EventNumber> event)
{
    if (event == selected_)
        return;
    selected_ = event;
    emit selectedChanged();
}

void RunCursor::setCrosshair(std::optional<RunTime> time)
{
    if (time == crosshair_)
        return;
    crosshair_ = time;
    emit crosshairChanged();
}

void RunCursor::tellAfter(const ZoomStack& before)
{
    if (before.visible() != zoom_.visible())
        emit rangeChanged();
    if (before.following() != zoom_.following())
        emit followingChanged(zoom_.following());
}

void RunCursor::setWhole(const TimeRange& whole)
{
    const ZoomStack before = zoom_;
    zoom_.setWhole(whole);
    tellAfter(before);
}

void RunCursor::zoomTo(const TimeRange& range)
{
    const ZoomStack before = zoom_;
    zoom_.zoomTo(range);
    tellAfter(before);
}

void RunCursor::zoomAt(RunTime anchor, double factor)
{
    const ZoomStack before = zoom_;
    zoom_.zoomAt(anchor, factor);
    tellAfter(before);
}

void RunCursor::panBy(RunTime by)
{
    const ZoomStack before = zoom_;
    zoom_.panBy(by);
    tellAfter(before);
}

void RunCursor::reveal(RunTime time)
{
    const ZoomStack before = zoom_;
    zoom_.reveal(time);
    tellAfter(before);
}

void RunCursor::setFollowing(bool following)
{
    const ZoomStack before = zoom_;
    zoom_.setFollowing(following);
    tellAfter(before);
}

void RunCursor::fit()
{
    const ZoomStack before = zoom_;
    zoom_.fit();
    tellAfter(before);
}

void RunCursor::back()
{
    const ZoomStack before = zoom_;
    zoom_.back();
    tellAfter(before);
}

void RunCursor::reset()
{
    select(std::nullopt);
    setCrosshair(std::nullopt);
    const ZoomStack before = zoom_;
    zoom_ = ZoomStack();
    tellAfter(before);
}

} // namespace redial

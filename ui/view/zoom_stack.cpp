// SPDX-License-Identifier: MIT
#include "ui/view/zoom_stack.h"

#include <algorithm>

namespace redial {

namespace {
constexpr std::size_t mostRemembered = 100;
}

void ZoomStack::setWhole(const TimeRange& whole)
{
    whole_ = widened(whole);
    if (fitted_) {
        visible_ = whole_;
    } else if (following_ && whole_.end > visible_.end) {
        visible_ = shifted(visible_, whole_.end - visible_.end);
    }
}

void ZoomStack::remember()
{
    if (earlier_.size() == mostRemembered)
        earlier_.erase(earlier_.begin());
    earlier_.push_back(visible_);
}

void ZoomStack::zoomTo(const TimeRange& range)
{
    remember();
    visible_ = widened(range);
    fitted_ = false;
    following_ = false;
    wheeling_ = false;
}

void ZoomStack::zoomAt(RunTime anchor, double factor)
{
    const TimeRange wanted = zoomed(visible_, anchor, factor);
    if (wanted.length() >= whole_.length()) {
        if (!fitted_)
            fit();
        return;
    }
    if (!wheeling_)
        remember();
    wheeling_ = true;
    visible_ = wanted;
    fitted_ = false;
    keepInSight();
}

void ZoomStack::panBy(RunTime by)
{
    if (fitted_)
        return;
    visible_ = shifted(visible_, by);
    following_ = false;
    wheeling_ = false;
    keepInSight();
}

void ZoomStack::keepInSight()
{
    if (visible_.begin < whole_.begin)
        visible_ = shifted(visible_, whole_.begin - visible_.begin);
    if (visible_.end > whole_.end)
        visible_ = shifted(visible_, whole_.end - visible_.end);
}

void ZoomStack::reveal(RunTime time)
{
    if (visible_.contains(time) || fitted_)
        return;
    const RunTime middle = visible_.begin + visible_.length() / 2;
    visible_ = shifted(visible_, time - middle);
    following_ = false;
    wheeling_ = false;
    keepInSight();
}

void ZoomStack::setFollowing(bool following)
{
    following_ = following;
    if (following)
        setWhole(whole_);
}

void ZoomStack::fit()
{
    if (!fitted_)
        remember();
    visible_ = whole_;
    fitted_ = true;
    wheeling_ = false;
}

void ZoomStack::back()
{
    wheeling_ = false;
    if (earlier_.empty())
        return;
    const TimeRange range = earlier_.back();
    earlier_.pop_back();
    fitted_ = range.begin <= whole_.begin && earlier_.empty();
    visible_ = fitted_ ? whole_ : range;
}

} // namespace redial

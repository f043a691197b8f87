// SPDX-License-Identifier: MIT
#include "ui/view/timeline_index.h"

#include "ui/view/severity.h"

#include <algorithm>

namespace redial {

RunTime runTimeOf(const EventLog& log, EventNumber number)
{
    constexpr RunTime farthest = std::chrono::hours(24 * 365 * 100);
    const auto time = log.header(number).time.time_since_epoch();
    const auto first = log.header(1).time.time_since_epoch();
    const double distance = static_cast<double>(time.count()) - static_cast<double>(first.count());
    if (distance > static_cast<double>(farthest.count()))
        return farthest;
    if (distance < -static_cast<double>(farthest.count()))
        return -farthest;
    return time - first;
}

void TimelineTrack::insert(RunTime time, EventNumber number)
{
    if (times_.empty() || times_.back() <= time) {
        times_.push_back(time);
        numbers_.push_back(number);
        return;
    }
    const auto place = std::upper_bound(times_.begin(), times_.end(), time);
    numbers_.insert(numbers_.begin() + (place - times_.begin()), number);
    times_.insert(place, time);
}

void TimelineTrack::clear()
{
    times_.clear();
    numbers_.clear();
}

std::size_t TimelineTrack::firstNotBefore(RunTime time, std::size_t from) const
{
    std::size_t reach = 1;
    std::size_t low = from;
    while (low + reach < times_.size() && times_[low + reach] < time) {
        low += reach;
        reach *= 2;
    }
    const std::size_t high = std::min(low + reach + 1, times_.size());
    if (low >= high)
        return times_.size();
    const auto first = times_.begin() + static_cast<std::ptrdiff_t>(low);
    const auto last = times_.begin() + static_cast<std::ptrdiff_t>(high);
    return static_cast<std::size_t>(std::lower_bound(first, last, time) - times_.begin());
}

TimelineIndex::Side TimelineIndex::sideOf(const EventLog& log, EventNumber number)
{
    const Source source = log.header(number).source;
    if (source != Source::Proxy)
        return source == Source::Server ? ServerSide : ClientSide;
    const auto isServer = [&](FieldKey key) { return log.text(number, key) == "server"; };
    return isServer(FieldKey::From) || isServer(FieldKey::To) ? ServerSide : ClientSide;
}

void TimelineIndex::add(const EventLog& log, EventNumber number)
{
    const EventHeader& header = log.header(number);
    const RunTime time = runTimeOf(log, number);
    Row& row = rows_.at(static_cast<std::size_t>(rowOf(header.lane, sideOf(log, number))));
    row.all.insert(time, number);
    if (severityOf(log, number) == Severity::Abnormal)
        row.abnormal.insert(time, number);
}

void TimelineIndex::clear()
{
    for (Row& row : rows_) {
        row.all.clear();
        row.abnormal.clear();
    }
}

namespace {

std::optional<EventNumber> nearestIn(const TimelineTrack& track, RunTime time, RunTime reach)
{
    std::optional<EventNumber> best;
    RunTime bestDistance = reach;
    const std::size_t after = track.firstNotBefore(time);
    for (std::size_t i = after > 0 ? after - 1 : 0; i < track.size() && i <= after; ++i) {
        const RunTime distance = std::chrono::abs(track.time(i) - time);
        if (distance <= bestDistance) {
            best = track.number(i);
            bestDistance = distance;
        }
    }
    return best;
}

} // namespace

std::optional<EventNumber> TimelineIndex::nearest(int number, RunTime time, RunTime reach) const
{
    const Row& sought = row(number);
    if (const auto abnormal = nearestIn(sought.abnormal, time, reach))
        return abnormal;
    return nearestIn(sought.all, time, reach);
}

} // namespace redial

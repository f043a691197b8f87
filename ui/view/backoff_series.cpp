// SPDX-License-Identifier: MIT
#include "ui/view/backoff_series.h"

#include "ui/view/timeline_index.h"

#include <algorithm>

namespace redial {

void BackoffSeries::measure(std::optional<std::chrono::nanoseconds> delay)
{
    if (!delay || delay->count() <= 0)
        return;
    longest_ = std::max(longest_, *delay);
    shortest_ = shortest_.count() == 0 ? *delay : std::min(shortest_, *delay);
}

void BackoffSeries::addPoint(const EventLog& log, EventNumber number)
{
    const EventHeader& header = log.header(number);
    BackoffPoint point;
    point.event = number;
    point.epoch = header.epoch;
    point.attempt = header.attempt;
    point.at = runTimeOf(log, number);
    point.scheduled = log.duration(number, FieldKey::DelayNs).value_or(std::chrono::nanoseconds(0));
    point.low = log.duration(number, FieldKey::LowNs);
    point.nominal = log.duration(number, FieldKey::NominalNs);
    point.high = log.duration(number, FieldKey::HighNs);
    for (const auto& delay : {std::optional(point.scheduled), point.low, point.nominal, point.high})
        measure(delay);
    points_.push_back(point);
    waiting_ = true;
}

void BackoffSeries::add(const EventLog& log, EventNumber number)
{
    const EventHeader& header = log.header(number);
    if (header.source != Source::Client && header.source != Source::Harness)
        return;
    switch (header.kind) {
    case EventKind::BackoffScheduled:
        addPoint(log, number);
        break;
    case EventKind::Connecting:
    case EventKind::ConnectBegin:
        if (!waiting_)
            break;
        points_.back().actual = runTimeOf(log, number) - points_.back().at;
        points_.back().connect = number;
        measure(points_.back().actual);
        waiting_ = false;
        break;
    case EventKind::Stopped:
        waiting_ = false;
        break;
    case EventKind::Dropped:
        marks_.push_back({BackoffMark::Drop, runTimeOf(log, number), number});
        break;
    case EventKind::Online:
        marks_.push_back({BackoffMark::Ready, runTimeOf(log, number), number});
        break;
    case EventKind::GaveUp:
        marks_.push_back({BackoffMark::GaveUp, runTimeOf(log, number), number});
        waiting_ = false;
        break;
    default:
        break;
    }
}

} // namespace redial

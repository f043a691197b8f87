// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"
#include "ui/view/time_range.h"

#include <optional>
#include <vector>

namespace redial {

/// One back-off: what the policy allowed, what was drawn, and what was waited in fact. Bounds and
/// nominal are absent if the log does not tell them; actual is absent while the wait lasts and if
/// it was cut short.
struct BackoffPoint
{
    EventNumber event = 0;
    std::optional<EventNumber> connect;
    std::uint32_t epoch = 0;
    std::uint32_t attempt = 0;
    RunTime at{};
    std::chrono::nanoseconds scheduled{};
    std::optional<std::chrono::nanoseconds> actual;
    std::optional<std::chrono::nanoseconds> low;
    std::optional<std::chrono::nanoseconds> nominal;
    std::optional<std::chrono::nanoseconds> high;

    /// The drawn delay lies outside what the policy allowed.
    bool outside() const { return (low && scheduled < *low) || (high && scheduled > *high); }
};

/// Something that explains the delays: the user dropped the link, it became ready, the client gave
/// up.
struct BackoffMark
{
    enum Kind { Drop, Ready, GaveUp };
    Kind kind = Drop;
    RunTime at{};
    EventNumber event = 0;
};

/// Back-offs and marks of the client, in the order of the log. A fold: give it every event once.
class BackoffSeries
{
public:
    void add(const EventLog& log, EventNumber number);
    void clear() { *this = BackoffSeries(); }

    const std::vector<BackoffPoint>& points() const { return points_; }
    const std::vector<BackoffMark>& marks() const { return marks_; }
    /// The longest of all delays and bounds.
    std::chrono::nanoseconds longest() const { return longest_; }
    /// The shortest that is not zero; zero if there is none.
    std::chrono::nanoseconds shortest() const { return shortest_; }

private:
    void addPoint(const EventLog& log, EventNumber number);
    void measure(std::optional<std::chrono::nanoseconds> delay);

    std::vector<BackoffPoint> points_;
    std::vector<BackoffMark> marks_;
    std::chrono::nanoseconds longest_{};
    std::chrono::nanoseconds shortest_{};
    bool waiting_ = false;
};

} // namespace redial

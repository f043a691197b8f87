// SPDX-License-Identifier: MIT
#include "core/verdict/message_faults.h"

#include <algorithm>
#include <map>
#include <utility>

namespace redial {

bool treatsMessages(std::string_view faultId)
{
    constexpr std::string_view levels = "WOAM";
    if (faultId.size() < 2 || faultId[1] < '0' || faultId[1] > '9')
        return false;
    return levels.find(faultId.front()) != std::string_view::npos || faultId == "H18" ||
           (faultId.size() == 3 && faultId.substr(0, 2) == "N1");
}

MessageFaults::MessageFaults(const EventLog& log)
{
    std::map<std::int64_t, std::size_t> holding; // by the fault's number in the plan
    for (EventNumber number = 1; number <= log.size(); ++number) {
        const EventHeader& header = log.header(number);
        const bool begins = header.kind == EventKind::FaultOn;
        if (!begins && header.kind != EventKind::FaultOff && header.kind != EventKind::FaultBitten)
            continue;
        if (!treatsMessages(log.text(number, FieldKey::Fault)))
            continue;
        const std::int64_t fault = log.integer(number, FieldKey::FaultNumber).value_or(0);
        const auto open = holding.find(fault);
        if (begins && open == holding.end()) {
            holding.emplace(fault, spans_.size());
            spans_.push_back({header.time, MonotonicTime::max()});
        } else if (header.kind == EventKind::FaultOff && open != holding.end()) {
            spans_[open->second].end = header.time;
            holding.erase(open);
        } else {
            spans_.push_back({header.time, header.time});
        }
    }
    merge();
}

/// Apart and in order, so that a look-up costs a few comparisons however many there are.
void MessageFaults::merge()
{
    std::sort(spans_.begin(), spans_.end(),
              [](const Span& a, const Span& b) { return a.begin < b.begin; });
    std::vector<Span> apart;
    for (const Span& span : spans_) {
        if (!apart.empty() && span.begin <= apart.back().end)
            apart.back().end = std::max(apart.back().end, span.end);
        else
            apart.push_back(span);
    }
    spans_ = std::move(apart);
}

bool MessageFaults::touched(const RunView& run, const ConnectionStory& connection) const
{
    const MonotonicTime begin = run.time(connection.begin);
    const MonotonicTime end =
        connection.end() != 0 ? run.time(connection.end()) : MonotonicTime::max();
    const auto span = std::lower_bound(
        spans_.begin(), spans_.end(), begin,
        [](const Span& candidate, MonotonicTime time) { return candidate.end < time; });
    return span != spans_.end() && span->begin <= end;
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "ui/view/backend_history.h"

#include "ui/view/timeline_index.h"

#include <algorithm>

namespace redial {

BackendState* BackendHistory::backend(std::string_view name)
{
    if (const auto known = places_.find(name); known != places_.end())
        return &backends_[known->second];
    if (backends_.size() >= mostBackends)
        return nullptr;
    places_.emplace(name, backends_.size());
    backends_.emplace_back();
    backends_.back().name = name;
    return &backends_.back();
}

void BackendHistory::takePick(const EventLog& log, EventNumber event)
{
    BackendState* const picked = backend(log.text(event, FieldKey::Backend));
    if (!picked)
        return;
    ++picked->picks;
    picked->connections = log.integer(event, FieldKey::Count).value_or(0) + 1;
    picked->weight = log.integer(event, FieldKey::Weight).value_or(picked->weight);
    strategy_ = log.text(event, FieldKey::Strategy);
    connections_[log.header(event).epoch] = static_cast<std::size_t>(picked - backends_.data());
}

void BackendHistory::takeHealth(const EventLog& log, EventNumber event)
{
    BackendState* const changed = backend(log.text(event, FieldKey::Backend));
    if (!changed)
        return;
    changed->status = log.text(event, FieldKey::Status);
    changed->reason = log.text(event, FieldKey::Reason);
    changed->weight = log.integer(event, FieldKey::Weight).value_or(changed->weight);
    changed->event = event;
    changed->since = runTimeOf(log, event);
}

void BackendHistory::add(const EventLog& log, EventNumber event)
{
    const EventHeader& header = log.header(event);
    if (header.kind == EventKind::BackendPicked)
        return takePick(log, event);
    if (header.kind == EventKind::BackendHealth)
        return takeHealth(log, event);
    if (header.kind != EventKind::Closed || header.source != Source::Client)
        return;
    const auto place = connections_.find(header.epoch);
    if (place == connections_.end())
        return;
    BackendState& left = backends_[place->second];
    left.connections = std::max<std::int64_t>(left.connections - 1, 0);
    connections_.erase(place);
}

void BackendHistory::clear()
{
    *this = {};
}

} // namespace redial

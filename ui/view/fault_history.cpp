// SPDX-License-Identifier: MIT
#include "ui/view/fault_history.h"

#include "ui/view/timeline_index.h"

namespace redial {

FaultHistory::Key FaultHistory::keyOf(const EventLog& log, EventNumber number)
{
    return {
        std::string(log.text(number, FieldKey::Fault)),
        log.integer(number, FieldKey::FaultNumber).value_or(0),
        log.integer(number, FieldKey::Connection).value_or(std::int64_t(log.header(number).epoch))};
}

std::size_t FaultHistory::placeOf(const EventLog& log, EventNumber number)
{
    const Key key = keyOf(log, number);
    const auto [found, isNew] =
        places_.try_emplace({std::get<0>(key), std::get<1>(key)}, tallies_.size());
    if (isNew)
        tallies_.push_back({std::get<0>(key), std::get<1>(key), std::get<0>(key)});
    return found->second;
}

void FaultHistory::add(const EventLog& log, EventNumber number)
{
    const EventHeader& header = log.header(number);
    if (header.kind == EventKind::RunEnded) {
        while (!open_.empty())
            end(open_.begin()->first, runTimeOf(log, number));
        for (FaultTally& tally : tallies_)
            tally.isArmed = false;
        return;
    }
    if (header.kind == EventKind::Closed && header.source != Source::Client)
        return closeConnection(header.epoch, runTimeOf(log, number));
    if (header.lane != Lane::Fault)
        return;
    FaultTally& tally = tallies_[placeOf(log, number)];
    switch (header.kind) {
    case EventKind::FaultArmed:
        tally.wasArmed = true;
        tally.isArmed = true;
        if (const auto text = log.text(number, FieldKey::Text); !text.empty())
            tally.text = text;
        return;
    case EventKind::FaultDisarmed:
        tally.isArmed = false;
        return;
    case EventKind::FaultBitten:
        ++tally.bitten;
        return;
    case EventKind::FaultOn:
        ++tally.begun;
        return begin(log, number);
    case EventKind::FaultOff:
        ++tally.healed;
        return end(keyOf(log, number), runTimeOf(log, number));
    default:
        return;
    }
}

void FaultHistory::begin(const EventLog& log, EventNumber number)
{
    const Key key = keyOf(log, number);
    const RunTime time = runTimeOf(log, number);
    end(key, time);
    open_[key] = spans_.size();
    spans_.push_back({time, std::nullopt, std::get<0>(key), int(placeOf(log, number)), number});
}

void FaultHistory::closeConnection(std::uint32_t connection, RunTime time)
{
    std::vector<Key> over;
    for (const auto& [key, place] : open_) {
        if (std::get<2>(key) == std::int64_t(connection))
            over.push_back(key);
    }
    for (const Key& key : over)
        end(key, time);
}

void FaultHistory::end(const Key& key, RunTime time)
{
    const auto found = open_.find(key);
    if (found == open_.end())
        return;
    const std::size_t place = found->second;
    open_.erase(found);
    spans_[place].end = time;
    // What is over at once, and still the newest, need not be kept.
    if (place + 1 == spans_.size() && spans_[place].begin == time)
        spans_.pop_back();
}

void FaultHistory::clear()
{
    *this = FaultHistory();
}

std::vector<Lane> lanesHitBy(std::string_view fault)
{
    const bool isCatalogued = fault.size() >= 2 && fault[0] >= 'A' && fault[0] <= 'Z' &&
                              fault[1] >= '0' && fault[1] <= '9';
    switch (isCatalogued ? fault[0] : 'P') {
    case 'D':
    case 'S':
    case 'H':
        return {Lane::Network};
    case 'O':
    case 'A':
    case 'M':
        return {Lane::Session};
    default:
        return {Lane::Network, Lane::Transport};
    }
}

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"
#include "ui/view/time_range.h"

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace redial {

/// A stretch in which a fault held, from the event that says so. No end: it still holds.
struct FaultSpan
{
    RunTime begin{};
    std::optional<RunTime> end;
    /// The catalogue's id, or the name of what the run did by itself.
    std::string fault;
    /// Counts the different faults of the run from 0, in the order in which they first came.
    int slot = 0;
    EventNumber event = 0;

    friend bool operator==(const FaultSpan&, const FaultSpan&) = default;
};

/// How one fault of a run fared. Before it was armed, and in runs of proxies whose faults have no
/// number, `number` is 0 and the name tells them apart.
struct FaultTally
{
    std::string fault;
    std::int64_t number = 0;
    /// As the plan says it; the name if the log does not tell.
    std::string text;
    bool wasArmed = false;
    bool isArmed = false;
    int begun = 0;
    int bitten = 0;
    int healed = 0;

    friend bool operator==(const FaultTally&, const FaultTally&) = default;
};

/// When faults held, each on each connection. An act that is over at once is no span. A fold over
/// the log: give it every event once, in order.
class FaultHistory
{
public:
    void add(const EventLog& log, EventNumber number);
    void clear();

    /// In the order of their begin.
    const std::vector<FaultSpan>& spans() const { return spans_; }
    /// In the order in which they first came.
    const std::vector<FaultTally>& tallies() const { return tallies_; }
    /// How many different faults there were.
    int slotCount() const { return int(tallies_.size()); }

private:
    using Key = std::tuple<std::string, std::int64_t, std::int64_t>;

    void begin(const EventLog& log, EventNumber number);
    void end(const Key& key, RunTime time);
    /// Not every fault says that it ended with its connection.
    void closeConnection(std::uint32_t connection, RunTime time);
    static Key keyOf(const EventLog& log, EventNumber number);
    /// The place of the event's fault in tallies_.
    std::size_t placeOf(const EventLog& log, EventNumber number);

    std::vector<FaultSpan> spans_;
    std::map<Key, std::size_t> open_; ///< places in spans_
    std::vector<FaultTally> tallies_;
    std::map<std::pair<std::string, std::int64_t>, std::size_t> places_; ///< in tallies_
};

/// The lanes whose traffic a fault of this id touches.
std::vector<Lane> lanesHitBy(std::string_view fault);

} // namespace redial

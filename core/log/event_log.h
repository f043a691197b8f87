// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event.h"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace redial {

/// Everything that happened, in the order in which it was appended. Append-only: an event never
/// changes or moves. Timeline, graph, metrics, verdicts and reports are functions of it alone. It
/// lives on one thread; what happens on another thread is handed over before it is appended. Fields
/// are packed behind a fixed header in large blocks.
class EventLog
{
public:
    /// Called after each append with the numbers of the first and the last new event. It must not
    /// append.
    using Observer = std::function<void(EventNumber first, EventNumber last)>;
    using ObserverId = std::uint64_t;

    EventLog();
    ~EventLog();
    EventLog(const EventLog&) = delete;
    EventLog& operator=(const EventLog&) = delete;

    /// Appends and tells the observers. Returns the event's number.
    EventNumber append(const EventHeader& header, std::span<const Field> fields);

    /// Number of events; also the number of the newest one.
    EventNumber size() const { return size_; }

    /// Precondition of all that take a number: 1 <= number <= size().
    const EventHeader& header(EventNumber number) const;
    std::vector<Field> fields(EventNumber number) const;
    std::optional<FieldView> field(EventNumber number, FieldKey key) const;

    /// The field as one type, absent if it is not there or of another type.
    std::optional<std::int64_t> integer(EventNumber number, FieldKey key) const;
    std::optional<std::chrono::nanoseconds> duration(EventNumber number, FieldKey key) const;
    std::optional<bool> boolean(EventNumber number, FieldKey key) const;
    std::string_view text(EventNumber number, FieldKey key) const;

    /// Names that this build does not know keep their spelling. The same name always gives the same
    /// number.
    EventKind internKind(std::string_view name);
    FieldKey internKey(std::string_view name);
    std::string_view kindName(EventKind kind) const;
    std::string_view keyName(FieldKey key) const;

    ObserverId observe(Observer observer);
    void stopObserving(ObserverId observer);

    /// Bytes that the log holds for its events.
    std::size_t memoryBytes() const;

private:
    struct Record;
    struct Block;
    class NameTable;

    const Record& record(EventNumber number) const;
    std::byte* reserve(std::size_t bytes);

    EventNumber size_ = 0;
    std::vector<std::unique_ptr<Record[]>> records_;
    std::vector<Block> blocks_;
    std::unique_ptr<NameTable> foreignKinds_;
    std::unique_ptr<NameTable> foreignKeys_;
    std::map<ObserverId, Observer> observers_;
    ObserverId lastObserver_ = 0;
};

} // namespace redial

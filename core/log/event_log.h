// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event.h"

#include <cstddef>
#include <functional>
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
    class FieldCursor;

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

    /// Reads the fields one by one, in the order in which they were appended, without allocating.
    FieldCursor fieldCursor(EventNumber number) const;

    /// The field as one type, absent if it is not there or of another type.
    std::optional<std::int64_t> integer(EventNumber number, FieldKey key) const;
    std::optional<std::chrono::nanoseconds> duration(EventNumber number, FieldKey key) const;
    std::optional<bool> boolean(EventNumber number, FieldKey key) const;
    std::string_view text(EventNumber number, FieldKey key) const;

    /// How many names that this build does not know a log keeps, of kinds and of keys each: a
    /// hostile file costs bounded memory.
    static constexpr std::size_t mostForeignNames = 4096;

    /// Names that this build does not know keep their spelling. The same name always gives the same
    /// number. Precondition: fewer than mostForeignNames are foreign.
    EventKind internKind(std::string_view name) { return *tryInternKind(name); }
    FieldKey internKey(std::string_view name) { return *tryInternKey(name); }
    /// Absent if the name is foreign and the log has no room for another one.
    std::optional<EventKind> tryInternKind(std::string_view name);
    std::optional<FieldKey> tryInternKey(std::string_view name);
    std::string_view kindName(EventKind kind) const;
    std::string_view keyName(FieldKey key) const;

    /// An observer may start and stop observers, itself included, while it is told of an append.
    ObserverId observe(Observer observer);
    void stopObserving(ObserverId observer);

    /// Bytes that the log holds for its events.
    std::size_t memoryBytes() const;

private:
    struct Record;
    struct Block;
    struct Watch
    {
        ObserverId id;
        Observer observer;
        bool stopped = false; ///< leaves once the present append has been told
    };
    class NameTable;

    const Record& record(EventNumber number) const;
    std::byte* reserve(std::size_t bytes);
    void tellObservers();

    EventNumber size_ = 0;
    std::vector<std::vector<Record>> records_;
    std::vector<Block> blocks_;
    std::unique_ptr<NameTable> foreignKinds_;
    std::unique_ptr<NameTable> foreignKeys_;
    std::vector<std::unique_ptr<Watch>> observers_;
    ObserverId lastObserver_ = 0;
    int telling_ = 0;
};

/// Walks the fields of one event. A small value; valid as long as the log.
class EventLog::FieldCursor
{
public:
    /// The next field; absent after the last one.
    std::optional<Field> next();
    /// Fields that next() has not given yet.
    std::size_t remaining() const { return remaining_; }

private:
    friend class EventLog;
    explicit FieldCursor(const std::byte* packed);

    const std::byte* position_;
    std::size_t remaining_;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/log/event_log.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <deque>

namespace redial {

namespace {

constexpr std::size_t recordsPerChunk = 4096;
constexpr std::size_t blockBytes = 256 * 1024;

enum class Type : std::uint8_t { Integer, Real, False, True, Text };

/// A packed field: key (2 bytes), type (1), then 8 bytes of number, or a 4-byte length and the
/// text, or nothing.
std::size_t packedSize(const Field& field)
{
    constexpr std::size_t head = 3;
    switch (field.value.index()) {
    case 0:
    case 1:
        return head + 8;
    case 2:
        return head;
    default:
        return head + 4 + std::get<std::string_view>(field.value).size();
    }
}

template <class T>
std::byte* put(std::byte* out, const T& value)
{
    std::memcpy(out, &value, sizeof value);
    return out + sizeof value;
}

template <class T>
T take(const std::byte*& in)
{
    T value;
    std::memcpy(&value, in, sizeof value);
    in += sizeof value;
    return value;
}

std::byte* pack(std::byte* out, const Field& field)
{
    out = put(out, field.key);
    if (const auto* integer = std::get_if<std::int64_t>(&field.value))
        return put(put(out, Type::Integer), *integer);
    if (const auto* real = std::get_if<double>(&field.value))
        return put(put(out, Type::Real), *real);
    if (const auto* boolean = std::get_if<bool>(&field.value))
        return put(out, *boolean ? Type::True : Type::False);
    const auto& text = std::get<std::string_view>(field.value);
    out = put(put(out, Type::Text), static_cast<std::uint32_t>(text.size()));
    std::memcpy(out, text.data(), text.size());
    return out + text.size();
}

Field unpack(const std::byte*& in)
{
    const auto key = take<FieldKey>(in);
    switch (take<Type>(in)) {
    case Type::Integer:
        return {key, take<std::int64_t>(in)};
    case Type::Real:
        return {key, take<double>(in)};
    case Type::False:
        return {key, false};
    case Type::True:
        return {key, true};
    case Type::Text:
        break;
    }
    const auto length = take<std::uint32_t>(in);
    const std::string_view text(reinterpret_cast<const char*>(in), length);
    in += length;
    return {key, text};
}

} // namespace

struct EventLog::Record
{
    EventHeader header;
    const std::byte* fields = nullptr;
    std::uint32_t fieldBytes = 0;
};

struct EventLog::Block
{
    std::unique_ptr<std::byte[]> bytes;
    std::size_t capacity = 0;
    std::size_t used = 0;
};

class EventLog::NameTable
{
public:
    std::uint16_t intern(std::string_view name)
    {
        const auto found = std::find(names_.begin(), names_.end(), name);
        const auto index = static_cast<std::size_t>(found - names_.begin());
        if (found == names_.end())
            names_.emplace_back(name);
        return static_cast<std::uint16_t>(firstForeignName + index);
    }
    std::string_view name(std::uint16_t number) const
    {
        return names_.at(number - firstForeignName);
    }

private:
    std::deque<std::string> names_;
};

EventLog::EventLog()
    : foreignKinds_(std::make_unique<NameTable>()), foreignKeys_(std::make_unique<NameTable>())
{
}

EventLog::~EventLog() = default;

EventNumber EventLog::append(const EventHeader& header, std::span<const Field> fields)
{
    if (size_ % recordsPerChunk == 0)
        records_.push_back(std::make_unique<Record[]>(recordsPerChunk));
    std::size_t bytes = 0;
    for (const Field& field : fields)
        bytes += packedSize(field);
    std::byte* const start = reserve(bytes);
    std::byte* out = start;
    for (const Field& field : fields)
        out = pack(out, field);
    records_.back()[size_ % recordsPerChunk] =
        Record{header, start, static_cast<std::uint32_t>(bytes)};
    ++size_;
    for (const auto& [id, observer] : observers_)
        observer(size_, size_);
    return size_;
}

std::byte* EventLog::reserve(std::size_t bytes)
{
    if (blocks_.empty() || blocks_.back().capacity - blocks_.back().used < bytes) {
        const std::size_t capacity = std::max(bytes, blockBytes);
        blocks_.push_back(
            Block{std::make_unique_for_overwrite<std::byte[]>(capacity), capacity, 0});
    }
    Block& block = blocks_.back();
    std::byte* const start = block.bytes.get() + block.used;
    block.used += bytes;
    return start;
}

const EventLog::Record& EventLog::record(EventNumber number) const
{
    assert(number >= 1 && number <= size_);
    return records_[(number - 1) / recordsPerChunk][(number - 1) % recordsPerChunk];
}

const EventHeader& EventLog::header(EventNumber number) const
{
    return record(number).header;
}

std::vector<Field> EventLog::fields(EventNumber number) const
{
    const Record& found = record(number);
    std::vector<Field> result;
    for (const std::byte* in = found.fields; in < found.fields + found.fieldBytes;)
        result.push_back(unpack(in));
    return result;
}

std::optional<FieldView> EventLog::field(EventNumber number, FieldKey key) const
{
    const Record& found = record(number);
    for (const std::byte* in = found.fields; in < found.fields + found.fieldBytes;) {
        const Field field = unpack(in);
        if (field.key == key)
            return field.value;
    }
    return std::nullopt;
}

std::optional<std::int64_t> EventLog::integer(EventNumber number, FieldKey key) const
{
    const auto value = field(number, key);
    if (const auto* integer = value ? std::get_if<std::int64_t>(&*value) : nullptr)
        return *integer;
    return std::nullopt;
}

std::optional<std::chrono::nanoseconds> EventLog::duration(EventNumber number, FieldKey key) const
{
    if (const auto value = integer(number, key))
        return std::chrono::nanoseconds(*value);
    return std::nullopt;
}

std::optional<bool> EventLog::boolean(EventNumber number, FieldKey key) const
{
    const auto value = field(number, key);
    if (const auto* boolean = value ? std::get_if<bool>(&*value) : nullptr)
        return *boolean;
    return std::nullopt;
}

std::string_view EventLog::text(EventNumber number, FieldKey key) const
{
    const auto value = field(number, key);
    const auto* text = value ? std::get_if<std::string_view>(&*value) : nullptr;
    return text ? *text : std::string_view();
}

EventKind EventLog::internKind(std::string_view name)
{
    const auto known = eventKindFromName(name);
    return known ? *known : static_cast<EventKind>(foreignKinds_->intern(name));
}

FieldKey EventLog::internKey(std::string_view name)
{
    const auto known = fieldKeyFromName(name);
    return known ? *known : static_cast<FieldKey>(foreignKeys_->intern(name));
}

std::string_view EventLog::kindName(EventKind kind) const
{
    const auto number = static_cast<std::uint16_t>(kind);
    return number < firstForeignName ? nameOf(kind) : foreignKinds_->name(number);
}

std::string_view EventLog::keyName(FieldKey key) const
{
    const auto number = static_cast<std::uint16_t>(key);
    return number < firstForeignName ? nameOf(key) : foreignKeys_->name(number);
}

EventLog::ObserverId EventLog::observe(Observer observer)
{
    observers_.emplace(++lastObserver_, std::move(observer));
    return lastObserver_;
}

void EventLog::stopObserving(ObserverId observer)
{
    observers_.erase(observer);
}

std::size_t EventLog::memoryBytes() const
{
    std::size_t bytes = records_.size() * recordsPerChunk * sizeof(Record);
    for (const Block& block : blocks_)
        bytes += block.capacity;
    return bytes;
}

} // namespace redial

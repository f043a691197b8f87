// SPDX-License-Identifier: MIT
#include "core/log/event_log.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <deque>
#include <unordered_map>

namespace redial {

namespace {

constexpr std::size_t recordsPerChunk = 4096;
constexpr std::size_t blockBytes = 256 * 1024;

enum class Type : std::uint8_t { Integer, Real, False, True, Text };
constexpr unsigned typeBits = 3;

// Packed fields: their count, then for each a tag (key << 3 | type) and its value. Counts, tags,
// lengths and integers are variable-length (7 bits a byte, lowest first), integers in zigzag.

std::size_t varintSize(std::uint64_t value)
{
    return (static_cast<std::size_t>(std::bit_width(value | 1U)) + 6) / 7;
}

std::byte* putVarint(std::byte* out, std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        *out++ = static_cast<std::byte>(value | 0x80);
    *out++ = static_cast<std::byte>(value);
    return out;
}

std::uint64_t takeVarint(const std::byte*& in)
{
    std::uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        const auto byte = static_cast<std::uint64_t>(*in++);
        value |= (byte & 0x7f) << shift;
        if (byte < 0x80)
            return value;
    }
}

std::uint64_t zigzag(std::int64_t value)
{
    return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}

std::int64_t unzigzag(std::uint64_t value)
{
    return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

Type typeOf(const FieldView& value)
{
    switch (value.index()) {
    case 0:
        return Type::Integer;
    case 1:
        return Type::Real;
    case 2:
        return *std::get_if<bool>(&value) ? Type::True : Type::False;
    default:
        return Type::Text;
    }
}

std::uint64_t tagOf(const Field& field)
{
    return static_cast<std::uint64_t>(field.key) << typeBits |
           static_cast<std::uint64_t>(typeOf(field.value));
}

std::size_t packedSize(const Field& field)
{
    const std::size_t tag = varintSize(tagOf(field));
    if (const auto* integer = std::get_if<std::int64_t>(&field.value))
        return tag + varintSize(zigzag(*integer));
    if (std::holds_alternative<double>(field.value))
        return tag + sizeof(double);
    if (const auto* text = std::get_if<std::string_view>(&field.value))
        return tag + varintSize(text->size()) + text->size();
    return tag;
}

std::byte* pack(std::byte* out, const Field& field)
{
    out = putVarint(out, tagOf(field));
    if (const auto* integer = std::get_if<std::int64_t>(&field.value))
        return putVarint(out, zigzag(*integer));
    if (const auto* real = std::get_if<double>(&field.value)) {
        std::memcpy(out, real, sizeof *real);
        return out + sizeof *real;
    }
    if (const auto* text = std::get_if<std::string_view>(&field.value)) {
        out = putVarint(out, text->size());
        if (!text->empty())
            std::memcpy(out, text->data(), text->size());
        return out + text->size();
    }
    return out;
}

Field unpack(const std::byte*& in)
{
    const std::uint64_t tag = takeVarint(in);
    const auto key = static_cast<FieldKey>(tag >> typeBits);
    switch (static_cast<Type>(tag & ((1U << typeBits) - 1))) {
    case Type::Integer:
        return {key, unzigzag(takeVarint(in))};
    case Type::Real: {
        double real = 0;
        std::memcpy(&real, in, sizeof real);
        in += sizeof real;
        return {key, real};
    }
    case Type::False:
        return {key, false};
    case Type::True:
        return {key, true};
    case Type::Text:
        break;
    }
    const auto length = static_cast<std::size_t>(takeVarint(in));
    const std::string_view text(reinterpret_cast<const char*>(in), length);
    in += length;
    return {key, text};
}

} // namespace

struct EventLog::Record
{
    EventHeader header;
    const std::byte* fields = nullptr;
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
    std::optional<std::uint16_t> intern(std::string_view name)
    {
        const auto found = numbers_.find(name);
        if (found != numbers_.end())
            return found->second;
        if (names_.size() == mostForeignNames)
            return std::nullopt;
        const auto number = static_cast<std::uint16_t>(firstForeignName + names_.size());
        numbers_.emplace(names_.emplace_back(name), number);
        return number;
    }
    std::string_view name(std::uint16_t number) const
    {
        return names_.at(number - firstForeignName);
    }

private:
    std::deque<std::string> names_; ///< never moves what the keys below point to
    std::unordered_map<std::string_view, std::uint16_t> numbers_;
};

EventLog::EventLog()
    : foreignKinds_(std::make_unique<NameTable>()), foreignKeys_(std::make_unique<NameTable>())
{
}

EventLog::~EventLog() = default;

EventNumber EventLog::append(const EventHeader& header, std::span<const Field> fields)
{
    if (size_ % recordsPerChunk == 0)
        records_.emplace_back().reserve(recordsPerChunk);
    std::size_t bytes = varintSize(fields.size());
    for (const Field& field : fields)
        bytes += packedSize(field);
    std::byte* const start = reserve(bytes);
    std::byte* out = putVarint(start, fields.size());
    for (const Field& field : fields)
        out = pack(out, field);
    records_.back().push_back(Record{header, start});
    ++size_;
    if (!observers_.empty())
        tellObservers();
    return size_;
}

void EventLog::tellObservers()
{
    const EventNumber number = size_;
    ++telling_;
    // Those that begin to observe meanwhile hear of the next append.
    const std::size_t count = observers_.size();
    for (std::size_t i = 0; i < count; ++i) {
        if (!observers_[i]->stopped)
            observers_[i]->observer(number, number);
    }
    if (--telling_ == 0)
        std::erase_if(observers_, [](const auto& watch) { return watch->stopped; });
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

EventLog::FieldCursor::FieldCursor(const std::byte* packed) : position_(packed), remaining_(0)
{
    remaining_ = static_cast<std::size_t>(takeVarint(position_));
}

std::optional<Field> EventLog::FieldCursor::next()
{
    if (remaining_ == 0)
        return std::nullopt;
    --remaining_;
    return unpack(position_);
}

EventLog::FieldCursor EventLog::fieldCursor(EventNumber number) const
{
    return FieldCursor(record(number).fields);
}

std::vector<Field> EventLog::fields(EventNumber number) const
{
    FieldCursor cursor = fieldCursor(number);
    std::vector<Field> result;
    result.reserve(cursor.remaining());
    while (const auto field = cursor.next())
        result.push_back(*field);
    return result;
}

std::optional<FieldView> EventLog::field(EventNumber number, FieldKey key) const
{
    FieldCursor cursor = fieldCursor(number);
    while (const auto field = cursor.next()) {
        if (field->key == key)
            return field->value;
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

std::optional<EventKind> EventLog::tryInternKind(std::string_view name)
{
    if (const auto known = eventKindFromName(name))
        return known;
    const auto number = foreignKinds_->intern(name);
    return number ? std::optional(static_cast<EventKind>(*number)) : std::nullopt;
}

std::optional<FieldKey> EventLog::tryInternKey(std::string_view name)
{
    if (const auto known = fieldKeyFromName(name))
        return known;
    const auto number = foreignKeys_->intern(name);
    return number ? std::optional(static_cast<FieldKey>(*number)) : std::nullopt;
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
    observers_.push_back(std::make_unique<Watch>(Watch{++lastObserver_, std::move(observer)}));
    return lastObserver_;
}

void EventLog::stopObserving(ObserverId observer)
{
    const auto found = std::find_if(observers_.begin(), observers_.end(),
                                    [&](const auto& watch) { return watch->id == observer; });
    if (found == observers_.end())
        return;
    // The one that is being told now must outlive its own call; it leaves after the round.
    if (telling_ > 0)
        (*found)->stopped = true;
    else
        observers_.erase(found);
}

std::size_t EventLog::memoryBytes() const
{
    std::size_t bytes = records_.size() * recordsPerChunk * sizeof(Record);
    for (const Block& block : blocks_)
        bytes += block.capacity;
    return bytes;
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/wire/big_endian.h"
#include "core/wire/container_binary.h"
#include "core/wire/utf8_validator.h"

#include <bit>
#include <type_traits>

namespace redial {

namespace {

/// Reads from the front until something is wrong; then `problem` says what and where.
class BinaryReader
{
public:
    BinaryReader(std::string_view bytes, const ContainerLimits& limits)
        : all_(bytes), limits_(limits)
    {
    }

    ValueContainer whole();
    std::string problem;

private:
    std::string_view take(std::size_t size);
    template <class T>
    T number()
    {
        const std::string_view bytes = take(sizeof(T));
        return bytes.empty() ? T{} : readBigEndian<T>(bytes.data());
    }
    template <class T>
    T signedNumber()
    {
        return static_cast<T>(number<std::make_unsigned_t<T>>());
    }
    std::string text();
    std::string longBytes() { return std::string(take(number<std::uint32_t>())); }
    bool enter();
    std::uint32_t count();
    ValueContainer body();
    ValueArray array();
    Value value();
    Value::Content content(ValueType type);
    Value::Content number(ValueType type);
    bool boolean();
    std::string string();
    void fail(const std::string& what)
    {
        if (problem.empty())
            problem = what + " at byte " + std::to_string(offset_) + ".";
    }

    std::string_view all_;
    const ContainerLimits& limits_;
    std::size_t offset_ = 0;
    std::uint32_t depth_ = 0;
    std::size_t count_ = 0;
};

std::string_view BinaryReader::take(std::size_t size)
{
    if (!problem.empty())
        return {};
    if (size > all_.size() - offset_) {
        fail("The container ends early: " + std::to_string(size) + " bytes are missing or cut off");
        return {};
    }
    const std::string_view bytes = all_.substr(offset_, size);
    offset_ += size;
    return bytes;
}

std::string BinaryReader::text()
{
    const std::string_view bytes = take(number<std::uint16_t>());
    if (!isUtf8(bytes))
        fail("A text is not UTF-8");
    return std::string(bytes);
}

bool BinaryReader::enter()
{
    if (++depth_ > limits_.depth)
        fail("The container is nested deeper than " + std::to_string(limits_.depth) + " levels");
    return problem.empty();
}

std::uint32_t BinaryReader::count()
{
    const auto claimed = number<std::uint32_t>();
    count_ += claimed;
    if (count_ > limits_.count)
        fail("The container holds more than " + std::to_string(limits_.count) + " values");
    return problem.empty() ? claimed : 0;
}

bool BinaryReader::boolean()
{
    const auto byte = number<std::uint8_t>();
    if (byte > 1)
        fail("A bool is " + std::to_string(byte) + " and neither 0 nor 1");
    return byte == 1;
}

std::string BinaryReader::string()
{
    std::string text = longBytes();
    if (!isUtf8(text))
        fail("A string is not UTF-8");
    return text;
}

ValueArray BinaryReader::array()
{
    ValueArray values;
    if (!enter())
        return values;
    for (std::uint32_t left = count(); left > 0 && problem.empty(); --left)
        values.push_back(value());
    --depth_;
    return values;
}

Value::Content BinaryReader::number(ValueType type)
{
    switch (type) {
    case ValueType::Int8:
        return signedNumber<std::int8_t>();
    case ValueType::Int16:
        return signedNumber<std::int16_t>();
    case ValueType::Int32:
        return signedNumber<std::int32_t>();
    case ValueType::Int64:
        return signedNumber<std::int64_t>();
    case ValueType::UInt8:
        return number<std::uint8_t>();
    case ValueType::UInt16:
        return number<std::uint16_t>();
    case ValueType::UInt32:
        return number<std::uint32_t>();
    case ValueType::UInt64:
        return number<std::uint64_t>();
    case ValueType::Float:
        return std::bit_cast<float>(number<std::uint32_t>());
    default:
        return std::bit_cast<double>(number<std::uint64_t>());
    }
}

Value::Content BinaryReader::content(ValueType type)
{
    switch (type) {
    case ValueType::Null:
        return std::monostate{};
    case ValueType::Bool:
        return boolean();
    case ValueType::Bytes:
        return ByteString{longBytes()};
    case ValueType::String:
        return string();
    case ValueType::Array:
        return array();
    case ValueType::Container:
        return body();
    default:
        return number(type);
    }
}

Value BinaryReader::value()
{
    const auto type = number<std::uint8_t>();
    if (type >= valueTypeCount)
        fail("The value type " + std::to_string(type) + " is unknown");
    if (!problem.empty())
        return {};
    return Value(content(static_cast<ValueType>(type)));
}

ValueContainer BinaryReader::body()
{
    ValueContainer container;
    if (!enter())
        return container;
    container.source = text();
    container.sourceSub = text();
    container.target = text();
    container.targetSub = text();
    container.type = text();
    container.version = text();
    for (std::uint32_t left = count(); left > 0 && problem.empty(); --left) {
        std::string name = text();
        container.values.push_back({std::move(name), value()});
    }
    --depth_;
    return container;
}

ValueContainer BinaryReader::whole()
{
    if (all_.size() > limits_.size) {
        fail("The container is larger than " + std::to_string(limits_.size) + " bytes");
        return {};
    }
    if (take(3) != "RVC")
        fail("The bytes are no container: they do not begin with \"RVC\"");
    const auto version = number<std::uint8_t>();
    if (problem.empty() && version != containerBinaryVersion)
        fail("The container's format version is " + std::to_string(version) +
             "; this program reads " + std::to_string(containerBinaryVersion));
    ValueContainer container = body();
    if (problem.empty() && offset_ != all_.size())
        fail("Bytes follow the container");
    return container;
}

} // namespace

Expected<ValueContainer, std::string> readContainerBinary(std::string_view bytes,
                                                          const ContainerLimits& limits)
{
    BinaryReader reader(bytes, limits);
    ValueContainer container = reader.whole();
    if (!reader.problem.empty())
        return Unexpected{std::move(reader.problem)};
    return container;
}

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace redial {

struct NamedValue;
class Value;

/// Bytes that are not text.
struct ByteString
{
    std::string bytes;
    friend bool operator==(const ByteString&, const ByteString&) = default;
};

using ValueArray = std::vector<Value>;

/// A message of named, typed values with a header that says from whom, to whom and what it is. The
/// order of the values is kept; a name may occur more than once. A plain value.
struct ValueContainer
{
    std::string source;
    std::string sourceSub;
    std::string target;
    std::string targetSub;
    std::string type = "data_container";
    std::string version = "1.0.0.0";
    std::vector<NamedValue> values;

    /// The first value of that name; null if there is none.
    const Value* find(std::string_view name) const;

    friend bool operator==(const ValueContainer&, const ValueContainer&);
};

/// The type of a value. The numbers are those of the binary format.
enum class ValueType : std::uint8_t {
    Null,
    Bool,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Float,
    Double,
    Bytes,
    String, ///< UTF-8
    Array,
    Container,
};
inline constexpr std::uint8_t valueTypeCount = 16;

/// "null", "bool", "int8" and so on.
std::string_view nameOf(ValueType type);
std::optional<ValueType> valueTypeFromName(std::string_view name);

/// One typed value. Its type is its content's alternative; nothing is converted silently.
class Value
{
public:
    using Content =
        std::variant<std::monostate, bool, std::int8_t, std::int16_t, std::int32_t, std::int64_t,
                     std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t, float, double,
                     ByteString, std::string, ValueArray, ValueContainer>;

    Value() = default;
    explicit Value(Content content);

    ValueType type() const { return static_cast<ValueType>(content_.index()); }
    const Content& content() const { return content_; }
    /// Null if the value is of another type.
    template <class T>
    const T* get() const
    {
        return std::get_if<T>(&content_);
    }

    /// Floating-point numbers are equal when their bits are, so that NaN equals itself.
    friend bool operator==(const Value& a, const Value& b);

private:
    Content content_;
};

struct NamedValue
{
    std::string name;
    Value value;
    friend bool operator==(const NamedValue&, const NamedValue&) = default;
};

// Here, where every alternative is complete: clang 14 needs it.
inline Value::Value(Content content) : content_(std::move(content)) {}

/// Bounds on what is read and written.
struct ContainerLimits
{
    /// Containers and arrays inside one another, the outermost included.
    std::uint32_t depth = 32;
    /// Values in all, arrays' elements included.
    std::uint32_t count = 65'536;
    /// Bytes of the whole.
    std::uint32_t size = 1024 * 1024;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/wire/value_container.h"

#include <algorithm>
#include <array>
#include <bit>

namespace redial {

namespace {

constexpr std::array<std::string_view, valueTypeCount> typeNames{
    "null",   "bool",   "int8",  "int16",  "int32", "int64",  "uint8", "uint16",
    "uint32", "uint64", "float", "double", "bytes", "string", "array", "container"};
static_assert(std::variant_size_v<Value::Content> == valueTypeCount);

} // namespace

std::string_view nameOf(ValueType type)
{
    return typeNames[static_cast<std::size_t>(type)];
}

std::optional<ValueType> valueTypeFromName(std::string_view name)
{
    const auto* const found = std::find(typeNames.begin(), typeNames.end(), name);
    if (found == typeNames.end())
        return std::nullopt;
    return static_cast<ValueType>(found - typeNames.begin());
}

const Value* ValueContainer::find(std::string_view name) const
{
    const auto found = std::find_if(values.begin(), values.end(),
                                    [name](const NamedValue& value) { return value.name == name; });
    return found == values.end() ? nullptr : &found->value;
}

bool operator==(const ValueContainer& a, const ValueContainer& b)
{
    return a.source == b.source && a.sourceSub == b.sourceSub && a.target == b.target &&
           a.targetSub == b.targetSub && a.type == b.type && a.version == b.version &&
           a.values == b.values;
}

bool operator==(const Value& a, const Value& b)
{
    if (const auto* left = a.get<double>())
        if (const auto* right = b.get<double>())
            return std::bit_cast<std::uint64_t>(*left) == std::bit_cast<std::uint64_t>(*right);
    if (const auto* left = a.get<float>())
        if (const auto* right = b.get<float>())
            return std::bit_cast<std::uint32_t>(*left) == std::bit_cast<std::uint32_t>(*right);
    return a.content_ == b.content_;
}

} // namespace redial

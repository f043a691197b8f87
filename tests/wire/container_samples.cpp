// SPDX-License-Identifier: MIT
#include "tests/wire/container_samples.h"

#include <bit>
#include <limits>

namespace redial {

namespace {

template <class T>
void appendEnds(std::vector<NamedValue>& values, std::string_view type)
{
    using Limits = std::numeric_limits<T>;
    values.push_back({std::string(type) + " min", Value(T(Limits::lowest()))});
    values.push_back({std::string(type) + " max", Value(T(Limits::max()))});
}

Value randomValue(Random& random, int depth)
{
    const auto bits = random.next();
    const std::string text(static_cast<std::size_t>(random.between(0, 20)),
                           static_cast<char>(random.between('a', 'z')));
    switch (static_cast<ValueType>(random.between(0, depth > 1 ? 15 : 13))) {
    case ValueType::Null:
        return {};
    case ValueType::Bool:
        return Value((bits & 1) != 0);
    case ValueType::Int8:
        return Value(std::int8_t(bits));
    case ValueType::Int16:
        return Value(std::int16_t(bits));
    case ValueType::Int32:
        return Value(std::int32_t(bits));
    case ValueType::Int64:
        return Value(std::int64_t(bits));
    case ValueType::UInt8:
        return Value(std::uint8_t(bits));
    case ValueType::UInt16:
        return Value(std::uint16_t(bits));
    case ValueType::UInt32:
        return Value(std::uint32_t(bits));
    case ValueType::UInt64:
        return Value(std::uint64_t(bits));
    case ValueType::Float:
        return Value(std::bit_cast<float>(std::uint32_t(bits)));
    case ValueType::Double:
        return Value(std::bit_cast<double>(bits));
    case ValueType::Bytes:
        return Value(ByteString{text + '\0' + text});
    case ValueType::String:
        return Value(text + "\xC3\xA9");
    case ValueType::Array: {
        ValueArray array;
        for (auto left = random.between(0, 4); left > 0; --left)
            array.push_back(randomValue(random, depth - 1));
        return Value(std::move(array));
    }
    case ValueType::Container:
        return Value(randomContainer(random, depth - 1));
    }
    return {};
}

} // namespace

ValueContainer containerOfEveryType()
{
    ValueContainer container;
    container.source = "feeder";
    container.sourceSub = "session 1";
    container.target = "server \xE2\x82\xAC";
    container.type = "user_login";
    auto& values = container.values;
    values.push_back({"nothing", Value()});
    values.push_back({"yes", Value(true)});
    values.push_back({"no", Value(false)});
    appendEnds<std::int8_t>(values, "int8");
    appendEnds<std::int16_t>(values, "int16");
    appendEnds<std::int32_t>(values, "int32");
    appendEnds<std::int64_t>(values, "int64");
    appendEnds<std::uint8_t>(values, "uint8");
    appendEnds<std::uint16_t>(values, "uint16");
    appendEnds<std::uint32_t>(values, "uint32");
    appendEnds<std::uint64_t>(values, "uint64");
    appendEnds<float>(values, "float");
    appendEnds<double>(values, "double");
    values.push_back({"tenth", Value(0.1)});
    values.push_back({"infinite", Value(-std::numeric_limits<double>::infinity())});
    values.push_back({"bytes", Value(ByteString{std::string("\0\xFF|;]\n", 6)})});
    values.push_back({"text", Value(std::string("a,b];[c}|\\ \xF0\x9F\x98\x80\n"))});
    values.push_back({"text", Value(std::string("the same name again"))});
    values.push_back({"list", Value(ValueArray{Value(std::int32_t(1)), Value(std::string("x")),
                                               Value(ValueArray{}), Value()})});
    ValueContainer inner;
    inner.type = "inner";
    inner.values.push_back({"", Value(std::uint8_t(7))});
    values.push_back({"container", Value(std::move(inner))});
    return container;
}

ValueContainer randomContainer(Random& random, int depth)
{
    ValueContainer container;
    container.source = std::string(static_cast<std::size_t>(random.between(0, 9)), 's');
    container.targetSub = std::string(static_cast<std::size_t>(random.between(0, 9)), 't');
    for (auto left = random.between(0, 6); left > 0; --left)
        container.values.push_back({"v" + std::to_string(left), randomValue(random, depth)});
    return container;
}

} // namespace redial

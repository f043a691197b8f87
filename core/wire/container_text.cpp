// SPDX-License-Identifier: MIT
#include "core/wire/container_text.h"

#include "core/wire/header_list.h"
#include "core/wire/utf8_validator.h"

#include <array>
#include <charconv>
#include <cmath>
#include <type_traits>

namespace redial {

namespace {

/// One type of the text form. The number is the older form's.
struct TextType
{
    std::string_view name;
    std::string_view number;
    ValueType type;
};

/// The first entry of a type is the one that is written.
constexpr std::array<TextType, 14> textTypes{{{"null_value", "0", ValueType::Null},
                                              {"bool_value", "1", ValueType::Bool},
                                              {"short_value", "2", ValueType::Int16},
                                              {"ushort_value", "3", ValueType::UInt16},
                                              {"int_value", "4", ValueType::Int32},
                                              {"uint_value", "5", ValueType::UInt32},
                                              {"llong_value", "8", ValueType::Int64},
                                              {"long_value", "6", ValueType::Int64},
                                              {"ullong_value", "9", ValueType::UInt64},
                                              {"ulong_value", "7", ValueType::UInt64},
                                              {"float_value", "10", ValueType::Float},
                                              {"double_value", "11", ValueType::Double},
                                              {"bytes_value", "12", ValueType::Bytes},
                                              {"string_value", "13", ValueType::String}}};

struct TextHeader
{
    char id;
    std::string ValueContainer::*member;
};
constexpr std::array<TextHeader, 6> textHeaders{{{'1', &ValueContainer::target},
                                                 {'2', &ValueContainer::targetSub},
                                                 {'3', &ValueContainer::source},
                                                 {'4', &ValueContainer::sourceSub},
                                                 {'5', &ValueContainer::type},
                                                 {'6', &ValueContainer::version}}};

constexpr std::string_view headerBegin = "@header={{";
constexpr std::string_view dataBegin = "@data={{";
constexpr std::string_view sectionEnd = "}};";
constexpr std::string_view hexDigits = "0123456789abcdef";

/// True if every reader takes the text for what it is.
bool survives(std::string_view text, std::string_view forbidden)
{
    return text.find_first_of(forbidden) == std::string_view::npos &&
           text.find("];") == std::string_view::npos && !text.ends_with(']') &&
           trimmed(text) == text && isUtf8(text);
}

struct TextOf
{
    std::optional<std::string> operator()(std::monostate) const { return std::string(); }
    std::optional<std::string> operator()(bool value) const { return value ? "true" : "false"; }
    template <class T>
    requires std::is_arithmetic_v<T> std::optional<std::string>
    operator()(T value) const
    {
        if constexpr (std::is_floating_point_v<T>)
            if (!std::isfinite(value))
                return std::nullopt;
        std::array<char, 64> buffer{};
        const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
        return std::string(buffer.data(), end);
    }
    std::optional<std::string> operator()(const ByteString& value) const
    {
        std::string hex;
        for (const char byte : value.bytes) {
            hex += hexDigits[static_cast<std::uint8_t>(byte) >> 4U];
            hex += hexDigits[static_cast<std::uint8_t>(byte) & 0xFU];
        }
        return hex;
    }
    std::optional<std::string> operator()(const std::string& value) const
    {
        if (!survives(value, "\r\n"))
            return std::nullopt;
        return value;
    }
    std::optional<std::string> operator()(const ValueArray&) const { return std::nullopt; }
    std::optional<std::string> operator()(const ValueContainer&) const { return std::nullopt; }
};

const TextType* textTypeOf(ValueType type)
{
    for (const TextType& entry : textTypes)
        if (entry.type == type)
            return &entry;
    return nullptr;
}

const TextType* textTypeNamed(std::string_view name)
{
    for (const TextType& entry : textTypes)
        if (entry.name == name || entry.number == name)
            return &entry;
    return nullptr;
}

template <class T>
std::optional<Value::Content> parsedNumber(std::string_view text)
{
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return Value::Content(value);
}

std::optional<Value::Content> parsedBytes(std::string_view hex)
{
    if (hex.size() % 2 != 0)
        return std::nullopt;
    ByteString result;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        std::uint8_t byte = 0;
        const char* const end = hex.data() + i + 2;
        if (std::from_chars(hex.data() + i, end, byte, 16).ptr != end)
            return std::nullopt;
        result.bytes += static_cast<char>(byte);
    }
    return result;
}

std::optional<Value::Content> parsed(ValueType type, std::string_view text)
{
    switch (type) {
    case ValueType::Null:
        return std::monostate{};
    case ValueType::Bool:
        if (text != "true" && text != "false")
            return std::nullopt;
        return text == "true";
    case ValueType::Int16:
        return parsedNumber<std::int16_t>(text);
    case ValueType::UInt16:
        return parsedNumber<std::uint16_t>(text);
    case ValueType::Int32:
        return parsedNumber<std::int32_t>(text);
    case ValueType::UInt32:
        return parsedNumber<std::uint32_t>(text);
    case ValueType::Int64:
        return parsedNumber<std::int64_t>(text);
    case ValueType::UInt64:
        return parsedNumber<std::uint64_t>(text);
    case ValueType::Float:
        return parsedNumber<float>(text);
    case ValueType::Double:
        return parsedNumber<double>(text);
    case ValueType::Bytes:
        return parsedBytes(text);
    default:
        return std::string(text);
    }
}

/// Reads from the front until something is wrong; then `problem` says what and where.
class TextReader
{
public:
    TextReader(std::string_view text, const ContainerLimits& limits) : text_(text), limits_(limits)
    {
    }

    ValueContainer whole();
    std::string problem;

private:
    void fail(const std::string& what)
    {
        if (problem.empty())
            problem = what + " at byte " + std::to_string(offset_) + ".";
    }
    void skipBlanks();
    bool takeIf(std::string_view word);
    void expect(std::string_view word);
    /// The inside of the next "[…];"; absent at the section's end.
    std::optional<std::string_view> entry();
    void header(ValueContainer& container);
    void data(ValueContainer& container);
    void value(ValueContainer& container, std::string_view entry);

    std::string_view text_;
    const ContainerLimits& limits_;
    std::size_t offset_ = 0;
};

void TextReader::skipBlanks()
{
    while (offset_ < text_.size() &&
           std::string_view(" \t\r\n").find(text_[offset_]) != std::string_view::npos)
        ++offset_;
}

bool TextReader::takeIf(std::string_view word)
{
    skipBlanks();
    if (!text_.substr(offset_).starts_with(word))
        return false;
    offset_ += word.size();
    return true;
}

void TextReader::expect(std::string_view word)
{
    if (problem.empty() && !takeIf(word))
        fail("\"" + std::string(word) + "\" is missing");
}

std::optional<std::string_view> TextReader::entry()
{
    if (!problem.empty() || takeIf(sectionEnd))
        return std::nullopt;
    expect("[");
    const std::size_t end = text_.find("];", offset_);
    if (problem.empty() && end == std::string_view::npos)
        fail("A value without \"];\"");
    if (!problem.empty())
        return std::nullopt;
    const std::string_view inside = text_.substr(offset_, end - offset_);
    if (inside.find_first_of("\r\n") != std::string_view::npos) {
        fail("A line break inside a value, which other readers drop,");
        return std::nullopt;
    }
    offset_ = end + 2;
    return inside;
}

void TextReader::header(ValueContainer& container)
{
    expect(headerBegin);
    while (const auto inside = entry()) {
        const TextHeader* found = nullptr;
        for (const TextHeader& field : textHeaders)
            if (inside->size() >= 2 && (*inside)[0] == field.id && (*inside)[1] == ',')
                found = &field;
        if (found == nullptr)
            return fail("The header field [" + std::string(*inside) + "] is unknown");
        container.*found->member = trimmed(inside->substr(2));
    }
}

void TextReader::value(ValueContainer& container, std::string_view entry)
{
    const std::size_t first = entry.find(',');
    const std::size_t second = first == std::string_view::npos ? first : entry.find(',', first + 1);
    if (second == std::string_view::npos)
        return fail("The value [" + std::string(entry) + "] is not [name,type,value]");
    const std::string name(trimmed(entry.substr(0, first)));
    const std::string_view typeName = trimmed(entry.substr(first + 1, second - first - 1));
    const TextType* type = textTypeNamed(typeName);
    if (type == nullptr)
        return fail("The type \"" + std::string(typeName) + "\" of \"" + name + "\" is unknown");
    const std::string_view text = trimmed(entry.substr(second + 1));
    auto content = parsed(type->type, text);
    if (!content)
        return fail("\"" + name + "\" is no " + std::string(type->name));
    container.values.push_back({name, Value(std::move(*content))});
    if (container.values.size() > limits_.count)
        fail("The container holds more than " + std::to_string(limits_.count) + " values");
}

void TextReader::data(ValueContainer& container)
{
    expect(dataBegin);
    while (const auto inside = entry())
        value(container, *inside);
}

ValueContainer TextReader::whole()
{
    ValueContainer container;
    if (text_.size() > limits_.size)
        fail("The container is larger than " + std::to_string(limits_.size) + " bytes");
    else if (!isUtf8(text_))
        fail("The container is not UTF-8");
    header(container);
    data(container);
    skipBlanks();
    if (problem.empty() && offset_ != text_.size())
        fail("Something follows the container");
    return container;
}

} // namespace

Expected<std::string, std::string> writeContainerText(const ValueContainer& container,
                                                      const ContainerLimits& limits)
{
    std::string text(headerBegin);
    for (const TextHeader& field : textHeaders) {
        const std::string& value = container.*field.member;
        if (!survives(value, "\r\n"))
            return Unexpected{"The header field \"" + value +
                              "\" cannot be written as text: it would be read as something else."};
        text += std::string("[") + field.id + ',' + value + "];";
    }
    text += sectionEnd;
    text += dataBegin;
    for (const NamedValue& named : container.values) {
        const TextType* type = textTypeOf(named.value.type());
        const auto content =
            type != nullptr ? std::visit(TextOf{}, named.value.content()) : std::nullopt;
        if (!content || !survives(named.name, ",[]\r\n"))
            return Unexpected{"The value \"" + named.name + "\" of type " +
                              std::string(nameOf(named.value.type())) +
                              " cannot be written as text: use the binary form."};
        text += '[' + named.name + ',' + std::string(type->name) + ',' + *content + "];";
    }
    text += sectionEnd;
    if (text.size() > limits.size || container.values.size() > limits.count)
        return Unexpected{std::string("The container exceeds the limits of ") +
                          std::to_string(limits.size) + " bytes and " +
                          std::to_string(limits.count) + " values."};
    return text;
}

Expected<ValueContainer, std::string> readContainerText(std::string_view text,
                                                        const ContainerLimits& limits)
{
    TextReader reader(text, limits);
    ValueContainer container = reader.whole();
    if (!reader.problem.empty())
        return Unexpected{std::move(reader.problem)};
    return container;
}

} // namespace redial

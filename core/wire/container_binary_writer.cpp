// SPDX-License-Identifier: MIT
#include "core/wire/big_endian.h"
#include "core/wire/container_binary.h"
#include "core/wire/utf8_validator.h"

#include <bit>
#include <limits>
#include <type_traits>

namespace redial {

namespace {

/// Appends to one text until something is wrong; then `problem` says what.
class BinaryWriter
{
public:
    explicit BinaryWriter(const ContainerLimits& limits) : limits_(limits) {}

    void body(const ValueContainer& container);
    void value(const Value& value);

    std::string bytes = std::string("RVC") + static_cast<char>(containerBinaryVersion);
    std::string problem;

private:
    template <class T>
    void number(T value)
    {
        char buffer[sizeof(T)];
        writeBigEndian(buffer, value);
        bytes.append(buffer, sizeof(T));
    }
    void text(std::string_view text, std::string_view what);
    void longBytes(std::string_view content);
    bool enter();
    bool count(std::size_t more);
    void fail(std::string sentence)
    {
        if (problem.empty())
            problem = std::move(sentence);
    }

    template <class T>
    void content(const T& content);
    void content(std::monostate) {}
    void content(bool content) { number(static_cast<std::uint8_t>(content ? 1 : 0)); }
    void content(float content) { number(std::bit_cast<std::uint32_t>(content)); }
    void content(double content) { number(std::bit_cast<std::uint64_t>(content)); }
    void content(const ByteString& content) { longBytes(content.bytes); }
    void content(const std::string& content);
    void content(const ValueArray& content);
    void content(const ValueContainer& content) { body(content); }

    const ContainerLimits& limits_;
    std::uint32_t depth_ = 0;
    std::size_t count_ = 0;
    std::string_view name_;
};

template <class T>
void BinaryWriter::content(const T& content)
{
    static_assert(std::is_integral_v<T>);
    number(static_cast<std::make_unsigned_t<T>>(content));
}

bool BinaryWriter::enter()
{
    if (++depth_ > limits_.depth) {
        fail("The container is nested deeper than " + std::to_string(limits_.depth) + " levels.");
        return false;
    }
    return problem.empty();
}

bool BinaryWriter::count(std::size_t more)
{
    count_ += more;
    if (count_ > limits_.count)
        fail("The container holds more than " + std::to_string(limits_.count) + " values.");
    return problem.empty();
}

void BinaryWriter::text(std::string_view text, std::string_view what)
{
    if (text.size() > std::numeric_limits<std::uint16_t>::max())
        return fail("The " + std::string(what) + " is longer than 65535 bytes.");
    if (!isUtf8(text))
        return fail("The " + std::string(what) + " is not UTF-8.");
    number(static_cast<std::uint16_t>(text.size()));
    bytes.append(text);
}

void BinaryWriter::longBytes(std::string_view content)
{
    if (content.size() + bytes.size() > limits_.size)
        return fail("The container is larger than " + std::to_string(limits_.size) + " bytes.");
    number(static_cast<std::uint32_t>(content.size()));
    bytes.append(content);
}

void BinaryWriter::content(const std::string& content)
{
    if (!isUtf8(content))
        return fail("The string \"" + std::string(name_) + "\" is not UTF-8: send it as bytes.");
    longBytes(content);
}

void BinaryWriter::content(const ValueArray& content)
{
    if (!enter() || !count(content.size()))
        return;
    number(static_cast<std::uint32_t>(content.size()));
    for (const Value& element : content)
        value(element);
    --depth_;
}

void BinaryWriter::value(const Value& value)
{
    if (!problem.empty())
        return;
    number(static_cast<std::uint8_t>(value.type()));
    std::visit([this](const auto& held) { content(held); }, value.content());
    if (bytes.size() > limits_.size)
        fail("The container is larger than " + std::to_string(limits_.size) + " bytes.");
}

void BinaryWriter::body(const ValueContainer& container)
{
    if (!enter() || !count(container.values.size()))
        return;
    text(container.source, "source");
    text(container.sourceSub, "source's sub id");
    text(container.target, "target");
    text(container.targetSub, "target's sub id");
    text(container.type, "type");
    text(container.version, "version");
    number(static_cast<std::uint32_t>(container.values.size()));
    for (const NamedValue& named : container.values) {
        name_ = named.name;
        text(named.name, "name of a value");
        value(named.value);
    }
    --depth_;
}

} // namespace

Expected<std::string, std::string> writeContainerBinary(const ValueContainer& container,
                                                        const ContainerLimits& limits)
{
    BinaryWriter writer(limits);
    writer.body(container);
    if (writer.problem.empty() && writer.bytes.size() > limits.size)
        writer.problem = "The container is larger than " + std::to_string(limits.size) + " bytes.";
    if (!writer.problem.empty())
        return Unexpected{std::move(writer.problem)};
    return std::move(writer.bytes);
}

} // namespace redial

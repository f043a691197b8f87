// SPDX-License-Identifier: MIT
#include "core/wire/msgi_control.h"

#include "core/wire/big_endian.h"
#include "core/wire/utf8_validator.h"

#include <array>
#include <cassert>
#include <concepts>

namespace redial {

namespace {

constexpr std::uint8_t controlVersion = 1;

enum class Operation : std::uint8_t {
    Hello = 1,
    Welcome = 2,
    Broadcast = 3,
    Private = 4,
    Delivery = 5,
    Batch = 6
};

template <std::unsigned_integral T>
void appendNumber(std::string& out, T value)
{
    std::array<char, sizeof(T)> bytes{};
    writeBigEndian(bytes.data(), value);
    out.append(bytes.data(), bytes.size());
}

void appendHead(std::string& out, Operation operation)
{
    appendNumber(out, controlVersion);
    appendNumber(out, static_cast<std::uint8_t>(operation));
}

void appendName(std::string& out, std::string_view name)
{
    assert(name.size() <= mostMsgiClientIdBytes);
    appendNumber(out, static_cast<std::uint8_t>(name.size()));
    out.append(name);
}

/// Takes fields from the front until one is missing; then `problem` says which.
class Fields
{
public:
    explicit Fields(std::string_view payload) : all_(payload), rest_(payload) {}

    template <std::unsigned_integral T>
    T number(const char* what)
    {
        const std::string_view bytes = take(sizeof(T), what);
        return bytes.size() == sizeof(T) ? readBigEndian<T>(bytes.data()) : T{};
    }
    std::string_view name()
    {
        const std::string_view name = take(number<std::uint8_t>("a name's length"), "a name");
        if (!isUtf8(name))
            fail("A name is not UTF-8");
        return name;
    }
    std::string_view take(std::size_t size, const char* what)
    {
        if (!problem.empty())
            return {};
        if (rest_.size() < size) {
            fail(std::string("The control payload ends inside ") + what);
            return {};
        }
        const std::string_view taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }
    std::string_view rest() const { return rest_; }
    void fail(const std::string& what)
    {
        if (problem.empty())
            problem = what + " at byte " + std::to_string(all_.size() - rest_.size()) + ".";
    }

    std::string problem;

private:
    std::string_view all_;
    std::string_view rest_;
};

void refuseRest(Fields& fields)
{
    if (!fields.rest().empty())
        fields.fail("Bytes follow the control payload");
}

MsgiControl readHello(Fields& fields)
{
    const MsgiHello hello{fields.name()};
    refuseRest(fields);
    return hello;
}

MsgiControl readWelcome(Fields& fields)
{
    MsgiWelcome welcome;
    welcome.session = fields.number<MsgiSessionId>("the session's number");
    welcome.clientId = fields.name();
    refuseRest(fields);
    return welcome;
}

MsgiControl readPrivate(Fields& fields)
{
    MsgiPrivate message;
    message.session = fields.number<MsgiSessionId>("the session's number");
    message.clientId = fields.name();
    message.message = fields.rest();
    if (message.session == 0 && message.clientId.empty())
        fields.fail("A private message names neither a session nor a client");
    return message;
}

MsgiControl readDelivery(Fields& fields)
{
    MsgiDelivery delivery;
    const auto way = fields.number<std::uint8_t>("the way");
    delivery.way = static_cast<MsgiDelivery::Way>(way);
    if (delivery.way != MsgiDelivery::Way::Broadcast && delivery.way != MsgiDelivery::Way::Private)
        fields.fail("The way " + std::to_string(way) + " of a delivery is unknown");
    delivery.from = fields.number<MsgiSessionId>("the session's number");
    delivery.clientId = fields.name();
    delivery.message = fields.rest();
    return delivery;
}

MsgiControl readBatch(Fields& fields)
{
    const auto count = fields.number<std::uint32_t>("the number of items");
    const std::string_view items = fields.rest();
    // A claimed count costs nothing: each item takes four bytes at least.
    for (std::uint32_t i = 0; i < count && fields.problem.empty(); ++i)
        fields.take(fields.number<std::uint32_t>("an item's length"), "an item");
    refuseRest(fields);
    return MsgiBatch(items, count);
}

MsgiControl readOperation(Fields& fields)
{
    const auto version = fields.number<std::uint8_t>("the version");
    if (version != controlVersion)
        fields.fail("The control payload's version is " + std::to_string(version) + ", not 1,");
    const auto operation = fields.number<std::uint8_t>("the operation");
    switch (static_cast<Operation>(operation)) {
    case Operation::Hello:
        return readHello(fields);
    case Operation::Welcome:
        return readWelcome(fields);
    case Operation::Broadcast:
        return MsgiBroadcast{fields.rest()};
    case Operation::Private:
        return readPrivate(fields);
    case Operation::Delivery:
        return readDelivery(fields);
    case Operation::Batch:
        return readBatch(fields);
    }
    fields.fail("The control operation " + std::to_string(operation) + " is unknown");
    return MsgiBatch();
}

} // namespace

std::string_view MsgiBatch::takeNext()
{
    assert(left_ > 0);
    --left_;
    const auto size = readBigEndian<std::uint32_t>(rest_.data());
    const std::string_view item = rest_.substr(sizeof(size), size);
    rest_.remove_prefix(sizeof(size) + size);
    return item;
}

void appendMsgiControl(std::string& out, const MsgiHello& hello)
{
    appendHead(out, Operation::Hello);
    appendName(out, hello.clientId);
}

void appendMsgiControl(std::string& out, const MsgiWelcome& welcome)
{
    appendHead(out, Operation::Welcome);
    appendNumber(out, welcome.session);
    appendName(out, welcome.clientId);
}

void appendMsgiControl(std::string& out, const MsgiBroadcast& broadcast)
{
    appendHead(out, Operation::Broadcast);
    out.append(broadcast.message);
}

void appendMsgiControl(std::string& out, const MsgiPrivate& message)
{
    appendHead(out, Operation::Private);
    appendNumber(out, message.session);
    appendName(out, message.clientId);
    out.append(message.message);
}

void appendMsgiControl(std::string& out, const MsgiDelivery& delivery)
{
    appendHead(out, Operation::Delivery);
    appendNumber(out, static_cast<std::uint8_t>(delivery.way));
    appendNumber(out, delivery.from);
    appendName(out, delivery.clientId);
    out.append(delivery.message);
}

void appendMsgiBatch(std::string& out, std::span<const std::string> messages)
{
    appendHead(out, Operation::Batch);
    appendNumber(out, static_cast<std::uint32_t>(messages.size()));
    for (const std::string& message : messages) {
        appendNumber(out, static_cast<std::uint32_t>(message.size()));
        out.append(message);
    }
}

Expected<MsgiControl, std::string> readMsgiControl(std::string_view payload)
{
    Fields fields(payload);
    MsgiControl control = readOperation(fields);
    if (!fields.problem.empty())
        return Unexpected{std::move(fields.problem)};
    return control;
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/fault/proxy_own_frames.h"

#include "core/fault/ocpp_fault_messages.h"
#include "core/fault/proxy_inspection.h"
#include "core/fault/random_mask.h"

namespace redial {

namespace {

using Kind = WebSocketEvent::Kind;
using After = WebSocketFaultBytes::After;

constexpr qsizetype mostOwnCalls = 1024;

bool isOneOf(std::string_view id, std::initializer_list<std::string_view> ids)
{
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

/// What the log says of the frames.
WebSocketEvent eventOf(const Fault& fault)
{
    const std::string_view id = fault.id();
    if (id == "W25")
        return {Kind::Pong, 0, fault.text("payload").toStdString()};
    if (!isOneOf(id, {"W1", "W2", "W3", "W4", "W7", "W8"}))
        return {Kind::Violation, 0, {}};
    const bool hasReason = fault.definition().parameter("reason") != nullptr;
    return {Kind::Close, static_cast<std::uint16_t>(fault.number("code")),
            hasReason ? fault.text("reason").toStdString() : std::string()};
}

} // namespace

std::optional<MaskingKey> ProxyOwnFrames::maskFor(StreamDirection direction)
{
    if (direction == StreamDirection::Downstream)
        return std::nullopt;
    return randomMask(random_);
}

std::optional<OwnFrames> ProxyOwnFrames::make(const Fault& fault, StreamDirection direction,
                                              const OcppProfile* profile)
{
    const std::string_view id = fault.id();
    if (isOneOf(id, {"O8", "O10", "O12"}))
        return profile ? std::optional(calls(fault, *profile)) : std::nullopt;
    if (id == "W27")
        return ping(direction);
    WebSocketFaultBytes made = webSocketFaultBytes(fault, maskFor(direction));
    if (made.bytes.empty())
        return std::nullopt;
    if (id == "W26" && fault.number("size") > 0)
        pings_.insert(
            {direction, std::string(static_cast<std::size_t>(fault.number("size")), 'x')});
    return OwnFrames{{eventOf(fault), std::move(made.bytes)}, made.after, std::move(made.detail)};
}

OwnFrames ProxyOwnFrames::ping(StreamDirection direction)
{
    const std::string payload = "redial";
    pings_.insert({direction, payload});
    OwnFrames frames{{{Kind::Ping, 0, payload}, {}}, After::GoesOn, "a ping"};
    appendFrame(frames.message.bytes, {.opcode = opcode::ping, .mask = maskFor(direction)},
                payload);
    return frames;
}

OwnFrames ProxyOwnFrames::calls(const Fault& fault, const OcppProfile& profile)
{
    const bool several = fault.id() == "O10";
    const QString action = several ? QStringLiteral("TriggerMessage") : fault.text("request");
    const std::int64_t count = several ? fault.number("calls") : 1;
    OwnFrames frames;
    for (std::int64_t i = 0; i < count; ++i) {
        const QString id = QStringLiteral("redial-proxy-%1").arg(++lastCall_);
        if (calls_.size() < mostOwnCalls)
            calls_.insert(id);
        const std::string text = ocppServerCall(id, action, profile.version).toStdString();
        appendFrame(frames.message.bytes, {}, text);
        frames.message.event = {Kind::Text, 0, text};
    }
    frames.detail = std::to_string(count) + " CALL " + action.toStdString();
    return frames;
}

bool ProxyOwnFrames::isAnswer(const InspectedMessage& message)
{
    const WebSocketEvent& event = message.message.event;
    const StreamDirection asked = message.message.direction == StreamDirection::Upstream
                                      ? StreamDirection::Downstream
                                      : StreamDirection::Upstream;
    if (event.kind == Kind::Pong)
        return pings_.contains({asked, event.payload});
    return asked == StreamDirection::Downstream && message.kind == FaultMessageKind::Answer &&
           calls_.remove(message.id);
}

} // namespace redial

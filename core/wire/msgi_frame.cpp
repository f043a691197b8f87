// SPDX-License-Identifier: MIT
#include "core/wire/msgi_frame.h"

namespace redial {

namespace {

std::string hexText(std::uint32_t value, int digits)
{
    constexpr std::string_view letters = "0123456789ABCDEF";
    std::string text = "0x";
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        text += letters[(value >> static_cast<unsigned>(shift)) & 0xFU];
    return text;
}

} // namespace

std::string_view nameOf(MsgiType type)
{
    switch (type) {
    case MsgiType::Ping:
        return "PING";
    case MsgiType::Pong:
        return "PONG";
    case MsgiType::Data:
        return "DATA";
    case MsgiType::Control:
        return "CONTROL";
    case MsgiType::Error:
        return "ERROR";
    case MsgiType::Heartbeat:
        return "HEARTBEAT";
    case MsgiType::Disconnect:
        return "DISCONNECT";
    }
    return {};
}

void appendMsgiFrame(std::string& out, MsgiType type, std::string_view payload)
{
    const std::array<char, msgiHeadSize> head = msgiHead(type, payload.size());
    out.append(head.data(), head.size());
    out.append(payload);
}

std::string MsgiError::sentence() const
{
    switch (kind) {
    case Kind::BadMagic:
        return "The frame begins with " + hexText(value, 8) + " and not with \"MSGI\" (" +
               hexText(msgiMagic, 8) + "): the peer speaks another protocol, or bytes were lost.";
    case Kind::LengthTooSmall:
        return "The frame's length is " + std::to_string(value) + ", less than its head of " +
               std::to_string(msgiHeadSize) + " bytes.";
    case Kind::LengthOverLimit:
        return "The frame's length is " + std::to_string(value) + ", more than the limit of " +
               std::to_string(limit) + " bytes.";
    case Kind::UnknownType:
        return "The frame's type " + hexText(value, 4) + " is unknown.";
    }
    return {};
}

} // namespace redial

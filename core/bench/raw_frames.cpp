// SPDX-License-Identifier: MIT
#include "core/bench/raw_frames.h"

#include "core/wire/msgi_frame.h"
#include "core/wire/websocket_upgrade.h"

#include <cstring>
#include <endian.h>

namespace redial {

namespace {

constexpr std::uint32_t mask = 0x5A3C9611;

template <class Number>
Number numberAt(std::string_view bytes, std::size_t at)
{
    Number number = 0;
    std::memcpy(&number, bytes.data() + at, sizeof number);
    return number;
}

RawFrame findWebSocketFrame(std::string_view bytes)
{
    if (bytes.size() < 2)
        return {};
    const auto second = static_cast<std::uint8_t>(bytes[1]);
    std::size_t head = 2;
    std::size_t length = second & 0x7FU;
    if (length == 126)
        head = 4;
    else if (length == 127)
        head = 10;
    if (bytes.size() < head)
        return {};
    if (length == 126)
        length = be16toh(numberAt<std::uint16_t>(bytes, 2));
    else if (length == 127)
        length = be64toh(numberAt<std::uint64_t>(bytes, 2));
    if ((second & 0x80U) != 0)
        head += 4;
    return bytes.size() < head + length ? RawFrame{} : RawFrame{head + length, head};
}

/// Behind the last byte of `out`: the head of a frame that is whole and binary.
void appendWebSocketHead(std::string& out, std::size_t length, std::uint8_t maskBit)
{
    out += static_cast<char>(0x82);
    if (length < 126) {
        out += static_cast<char>(length | maskBit);
    } else if (length < 65536) {
        const std::uint16_t wire = htobe16(static_cast<std::uint16_t>(length));
        out += static_cast<char>(126 | maskBit);
        out.append(reinterpret_cast<const char*>(&wire), sizeof wire);
    } else {
        const std::uint64_t wire = htobe64(length);
        out += static_cast<char>(127 | maskBit);
        out.append(reinterpret_cast<const char*>(&wire), sizeof wire);
    }
}

void maskTail(std::string& out, std::size_t count, std::uint32_t key)
{
    char* at = out.data() + out.size() - count;
    const std::uint64_t wide = (std::uint64_t(key) << 32U) | key;
    for (; count >= sizeof wide; count -= sizeof wide, at += sizeof wide) {
        std::uint64_t block = 0;
        std::memcpy(&block, at, sizeof block);
        block ^= wide;
        std::memcpy(at, &block, sizeof block);
    }
    for (std::size_t i = 0; i < count; ++i)
        at[i] = static_cast<char>(at[i] ^ static_cast<char>(key >> (8 * (i % 4))));
}

} // namespace

RawFrame findRawFrame(BenchFraming framing, std::string_view bytes)
{
    if (framing == BenchFraming::WebSocket)
        return findWebSocketFrame(bytes);
    if (bytes.size() < msgiHeadSize)
        return {};
    const std::size_t size = be32toh(numberAt<std::uint32_t>(bytes, 4));
    return bytes.size() < size ? RawFrame{} : RawFrame{size, msgiHeadSize};
}

void appendRawFrame(BenchFraming framing, std::string& out, std::string_view payload)
{
    if (framing == BenchFraming::Msgi)
        return appendMsgiFrame(out, MsgiType::Data, payload);
    appendWebSocketHead(out, payload.size(), 0x80);
    out.append(reinterpret_cast<const char*>(&mask), sizeof mask);
    out.append(payload);
    maskTail(out, payload.size(), mask);
}

void appendRawEcho(BenchFraming framing, std::string& out, std::string_view frame, RawFrame found)
{
    if (framing == BenchFraming::Msgi) {
        out.append(frame.substr(0, found.size));
        return;
    }
    const std::string_view payload = frame.substr(found.head, found.size - found.head);
    appendWebSocketHead(out, payload.size(), 0);
    out.append(payload);
    maskTail(out, payload.size(), numberAt<std::uint32_t>(frame, found.head - 4));
}

std::string rawUpgradeRequest()
{
    return "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
}

std::string rawUpgradeAnswer(std::string_view request)
{
    constexpr std::string_view name = "Sec-WebSocket-Key: ";
    const std::size_t at = request.find(name);
    if (at == std::string_view::npos || !request.ends_with("\r\n\r\n"))
        return {};
    const std::size_t from = at + name.size();
    return writeUpgradeAnswer(request.substr(from, request.find("\r\n", from) - from), {}, {});
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/wire/websocket_frame.h"

namespace redial {

namespace {

int lengthBytesFor(std::uint64_t length)
{
    if (length < 126)
        return 0;
    return length <= 0xFFFF ? 2 : 8;
}

void appendBigEndian(std::string& out, std::uint64_t value, int bytes)
{
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(value >> shift & 0xFF));
}

} // namespace

void appendFrame(std::string& out, const FrameHead& head, std::string_view payload)
{
    const std::uint64_t length = head.declaredLength.value_or(payload.size());
    const int lengthBytes = head.lengthBytes.value_or(lengthBytesFor(length));
    const auto first = static_cast<unsigned>(head.opcode & 0x0F) | (head.final ? 0x80U : 0U) |
                       (head.rsv1 ? 0x40U : 0U) | (head.rsv2 ? 0x20U : 0U) |
                       (head.rsv3 ? 0x10U : 0U);
    const auto shortLength = lengthBytes == 0 ? length & 0x7F : lengthBytes == 2 ? 126U : 127U;
    out.reserve(out.size() + payload.size() + 14);
    out.push_back(static_cast<char>(first));
    out.push_back(static_cast<char>(shortLength | (head.mask ? 0x80U : 0U)));
    appendBigEndian(out, length, lengthBytes);
    if (head.mask) {
        for (const std::byte byte : *head.mask)
            out.push_back(static_cast<char>(byte));
    }
    const std::size_t start = out.size();
    out.append(payload);
    if (head.mask)
        applyMask(std::as_writable_bytes(std::span(out).subspan(start)), *head.mask);
}

} // namespace redial

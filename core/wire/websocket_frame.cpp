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

} // namespace

FrameHeadBytes::FrameHeadBytes(const FrameHead& head, std::uint64_t payloadSize)
{
    const std::uint64_t length = head.declaredLength.value_or(payloadSize);
    const int lengthBytes = head.lengthBytes.value_or(lengthBytesFor(length));
    const auto shortLength = lengthBytes == 0 ? length & 0x7F : lengthBytes == 2 ? 126U : 127U;
    add(static_cast<unsigned>(head.opcode & 0x0F) | (head.final ? 0x80U : 0U) |
        (head.rsv1 ? 0x40U : 0U) | (head.rsv2 ? 0x20U : 0U) | (head.rsv3 ? 0x10U : 0U));
    add(shortLength | (head.mask ? 0x80U : 0U));
    for (int shift = (lengthBytes - 1) * 8; shift >= 0; shift -= 8)
        add(length >> static_cast<unsigned>(shift));
    if (head.mask) {
        for (const std::byte byte : *head.mask)
            add(std::to_integer<std::uint64_t>(byte));
    }
}

void appendFrame(std::string& out, const FrameHead& head, std::string_view payload)
{
    const FrameHeadBytes bytes(head, payload.size());
    out.reserve(out.size() + bytes.view().size() + payload.size());
    out.append(bytes.view());
    const std::size_t start = out.size();
    out.append(payload);
    if (head.mask)
        applyMask(std::as_writable_bytes(std::span(out).subspan(start)), *head.mask);
}

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/websocket_reader.h"

#include <algorithm>
#include <malloc.h>
#include <string>
#include <vector>

namespace redial::test {

inline const MaskingKey key{std::byte{0xA1}, std::byte{2}, std::byte{0x33}, std::byte{0xF4}};

inline std::string frame(std::uint8_t opcode, std::string_view payload, bool final = true,
                         bool masked = true)
{
    std::string out;
    FrameHead head{.opcode = opcode, .final = final};
    if (masked)
        head.mask = key;
    appendFrame(out, head, payload);
    return out;
}

inline std::string frame(FrameHead head, std::string_view payload)
{
    std::string out;
    head.mask = key;
    appendFrame(out, head, payload);
    return out;
}

inline std::vector<WebSocketEvent> drain(WebSocketReader& reader)
{
    std::vector<WebSocketEvent> events;
    while (auto event = reader.next())
        events.push_back(std::move(*event));
    return events;
}

inline std::vector<WebSocketEvent> readAll(std::string_view bytes, WebSocketLimits limits = {})
{
    WebSocketReader reader(WebSocketRole::Server, limits);
    reader.feed(bytes);
    return drain(reader);
}

inline bool same(const std::vector<WebSocketEvent>& a, const std::vector<WebSocketEvent>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const WebSocketEvent& x, const WebSocketEvent& y) {
                          return x.kind == y.kind && x.code == y.code && x.payload == y.payload;
                      });
}

/// What the heap holds for us now; large blocks included.
inline std::size_t bytesAllocated()
{
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

} // namespace redial::test

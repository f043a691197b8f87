// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/utf8_text.h"
#include "core/wire/websocket_reader.h"

#include <QString>

#include <array>
#include <utility>

namespace redial::test {

/// "close 1001 going", "violation 1002", "text hello", "ping", "pong x".
inline QString described(const WebSocketEvent& event)
{
    const QString payload = textOfUtf8(event.payload).left(60);
    switch (event.kind) {
    case WebSocketEvent::Kind::Text:
        return QStringLiteral("text ") + payload;
    case WebSocketEvent::Kind::Binary:
        return QStringLiteral("binary");
    case WebSocketEvent::Kind::Ping:
        return QStringLiteral("ping");
    case WebSocketEvent::Kind::Pong:
        return QStringLiteral("pong ") + payload;
    case WebSocketEvent::Kind::Close:
        return QStringLiteral("close %1 %2").arg(event.code).arg(payload).trimmed();
    case WebSocketEvent::Kind::Violation:
        return QStringLiteral("violation %1").arg(event.code);
    }
    return {};
}

/// A fault, and the first event that a strict client reads under it, from a server and from a proxy
/// alike.
inline constexpr auto frameFaults = std::to_array<std::pair<const char*, const char*>>({
    {"W4 shape=empty", "close 1005"},
    {"W4 code=1000 shape=one_byte", "violation 1002"},
    {"W4 code=1000 shape=long_reason", "violation 1002"},
    {"W4 code=1000 shape=bad_utf8", "violation 1007"},
    {"W7", "close 1000"},
    {"W8", "close 1001"},
    {"W9", "violation 1002"},
    {"W9 opcode=11", "violation 1002"},
    {"W10 bit=rsv1", "violation 1002"},
    {"W10 bit=rsv2", "violation 1002"},
    {"W10 bit=rsv3", "violation 1002"},
    {"W11", "violation 1002"},
    {"W12", "violation 1002"},
    {"W12 frame=close", "violation 1002"},
    {"W13 frame=pong size=65535", "violation 1002"},
    {"W14 form=non_minimal_16", "violation 1002"},
    {"W14 form=non_minimal_64", "violation 1002"},
    {"W14 form=negative", "violation 1002"},
    {"W15", "violation 1002"},
    {"W15 form=start_inside", "violation 1002"},
    {"W16", "violation 1007"},
    {"W16 form=split", "violation 1007"},
    {"W16 form=fail_fast", "violation 1007"},
    {"W17 bytes=17MiB", "violation 1009"},
    {"W17 bytes=17MiB form=fragments", "violation 1009"},
    {"W21 form=broken", "violation 1002"},
    {"W25 payload=beat", "pong beat"},
    {"W26 count=3", "ping"},
});

} // namespace redial::test

// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/websocket_mask.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace redial {

/// Which end of the connection we are (RFC 6455: a client masks, a server does not).
enum class WebSocketRole : std::uint8_t { Client, Server };

/// RFC 6455 5.2. Any other value may stand in a frame too: the reserved ones are sent on purpose.
namespace opcode {
inline constexpr std::uint8_t continuation = 0x0;
inline constexpr std::uint8_t text = 0x1;
inline constexpr std::uint8_t binary = 0x2;
inline constexpr std::uint8_t close = 0x8;
inline constexpr std::uint8_t ping = 0x9;
inline constexpr std::uint8_t pong = 0xA;
} // namespace opcode

/// Everything about a frame but its payload, as it is to stand on the wire: right frames and wrong
/// ones.
struct FrameHead
{
    std::uint8_t opcode = opcode::text;
    bool final = true;
    bool rsv1 = false;
    bool rsv2 = false;
    bool rsv3 = false;
    /// The payload is masked with it and the MASK bit set; absent: neither.
    std::optional<MaskingKey> mask;
    /// The length that is declared instead of the payload's own.
    std::optional<std::uint64_t> declaredLength;
    /// Bytes of the extended length, 0, 2 or 8; absent: as few as the length needs.
    std::optional<int> lengthBytes;
};

/// The bytes of a frame's head, without heap.
class FrameHeadBytes
{
public:
    FrameHeadBytes(const FrameHead& head, std::uint64_t payloadSize);
    std::string_view view() const { return {bytes_.data(), size_}; }

private:
    void add(std::uint64_t byte) { bytes_[size_++] = static_cast<char>(byte & 0xFFU); }

    std::array<char, 14> bytes_;
    std::size_t size_ = 0;
};

/// Appends one frame to `out`.
void appendFrame(std::string& out, const FrameHead& head, std::string_view payload);

} // namespace redial

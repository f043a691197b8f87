// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/big_endian.h"

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace redial {

/// The types of an MSGI frame.
enum class MsgiType : std::uint16_t {
    Ping = 0x0001,       ///< answered by a Pong with the same payload
    Pong = 0x0002,       ///< answers a Ping
    Data = 0x0010,       ///< an application's message
    Control = 0x0020,    ///< an application's command
    Error = 0x0030,      ///< says what was wrong; the link may live on
    Heartbeat = 0x0040,  ///< the sender lives; not answered
    Disconnect = 0x0050, ///< the last frame of its sender; the payload is the reason
};

/// "MSGI" in network byte order, the first four bytes of every frame.
inline constexpr std::uint32_t msgiMagic = 0x4D534749;
/// Magic (4 bytes), length (4), type (2), all big-endian. The length counts the whole frame.
inline constexpr std::size_t msgiHeadSize = 10;
/// The largest frame that is read or written unless told otherwise, head included.
inline constexpr std::uint32_t msgiDefaultLimit = 1024 * 1024;

/// "PING" and so on.
std::string_view nameOf(MsgiType type);

constexpr std::optional<MsgiType> msgiTypeFromNumber(std::uint16_t number)
{
    const auto type = static_cast<MsgiType>(number);
    switch (type) {
    case MsgiType::Ping:
    case MsgiType::Pong:
    case MsgiType::Data:
    case MsgiType::Control:
    case MsgiType::Error:
    case MsgiType::Heartbeat:
    case MsgiType::Disconnect:
        return type;
    }
    return std::nullopt;
}

/// The head of a frame with a payload of so many bytes. Precondition: the whole frame's length fits
/// into 32 bits.
inline std::array<char, msgiHeadSize> msgiHead(MsgiType type, std::size_t payloadSize)
{
    assert(payloadSize <= std::numeric_limits<std::uint32_t>::max() - msgiHeadSize);
    std::array<char, msgiHeadSize> head;
    writeBigEndian(head.data(), msgiMagic);
    writeBigEndian(head.data() + 4, static_cast<std::uint32_t>(payloadSize + msgiHeadSize));
    writeBigEndian(head.data() + 8, static_cast<std::uint16_t>(type));
    return head;
}
/// Precondition: as for msgiHead.
void appendMsgiFrame(std::string& out, MsgiType type, std::string_view payload);

/// What breaks the frame rules. Nothing can be read after it: the stream has lost its frames.
struct MsgiError
{
    enum class Kind : std::uint8_t { BadMagic, LengthTooSmall, LengthOverLimit, UnknownType };
    Kind kind{};
    /// The number that was read in place of a right one.
    std::uint32_t value = 0;
    /// The largest frame allowed.
    std::uint32_t limit = 0;

    /// A sentence for people.
    std::string sentence() const;
};

} // namespace redial

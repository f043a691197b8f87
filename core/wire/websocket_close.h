// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace redial {

/// The close codes that this project sends of its own accord (RFC 6455 7.4.1).
namespace close_code {
inline constexpr std::uint16_t normal = 1000;
inline constexpr std::uint16_t goingAway = 1001;
inline constexpr std::uint16_t protocolError = 1002;
inline constexpr std::uint16_t noStatus = 1005; ///< never on the wire: a Close frame without a code
inline constexpr std::uint16_t abnormal = 1006; ///< never on the wire: no Close frame at all
inline constexpr std::uint16_t invalidPayload = 1007;
inline constexpr std::uint16_t policyViolation = 1008;
inline constexpr std::uint16_t messageTooBig = 1009;
inline constexpr std::uint16_t internalError = 1011;
} // namespace close_code

/// True for codes that may stand in a Close frame: 1000-1003, 1007-1014, 3000-4999 (RFC 6455 7.4
/// and the IANA registry).
bool mayBeSent(std::uint16_t code);

/// A Close frame's payload: code and reason; nothing for 1005. A reason over 123 bytes is cut
/// between two code points.
std::string closePayload(std::uint16_t code, std::string_view reason);

} // namespace redial

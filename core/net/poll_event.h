// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace redial {

/// What a Poller is asked to wait for, and what it tells: a set of bits with the values of Linux's
/// epoll_ctl(2), whatever waits underneath.
namespace poll_event {
inline constexpr std::uint32_t readable = 0x001;
inline constexpr std::uint32_t writable = 0x004;
inline constexpr std::uint32_t error = 0x008;         ///< told unasked
inline constexpr std::uint32_t hungUp = 0x010;        ///< told unasked
inline constexpr std::uint32_t peerFinished = 0x2000; ///< FIN
/// Told once for each change, not for as long as it holds. Only epoll keeps it: without epoll a
/// handler is told again and again, and must not mind.
inline constexpr std::uint32_t onChange = 1U << 31;
} // namespace poll_event

} // namespace redial

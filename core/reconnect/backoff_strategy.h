// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace redial {

/// How the wait before an attempt grows. n is the attempt, from 1; b is initial_backoff *
/// multiplier^(n-1), at most max_backoff.
enum class BackoffStrategy : std::uint8_t {
    Exponential,  ///< b, with the policy's jitter
    Full,         ///< uniform in [0, b]
    Equal,        ///< uniform in [b/2, b]
    Decorrelated, ///< uniform in [initial, 3 * previous], at most max
    Fixed,        ///< initial_backoff, plus and minus jitter_ratio
    Never,        ///< no attempt after the first loss
    Table, ///< the n-th entry of the table, the last one from then on, plus and minus jitter_ratio
    Ocpp,  ///< OCPP 2.0.1 part 4, 5.3: RetryBackOffWaitMinimum, -RandomRange, -RepeatTimes
    Grpc,  ///< grpc/doc/connection-backoff.md, by the grpc_ knobs: start to start, the first wait
           ///< without jitter
    User,  ///< the program's own function; has no text form
};

/// Where the jitter of plus and minus ratio meets the cap.
enum class JitterMode : std::uint8_t {
    Window,    ///< uniform in [b(1-r), min(b(1+r), max)]: never above max, no pile-up at max
    BeforeCap, ///< min(b * U(1-r, 1+r), max): never above max, but piles up there
    AfterCap,  ///< min(b, max) * U(1-r, 1+r): may exceed max by the ratio
};

/// The three readings of OCPP's text that are found in the field.
enum class OcppReading : std::uint8_t {
    A,      ///< W*2^k + U(0,X), drawn afresh each time
    B,      ///< t(n) = 2*t(n-1) + U(0,X) up to R doublings, then frozen
    BPrime, ///< as B with R-1 doublings
};

/// To which attempts reconnection_delay_offset is added.
enum class OffsetScope : std::uint8_t { Disconnect, EveryAttempt };

/// What lets the attempt counter start again at 1.
enum class ResetOn : std::uint8_t {
    Ready,  ///< boot accepted, or authentication and subscriptions done
    Stable, ///< ready, and connected for minimum_uptime
    Open,   ///< the transport is open
};

/// The names in files, options and events, in the order of the values.
std::span<const std::string_view> backoffStrategyNames();
std::span<const std::string_view> jitterModeNames();
std::span<const std::string_view> ocppReadingNames();
std::span<const std::string_view> offsetScopeNames();
std::span<const std::string_view> resetOnNames();
std::string_view nameOf(BackoffStrategy strategy);

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/knob.h"
#include "core/reconnect/backoff_bounds.h"
#include "core/reconnect/backoff_strategy.h"
#include "core/reconnect/number_range.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace redial {

using PolicyError = KnobError;

/// Every setting of how a connection is regained. A plain value; the names outside this header
/// (command line, run file, scenario, window) come from policyKnobs() alone. Durations are never
/// negative in a valid policy.
struct ReconnectPolicy
{
    using Duration = std::chrono::nanoseconds;

    BackoffStrategy strategy = BackoffStrategy::Exponential;
    Duration initialBackoff = std::chrono::milliseconds(500);
    Duration maxBackoff = std::chrono::seconds(30);
    double multiplier = 2.0;
    double jitterRatio = 0.20;
    JitterMode jitterMode = JitterMode::Window;
    /// Waits of strategy table; max_backoff does not shorten them.
    std::vector<Duration> table;

    OcppReading ocppReading = OcppReading::A;
    Duration ocppWaitMinimum = std::chrono::seconds(10);
    Duration ocppRandomRange = std::chrono::seconds(10);
    std::uint32_t ocppRepeatTimes = 3;

    Duration grpcInitialBackoff = std::chrono::seconds(1);
    Duration grpcMaxBackoff = std::chrono::seconds(120);
    double grpcMultiplier = 1.6;
    double grpcJitter = 0.2;

    /// Strategy user only. Shared, because a policy is copied; compared by identity.
    std::shared_ptr<const UserBackoff> userBackoff;

    Duration delayOffset{};
    OffsetScope offsetScope = OffsetScope::Disconnect;
    ResetOn resetOn = ResetOn::Ready;
    Duration minimumUptime = std::chrono::seconds(10);
    /// Absent: unlimited.
    std::optional<std::uint32_t> maxAttempts;
    bool honourRetryAfter = true;
    /// The longest Retry-After that is obeyed; a longer one counts as this.
    Duration retryAfterLimit = std::chrono::hours(1);
    /// Answers after which no further attempt is made.
    std::vector<NumberRange> terminalHttpStatuses;
    std::vector<NumberRange> terminalCloseCodes;

    Duration resumeDelay = std::chrono::milliseconds(250);
    Duration connectTimeout = std::chrono::seconds(15);
    Duration closeTimeout = std::chrono::seconds(3);
    /// 0: no pings, as OCPP's WebSocketPingInterval.
    Duration pingInterval{};
    Duration pongTimeout = std::chrono::seconds(10);

    /// Everything that is wrong, in the order of the knobs; empty if nothing is. A knob that the
    /// chosen strategy does not look at is checked all the same.
    std::vector<PolicyError> validate() const;

    friend bool operator==(const ReconnectPolicy&, const ReconnectPolicy&) = default;
};

} // namespace redial

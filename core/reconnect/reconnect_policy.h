// SPDX-License-Identifier: MIT
#pragma once

#include "core/reconnect/backoff_strategy.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <vector>

namespace redial {

/// One thing that is wrong with a policy: the knob's name, and a sentence with its value and the
/// remedy.
struct PolicyError
{
    QString knob;
    QString sentence;
};

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
    std::vector<Duration> table;

    OcppReading ocppReading = OcppReading::A;
    Duration ocppWaitMinimum = std::chrono::seconds(10);
    Duration ocppRandomRange = std::chrono::seconds(10);
    std::uint32_t ocppRepeatTimes = 3;

    Duration delayOffset{};
    OffsetScope offsetScope = OffsetScope::Disconnect;
    ResetOn resetOn = ResetOn::Ready;
    Duration minimumUptime = std::chrono::seconds(10);
    /// 0: unlimited.
    std::uint32_t maxAttempts = 0;
    bool honourRetryAfter = true;
    /// The longest Retry-After that is obeyed; a longer one counts as this.
    Duration retryAfterLimit = std::chrono::hours(1);
    /// Answers after which no further attempt is made.
    std::vector<std::uint16_t> terminalHttpStatuses;
    std::vector<std::uint16_t> terminalCloseCodes;

    Duration resumeDelay = std::chrono::milliseconds(250);
    Duration connectTimeout = std::chrono::seconds(15);
    Duration closeTimeout = std::chrono::seconds(3);
    /// 0: no pings.
    Duration pingInterval{};
    Duration pongTimeout = std::chrono::seconds(10);

    /// Everything that is wrong, in the order of the knobs; empty if nothing is.
    std::vector<PolicyError> validate() const;

    friend bool operator==(const ReconnectPolicy&, const ReconnectPolicy&) = default;
};

/// gRPC's connection backoff: 1 s, factor 1.6, 120 s, jitter 0.2 (grpc/doc/connection-backoff.md).
ReconnectPolicy grpcPolicy();

} // namespace redial

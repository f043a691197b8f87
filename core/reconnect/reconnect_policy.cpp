// SPDX-License-Identifier: MIT
#include "core/reconnect/reconnect_policy.h"

#include "core/base/knob_checker.h"

#include <cmath>

namespace redial {

namespace {

using Duration = ReconnectPolicy::Duration;

/// The questions that only a reconnect policy asks.
class Checker : public KnobChecker
{
public:
    void requireGrowth(const char* knob, double value)
    {
        require(std::isfinite(value) && value >= 1.0, knob, [&] {
            return QStringLiteral("%1 would shrink the wait; set it to 1 or more.").arg(value);
        });
    }
    void requireShare(const char* knob, double value)
    {
        require(value >= 0.0 && value <= 1.0, knob, [&] {
            return QStringLiteral("%1 is not between 0 and 1; write 0.2 for plus and minus 20 %.")
                .arg(value);
        });
    }
    void requireWithin(const char* knob, const std::vector<NumberRange>& ranges, NumberRange all)
    {
        for (const NumberRange& range : ranges) {
            require(range.first <= range.last && all.contains(range.first) &&
                        all.contains(range.last),
                    knob, [&] {
                        return QStringLiteral("%1-%2 is not a range within %3-%4; write for "
                                              "example %3 or %3-%4.")
                            .arg(range.first)
                            .arg(range.last)
                            .arg(all.first)
                            .arg(all.last);
                    });
        }
    }
};

void checkStrategy(Checker& checker, const ReconnectPolicy& policy)
{
    checker.require(policy.strategy != BackoffStrategy::User || policy.userBackoff, "strategy", [] {
        return QStringLiteral("user needs a function, which only a program can give; choose "
                              "another strategy.");
    });
    checker.requireNotNegative("initial_backoff", policy.initialBackoff);
    checker.requireOrder("max_backoff", policy.maxBackoff, "initial_backoff",
                         policy.initialBackoff);
    checker.requireGrowth("multiplier", policy.multiplier);
    checker.requireShare("jitter_ratio", policy.jitterRatio);
}

void checkStrategiesOfTheirOwn(Checker& checker, const ReconnectPolicy& policy)
{
    checker.require(
        policy.strategy != BackoffStrategy::Table || !policy.table.empty(), "table", [] {
            return QStringLiteral(
                "is empty; strategy table needs at least one wait, for example 1s,5s,30s.");
        });
    for (const Duration entry : policy.table)
        checker.requireNotNegative("table", entry);
    checker.requireNotNegative("ocpp_wait_minimum", policy.ocppWaitMinimum);
    checker.requireNotNegative("ocpp_random_range", policy.ocppRandomRange);
    checker.requireNotNegative("grpc_initial_backoff", policy.grpcInitialBackoff);
    checker.requireOrder("grpc_max_backoff", policy.grpcMaxBackoff, "grpc_initial_backoff",
                         policy.grpcInitialBackoff);
    checker.requireGrowth("grpc_multiplier", policy.grpcMultiplier);
    checker.requireShare("grpc_jitter", policy.grpcJitter);
}

void checkAttempts(Checker& checker, const ReconnectPolicy& policy)
{
    checker.requireNotNegative("reconnection_delay_offset", policy.delayOffset);
    checker.requireNotNegative("minimum_uptime", policy.minimumUptime);
    checker.require(policy.maxAttempts != 0U, "max_attempts", [] {
        return QStringLiteral(
            "0 would allow no attempt; write unlimited, or choose strategy never.");
    });
    checker.requireNotNegative("retry_after_limit", policy.retryAfterLimit);
    checker.requireWithin("terminal_http_statuses", policy.terminalHttpStatuses, {100, 599});
    checker.requireWithin("terminal_close_codes", policy.terminalCloseCodes, {1000, 4999});
}

void checkTimes(Checker& checker, const ReconnectPolicy& policy)
{
    checker.requireNotNegative("resume_delay", policy.resumeDelay);
    checker.requirePositive("connect_timeout", policy.connectTimeout);
    checker.requirePositive("close_timeout", policy.closeTimeout);
    checker.requireNotNegative("ping_interval", policy.pingInterval);
    checker.requirePositive("pong_timeout", policy.pongTimeout);
}

} // namespace

std::vector<PolicyError> ReconnectPolicy::validate() const
{
    Checker checker;
    checkStrategy(checker, *this);
    checkStrategiesOfTheirOwn(checker, *this);
    checkAttempts(checker, *this);
    checkTimes(checker, *this);
    return checker.take();
}

} // namespace redial

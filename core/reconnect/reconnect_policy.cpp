// SPDX-License-Identifier: MIT
#include "core/reconnect/reconnect_policy.h"

#include "core/base/duration_text.h"

#include <cmath>

namespace redial {

namespace {

using Duration = ReconnectPolicy::Duration;

class Checker
{
public:
    void require(bool holds, const char* knob, const QString& sentence)
    {
        if (!holds)
            errors_.push_back({QString::fromLatin1(knob), sentence});
    }
    void requireNotNegative(const char* knob, Duration value)
    {
        require(value >= Duration::zero(), knob,
                QStringLiteral("%1 is negative; set it to 0 or more.").arg(formatDuration(value)));
    }
    void requirePositive(const char* knob, Duration value)
    {
        require(
            value > Duration::zero(), knob,
            QStringLiteral("%1 leaves no time at all; set it above 0.").arg(formatDuration(value)));
    }
    std::vector<PolicyError> take() { return std::move(errors_); }

private:
    std::vector<PolicyError> errors_;
};

void checkBackoff(Checker& checker, const ReconnectPolicy& policy)
{
    checker.requireNotNegative("initial_backoff", policy.initialBackoff);
    checker.require(
        policy.maxBackoff >= policy.initialBackoff, "max_backoff",
        QStringLiteral("%1 is shorter than initial_backoff, %2; raise it to at least that.")
            .arg(formatDuration(policy.maxBackoff), formatDuration(policy.initialBackoff)));
    checker.require(
        std::isfinite(policy.multiplier) && policy.multiplier >= 1.0, "multiplier",
        QStringLiteral("%1 would shrink the wait; set it to 1 or more.").arg(policy.multiplier));
    checker.require(policy.jitterRatio >= 0.0 && policy.jitterRatio <= 1.0, "jitter_ratio",
                    QStringLiteral("%1 is not between 0 and 1; write 0.2 for plus and minus 20 %.")
                        .arg(policy.jitterRatio));
    checker.require(
        policy.strategy != BackoffStrategy::Table || !policy.table.empty(), "table",
        QStringLiteral("is empty; strategy table needs at least one wait, for example 1s,5s,30s."));
    for (const Duration entry : policy.table)
        checker.requireNotNegative("table", entry);
    checker.requireNotNegative("ocpp_wait_minimum", policy.ocppWaitMinimum);
    checker.requireNotNegative("ocpp_random_range", policy.ocppRandomRange);
}

} // namespace

std::vector<PolicyError> ReconnectPolicy::validate() const
{
    Checker checker;
    checkBackoff(checker, *this);
    checker.requireNotNegative("reconnection_delay_offset", delayOffset);
    checker.requireNotNegative("minimum_uptime", minimumUptime);
    checker.requireNotNegative("retry_after_limit", retryAfterLimit);
    checker.requireNotNegative("resume_delay", resumeDelay);
    checker.requirePositive("connect_timeout", connectTimeout);
    checker.requirePositive("close_timeout", closeTimeout);
    checker.requireNotNegative("ping_interval", pingInterval);
    checker.requirePositive("pong_timeout", pongTimeout);
    return checker.take();
}

ReconnectPolicy grpcPolicy()
{
    ReconnectPolicy policy;
    policy.strategy = BackoffStrategy::Grpc;
    policy.initialBackoff = std::chrono::seconds(1);
    policy.maxBackoff = std::chrono::seconds(120);
    policy.multiplier = 1.6;
    policy.jitterRatio = 0.2;
    return policy;
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/reconnect/backoff.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace redial {

namespace {

using std::chrono::nanoseconds;

/// Beyond this a double cannot be turned into nanoseconds; about 292 years.
constexpr double longest = 9.2e18;

nanoseconds saturated(double value)
{
    if (!(value > 0.0))
        return nanoseconds::zero();
    return value >= longest ? nanoseconds::max() : nanoseconds(std::llround(value));
}

nanoseconds plus(nanoseconds a, nanoseconds b)
{
    return a > nanoseconds::max() - b ? nanoseconds::max() : a + b;
}

double real(nanoseconds duration)
{
    return static_cast<double>(duration.count());
}

/// initial * multiplier^(n-1), not above max: exact as long as it is below 2^53 ns and the
/// multiplier is 2. An initial wait of 0 stays 0, however large the power.
nanoseconds grown(nanoseconds initial, double multiplier, nanoseconds max, std::uint32_t attempt)
{
    const double power = std::pow(multiplier, static_cast<double>(attempt - 1));
    if (initial <= nanoseconds::zero())
        return nanoseconds::zero();
    return std::min(saturated(real(initial) * power), max);
}

BackoffBounds jittered(nanoseconds nominal, double ratio, JitterMode mode, nanoseconds cap)
{
    const nanoseconds low = saturated(real(nominal) * (1.0 - ratio));
    const nanoseconds high = saturated(real(nominal) * (1.0 + ratio));
    if (mode == JitterMode::AfterCap)
        return {nominal, low, high};
    return {nominal, std::min(low, cap), std::min(high, cap)};
}

/// Doublings that OCPP's formula has made by attempt n.
std::uint32_t ocppDoublings(const ReconnectPolicy& policy, std::uint32_t attempt)
{
    const std::uint32_t repeats = policy.ocppReading == OcppReading::BPrime
                                      ? std::max<std::uint32_t>(policy.ocppRepeatTimes, 1) - 1
                                      : policy.ocppRepeatTimes;
    return std::min(attempt - 1, repeats);
}

BackoffBounds ocppBounds(const ReconnectPolicy& policy, std::uint32_t attempt,
                         std::optional<nanoseconds> previous)
{
    const std::uint32_t doublings = ocppDoublings(policy, attempt);
    const double wait = real(policy.ocppWaitMinimum);
    const double range = real(policy.ocppRandomRange);
    // 2^128 takes any wait but 0 beyond the clock's range, and 0 must stay 0.
    const double factor = std::ldexp(1.0, static_cast<int>(std::min(doublings, 128U)));
    const nanoseconds low = saturated(wait * factor);
    if (policy.ocppReading == OcppReading::A)
        return {low, low, saturated(wait * factor + range)};
    if (!previous || attempt == 1)
        return {low, low, saturated(wait * factor + range * (2.0 * factor - 1.0))};
    if (attempt - 1 > doublings)
        return {*previous, *previous, *previous};
    const nanoseconds doubled = saturated(2.0 * real(*previous));
    return {doubled, doubled, plus(doubled, policy.ocppRandomRange)};
}

BackoffBounds decorrelatedBounds(const ReconnectPolicy& policy, std::uint32_t attempt,
                                 std::optional<nanoseconds> previous)
{
    const nanoseconds low = std::min(policy.initialBackoff, policy.maxBackoff);
    // Before the first wait the previous one counts as the initial wait; an unknown one may have
    // been any up to 3^n.
    const double before =
        attempt == 1 ? real(policy.initialBackoff)
        : previous   ? real(*previous)
                   : real(policy.initialBackoff) * std::pow(3.0, static_cast<double>(attempt - 1));
    const nanoseconds high = std::clamp(saturated(3.0 * before), low, policy.maxBackoff);
    return {low, low, high};
}

/// The algorithm's first wait has no jitter.
BackoffBounds grpcBounds(const ReconnectPolicy& policy, std::uint32_t attempt)
{
    const nanoseconds nominal =
        grown(policy.grpcInitialBackoff, policy.grpcMultiplier, policy.grpcMaxBackoff, attempt);
    return jittered(nominal, attempt == 1 ? 0.0 : policy.grpcJitter, JitterMode::AfterCap,
                    policy.grpcMaxBackoff);
}

BackoffBounds tableBounds(const ReconnectPolicy& policy, std::uint32_t attempt)
{
    if (policy.table.empty())
        return {};
    const std::size_t index = std::min<std::size_t>(attempt - 1, policy.table.size() - 1);
    return jittered(policy.table[index], policy.jitterRatio, JitterMode::AfterCap,
                    policy.maxBackoff);
}

/// What a program's function answers, put in order: 0 <= low <= nominal <= high.
std::optional<BackoffBounds> userBounds(const ReconnectPolicy& policy, std::uint32_t attempt,
                                        std::optional<nanoseconds> previous)
{
    const auto asked = policy.userBackoff && *policy.userBackoff
                           ? (*policy.userBackoff)(attempt, previous)
                           : std::nullopt;
    if (!asked)
        return std::nullopt;
    const nanoseconds low = std::max(asked->low, nanoseconds::zero());
    const nanoseconds high = std::max(asked->high, low);
    return BackoffBounds{std::clamp(asked->nominal, low, high), low, high};
}

std::optional<BackoffBounds> envelope(const ReconnectPolicy& policy, std::uint32_t attempt,
                                      std::optional<nanoseconds> previous)
{
    const nanoseconds nominal =
        grown(policy.initialBackoff, policy.multiplier, policy.maxBackoff, attempt);
    switch (policy.strategy) {
    case BackoffStrategy::Full:
        return BackoffBounds{nominal, nanoseconds::zero(), nominal};
    case BackoffStrategy::Equal:
        return BackoffBounds{nominal, nominal / 2, nominal};
    case BackoffStrategy::Decorrelated:
        return decorrelatedBounds(policy, attempt, previous);
    case BackoffStrategy::Fixed:
        return jittered(policy.initialBackoff, policy.jitterRatio, JitterMode::AfterCap,
                        policy.maxBackoff);
    case BackoffStrategy::Table:
        return tableBounds(policy, attempt);
    case BackoffStrategy::Ocpp:
        return ocppBounds(policy, attempt, previous);
    case BackoffStrategy::Grpc:
        return grpcBounds(policy, attempt);
    case BackoffStrategy::User:
        return userBounds(policy, attempt, previous);
    case BackoffStrategy::Never:
        return std::nullopt;
    case BackoffStrategy::Exponential:
        break;
    }
    return jittered(nominal, policy.jitterRatio, policy.jitterMode, policy.maxBackoff);
}

nanoseconds offsetFor(const ReconnectPolicy& policy, std::uint32_t attempt)
{
    const bool applies = attempt == 1 || policy.offsetScope == OffsetScope::EveryAttempt;
    return applies ? policy.delayOffset : nanoseconds::zero();
}

/// With before_cap the draw is made below the uncapped limit and then cut: that is the pile-up at
/// max which the mode means.
nanoseconds drawBetween(const ReconnectPolicy& policy, const BackoffBounds& bounds, Random& random)
{
    const bool cutsAfterwards = policy.strategy == BackoffStrategy::Exponential &&
                                policy.jitterMode == JitterMode::BeforeCap;
    const nanoseconds high =
        cutsAfterwards ? saturated(real(bounds.nominal) * (1.0 + policy.jitterRatio)) : bounds.high;
    if (bounds.low >= high)
        return bounds.low;
    return std::min(nanoseconds(random.between(bounds.low.count(), high.count())), bounds.high);
}

/// The envelope before the offset, and the offset that belongs to it.
struct Wait
{
    BackoffBounds bounds;
    nanoseconds offset;
};

std::optional<Wait> waitBefore(const ReconnectPolicy& policy, std::uint32_t attempt,
                               std::optional<nanoseconds> previous)
{
    const std::uint32_t n = std::max<std::uint32_t>(attempt, 1);
    if (n == 1)
        previous.reset();
    if (previous)
        previous = std::max(*previous - offsetFor(policy, n - 1), nanoseconds::zero());
    const auto bounds = envelope(policy, n, previous);
    return bounds ? std::optional(Wait{*bounds, offsetFor(policy, n)}) : std::nullopt;
}

BackoffBounds later(const BackoffBounds& bounds, nanoseconds offset)
{
    return {plus(bounds.nominal, offset), plus(bounds.low, offset), plus(bounds.high, offset)};
}

} // namespace

std::optional<BackoffBounds> backoffBounds(const ReconnectPolicy& policy, std::uint32_t attempt,
                                           std::optional<nanoseconds> previous)
{
    const auto wait = waitBefore(policy, attempt, previous);
    return wait ? std::optional(later(wait->bounds, wait->offset)) : std::nullopt;
}

std::optional<DrawnBackoff> drawBackoff(const ReconnectPolicy& policy, std::uint32_t attempt,
                                        std::optional<nanoseconds> previous, Random& random)
{
    const auto wait = waitBefore(policy, attempt, previous);
    if (!wait)
        return std::nullopt;
    const nanoseconds delay = drawBetween(policy, wait->bounds, random);
    return DrawnBackoff{plus(delay, wait->offset), later(wait->bounds, wait->offset)};
}

} // namespace redial

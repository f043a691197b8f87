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

/// initial * multiplier^(n-1), not above max: exact as long as it is below max and the multiplier
/// is 2.
nanoseconds nominalOf(const ReconnectPolicy& policy, std::uint32_t attempt)
{
    const double grown =
        real(policy.initialBackoff) * std::pow(policy.multiplier, static_cast<double>(attempt - 1));
    return std::isfinite(grown) ? std::min(saturated(grown), policy.maxBackoff) : policy.maxBackoff;
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
    const double factor = std::pow(2.0, static_cast<double>(doublings));
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

BackoffBounds envelope(const ReconnectPolicy& policy, std::uint32_t attempt,
                       std::optional<nanoseconds> previous)
{
    const nanoseconds nominal = nominalOf(policy, attempt);
    switch (policy.strategy) {
    case BackoffStrategy::Full:
        return {nominal, nanoseconds::zero(), nominal};
    case BackoffStrategy::Equal:
        return {nominal, nominal / 2, nominal};
    case BackoffStrategy::Decorrelated:
        return decorrelatedBounds(policy, attempt, previous);
    case BackoffStrategy::Fixed:
        return jittered(policy.initialBackoff, policy.jitterRatio, JitterMode::AfterCap,
                        policy.maxBackoff);
    case BackoffStrategy::Table: {
        if (policy.table.empty())
            return {};
        const std::size_t index = std::min<std::size_t>(attempt - 1, policy.table.size() - 1);
        return jittered(policy.table[index], policy.jitterRatio, JitterMode::AfterCap,
                        policy.maxBackoff);
    }
    case BackoffStrategy::Ocpp:
        return ocppBounds(policy, attempt, previous);
    case BackoffStrategy::Grpc:
        return jittered(nominal, policy.jitterRatio, JitterMode::AfterCap, policy.maxBackoff);
    case BackoffStrategy::Exponential:
    case BackoffStrategy::Never:
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

std::optional<nanoseconds> withoutOffset(std::optional<nanoseconds> previous,
                                         const ReconnectPolicy& policy, std::uint32_t attempt)
{
    if (!previous)
        return previous;
    return std::max(*previous - offsetFor(policy, attempt), nanoseconds::zero());
}

} // namespace

std::optional<BackoffBounds> backoffBounds(const ReconnectPolicy& policy, std::uint32_t attempt,
                                           std::optional<std::chrono::nanoseconds> previous)
{
    if (policy.strategy == BackoffStrategy::Never)
        return std::nullopt;
    const std::uint32_t n = std::max<std::uint32_t>(attempt, 1);
    const nanoseconds offset = offsetFor(policy, n);
    const auto before = n > 1 ? withoutOffset(previous, policy, n - 1) : std::nullopt;
    const BackoffBounds bounds = envelope(policy, n, before);
    return BackoffBounds{plus(bounds.nominal, offset), plus(bounds.low, offset),
                         plus(bounds.high, offset)};
}

std::optional<std::chrono::nanoseconds>
drawBackoff(const ReconnectPolicy& policy, std::uint32_t attempt,
            std::optional<std::chrono::nanoseconds> previous, Random& random)
{
    if (policy.strategy == BackoffStrategy::Never)
        return std::nullopt;
    const std::uint32_t n = std::max<std::uint32_t>(attempt, 1);
    const auto before = n > 1 ? withoutOffset(previous, policy, n - 1) : std::nullopt;
    return plus(drawBetween(policy, envelope(policy, n, before), random), offsetFor(policy, n));
}

} // namespace redial

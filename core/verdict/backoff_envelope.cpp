// SPDX-License-Identifier: MIT
#include "core/verdict/backoff_envelope.h"

#include <algorithm>

namespace redial::oracle {

using std::chrono::nanoseconds;

nanoseconds delayOf(const RunView& run, EventNumber backoff)
{
    return run.duration(backoff, FieldKey::DelayNs).value_or(nanoseconds::zero());
}

std::optional<nanoseconds> retryAfterOf(const RunView& run, const VerdictContext& context,
                                        std::uint32_t epoch)
{
    const ConnectionStory* story = run.connection(epoch);
    if (!story || !story->retryAfter || !context.policy || !context.policy->honourRetryAfter)
        return std::nullopt;
    return std::min(*story->retryAfter, context.policy->retryAfterLimit);
}

std::optional<nanoseconds> previousWait(const RunView& run, const VerdictContext& context,
                                        EventNumber backoff, EventNumber before)
{
    // What was drawn before is known only where Retry-After did not hide it.
    const bool follows = before != 0 && run.attempt(before) + 1 == run.attempt(backoff) &&
                         !retryAfterOf(run, context, run.epoch(before));
    return follows ? std::optional(delayOf(run, before)) : std::nullopt;
}

std::optional<BackoffBounds> policyBounds(const RunView& run, const VerdictContext& context,
                                          EventNumber backoff, EventNumber before)
{
    const ReconnectPolicy& policy = *context.policy;
    const std::uint32_t attempt = run.attempt(backoff);
    auto bounds = backoffBounds(policy, attempt, previousWait(run, context, backoff, before));
    if (!bounds)
        return std::nullopt;
    const std::uint32_t epoch = run.epoch(backoff);
    const ConnectionStory* story = run.connection(epoch);
    if (policy.strategy == BackoffStrategy::Grpc && story) {
        const nanoseconds elapsed =
            std::max(run.time(backoff) - run.time(story->begin), nanoseconds::zero());
        const nanoseconds high = std::max(bounds->high - elapsed, nanoseconds::zero());
        bounds->low = std::max(bounds->low - elapsed - context.tolerance, nanoseconds::zero());
        bounds->high = high + std::min(context.tolerance, nanoseconds::max() - high);
    }
    if (const auto asked = retryAfterOf(run, context, epoch)) {
        bounds->low = std::max(bounds->low, *asked);
        bounds->high = std::max(bounds->high, *asked);
    }
    return bounds;
}

std::optional<BackoffBounds> recordedBounds(const RunView& run, EventNumber backoff)
{
    const auto low = run.duration(backoff, FieldKey::LowNs);
    const auto high = run.duration(backoff, FieldKey::HighNs);
    if (!low || !high)
        return std::nullopt;
    return BackoffBounds{run.duration(backoff, FieldKey::NominalNs).value_or(*low), *low, *high};
}

} // namespace redial::oracle

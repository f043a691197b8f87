// SPDX-License-Identifier: MIT
#include "core/base/duration_text.h"
#include "core/verdict/backoff_envelope.h"
#include "core/verdict/oracle_functions.h"

#include <algorithm>

namespace redial::oracle {

namespace {

using std::chrono::nanoseconds;

/// The shortest wait that the policy can ever draw. Beyond the table, waits never shrink once the
/// offset of the first attempt is gone.
nanoseconds shortestWait(const ReconnectPolicy& policy)
{
    const std::size_t attempts =
        policy.strategy == BackoffStrategy::Table ? policy.table.size() + 1 : 2;
    nanoseconds shortest = nanoseconds::max();
    for (std::uint32_t attempt = 1; attempt <= attempts; ++attempt) {
        if (const auto bounds = backoffBounds(policy, attempt))
            shortest = std::min(shortest, bounds->low);
    }
    return shortest == nanoseconds::max() ? nanoseconds::zero() : shortest;
}

bool growthIsPromised(const ReconnectPolicy& policy, std::uint32_t attempt)
{
    const double ratio = policy.jitterRatio;
    return policy.strategy == BackoffStrategy::Exponential &&
           policy.multiplier * (1.0 - ratio) > 1.0 + ratio &&
           policy.initialBackoff > nanoseconds::zero() &&
           // The offset after a disconnect makes the first wait longer than its like.
           policy.delayOffset == nanoseconds::zero() &&
           backoffBounds(policy, attempt)->nominal < policy.maxBackoff;
}

/// Whether the connection let the attempts count from 1 again; absent if it cannot be told.
std::optional<bool> wasReset(const RunView& run, const VerdictContext& context,
                             const ConnectionStory& story)
{
    switch (context.policy->resetOn) {
    case ResetOn::Open:
        return story.opened != 0;
    case ResetOn::Ready:
        return story.ready != 0;
    case ResetOn::Stable:
        break;
    }
    if (story.ready == 0)
        return false;
    const EventNumber end = story.offline != 0 ? story.offline : story.end();
    const nanoseconds uptime = run.time(end) - run.time(story.ready);
    const nanoseconds needed = context.policy->minimumUptime;
    if (std::chrono::abs(uptime - needed) <= context.tolerance)
        return std::nullopt;
    return uptime >= needed;
}

} // namespace

OracleAnswer p01(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    EventNumber before = 0;
    for (const EventNumber number : run.client()) {
        if (run.kind(number) != EventKind::BackoffScheduled)
            continue;
        const auto bounds = context.policy ? policyBounds(run, context, number, before)
                                           : recordedBounds(run, number);
        before = number;
        if (!bounds)
            continue;
        const nanoseconds delay = delayOf(run, number);
        examination.require(delay >= bounds->low && delay <= bounds->high, {number}, [&] {
            return QStringLiteral("The wait before attempt %1 was %2; the policy allows %3 to %4.")
                .arg(run.attempt(number))
                .arg(formatDuration(delay), formatDuration(bounds->low),
                     formatDuration(bounds->high));
        });
    }
    return examination.answer(QStringLiteral("All %1 waits lay within the policy's bounds."),
                              QStringLiteral("No back-off was scheduled."));
}

OracleAnswer p02(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    EventNumber scheduled = 0;
    for (const EventNumber number : run.client()) {
        const EventKind kind = run.kind(number);
        if (kind == EventKind::BackoffScheduled)
            scheduled = number;
        else if (kind == EventKind::Stopped || kind == EventKind::Started)
            scheduled = 0;
        if (kind != EventKind::ConnectBegin || scheduled == 0)
            continue;
        const nanoseconds waited = run.time(number) - run.time(scheduled);
        const nanoseconds promised = delayOf(run, scheduled);
        const nanoseconds tolerance =
            context.toleranceFor(run, run.time(scheduled), promised, run.time(number));
        examination.require(
            std::chrono::abs(waited - promised) <= tolerance, {scheduled, number}, [&] {
                return QStringLiteral("Attempt %1 began after %2; its back-off was %3.")
                    .arg(run.attempt(scheduled))
                    .arg(formatDuration(waited), formatDuration(promised));
            });
        scheduled = 0;
    }
    return examination.answer(QStringLiteral("All %1 attempts began when their back-off ended."),
                              QStringLiteral("No attempt followed a back-off."));
}

OracleAnswer p03(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    EventNumber before = 0;
    for (const EventNumber number : run.client()) {
        if (run.kind(number) != EventKind::BackoffScheduled)
            continue;
        const bool follows = before != 0 && run.attempt(number) == run.attempt(before) + 1;
        if (follows && context.policy && growthIsPromised(*context.policy, run.attempt(number)) &&
            !retryAfterOf(run, context, run.epoch(before)) &&
            !retryAfterOf(run, context, run.epoch(number)))
            examination.require(delayOf(run, number) > delayOf(run, before), {before, number}, [&] {
                return QStringLiteral("The wait before attempt %1 was %2, no longer than the "
                                      "%3 before it.")
                    .arg(run.attempt(number))
                    .arg(formatDuration(delayOf(run, number)),
                         formatDuration(delayOf(run, before)));
            });
        before = number;
    }
    return examination.answer(
        QStringLiteral("Each of %1 waits was longer than the one before it."),
        QStringLiteral("No two waits followed each other below the longest one, or the policy's "
                       "jitter promises no growth."));
}

OracleAnswer p07(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    const nanoseconds shortest =
        context.policy ? shortestWait(*context.policy) : nanoseconds::zero();
    EventNumber before = 0;
    for (const EventNumber number : run.client()) {
        if (run.kind(number) == EventKind::Started)
            before = 0;
        if (run.kind(number) != EventKind::ConnectBegin || shortest <= nanoseconds::zero())
            continue;
        // If each gap is long enough, so is every window: connects <= 1 + window / shortest.
        if (before != 0) {
            const nanoseconds gap = run.time(number) - run.time(before);
            examination.require(gap >= shortest - context.tolerance, {before, number}, [&] {
                return QStringLiteral("Two attempts began %1 apart; the policy's shortest wait is "
                                      "%2.")
                    .arg(formatDuration(gap), formatDuration(shortest));
            });
        }
        before = number;
    }
    return examination.answer(
        QStringLiteral("All %1 gaps between attempts were long enough."),
        QStringLiteral("There was no second attempt, or the policy allows waits of 0."));
}

OracleAnswer p08(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    std::uint32_t current = 0;
    for (const EventNumber number : run.client()) {
        const EventKind kind = run.kind(number);
        if (kind == EventKind::Started)
            current = 0;
        else if (kind == EventKind::ConnectBegin)
            current = run.attempt(number);
        if (kind != EventKind::BackoffScheduled || !context.policy || current == 0)
            continue;
        const ConnectionStory* story = run.connection(run.epoch(number));
        const auto reset = story ? wasReset(run, context, *story) : std::nullopt;
        if (!reset)
            continue;
        const std::uint32_t expected = *reset ? 1 : current + 1;
        examination.require(run.attempt(number) == expected, {story->begin, number}, [&] {
            return QStringLiteral("Attempt %1 followed connection %2, which %3; it should be "
                                  "attempt %4.")
                .arg(run.attempt(number))
                .arg(story->epoch)
                .arg(*reset ? QStringLiteral("had been ready") : QStringLiteral("never was ready"))
                .arg(expected);
        });
    }
    return examination.answer(
        QStringLiteral("All %1 attempts were counted on or reset as they should be."),
        QStringLiteral("No connection ended that had needed more than one attempt."));
}

OracleAnswer p10(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    const auto& connections = run.connections();
    for (std::size_t i = 0; i + 1 < connections.size(); ++i) {
        const auto asked = retryAfterOf(run, context, connections[i].epoch);
        const EventNumber end = connections[i].end();
        if (!asked || end == 0)
            continue;
        const EventNumber next = connections[i + 1].begin;
        const nanoseconds waited = run.time(next) - run.time(end);
        examination.require(waited >= *asked - context.tolerance, {end, next}, [&] {
            return QStringLiteral("The next attempt began after %1; the server had asked for %2.")
                .arg(formatDuration(waited), formatDuration(*asked));
        });
    }
    return examination.answer(QStringLiteral("Retry-After was waited for %1 times."),
                              QStringLiteral("No server sent Retry-After."));
}

} // namespace redial::oracle

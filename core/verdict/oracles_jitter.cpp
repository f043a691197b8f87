// SPDX-License-Identifier: MIT
// How waits are spread over their envelope: what keeps a thousand stations from coming back at
// once.
#include "core/verdict/backoff_envelope.h"
#include "core/verdict/oracle_functions.h"
#include "core/verdict/statistics.h"

#include <algorithm>

namespace redial::oracle {

namespace {

/// Where in its envelope a wait lies.
struct Share
{
    EventNumber backoff = 0;
    double share = 0;
    bool atTheCap = false;
    /// The policy promises that it is uniform.
    bool isUniform = true;
};

/// Narrower than this the clock's grain shows.
constexpr std::chrono::nanoseconds narrowest = std::chrono::microseconds(1);

/// before_cap cuts what was drawn at the longest wait: the pile-up there is what the mode means.
bool isCut(const ReconnectPolicy& policy, const BackoffBounds& bounds)
{
    return policy.strategy == BackoffStrategy::Exponential &&
           policy.jitterMode == JitterMode::BeforeCap && bounds.high >= policy.maxBackoff;
}

/// The limits that the wait was drawn between, if the log lets them be known exactly.
std::optional<BackoffBounds> exactBounds(const RunView& run, const VerdictContext& context,
                                         EventNumber backoff, EventNumber before)
{
    if (!context.policy)
        return recordedBounds(run, backoff);
    const ReconnectPolicy& policy = *context.policy;
    if (retryAfterOf(run, context, run.epoch(backoff)))
        return std::nullopt;
    const bool dependsOnLast = policy.strategy == BackoffStrategy::Decorrelated ||
                               policy.strategy == BackoffStrategy::Ocpp;
    if (dependsOnLast && run.attempt(backoff) > 1 && !previousWait(run, context, backoff, before))
        return std::nullopt;
    // gRPC's count from the attempt's start, which only the client knows exactly; a program's own
    // function promises no shape.
    if (policy.strategy == BackoffStrategy::Grpc)
        return recordedBounds(run, backoff);
    if (policy.strategy == BackoffStrategy::User)
        return std::nullopt;
    return policyBounds(run, context, backoff, before);
}

std::vector<Share> sharesOf(const RunView& run, const VerdictContext& context)
{
    std::vector<Share> shares;
    EventNumber before = 0;
    for (const EventNumber number : run.client()) {
        if (run.kind(number) != EventKind::BackoffScheduled)
            continue;
        const auto bounds = exactBounds(run, context, number, before);
        before = number;
        if (!bounds || bounds->high - bounds->low < narrowest)
            continue;
        const double width = static_cast<double>((bounds->high - bounds->low).count());
        const double within = static_cast<double>((delayOf(run, number) - bounds->low).count());
        const ReconnectPolicy policy = context.policy.value_or(ReconnectPolicy{});
        shares.push_back({number, std::clamp(within / width, 0.0, 1.0),
                          context.policy && bounds->nominal >= policy.maxBackoff,
                          !context.policy || !isCut(policy, *bounds)});
    }
    return shares;
}

std::vector<double> numbersOf(const std::vector<Share>& shares)
{
    std::vector<double> numbers;
    for (const Share& share : shares)
        numbers.push_back(share.share);
    return numbers;
}

QString figures(const Uniformity& found)
{
    return QStringLiteral("Kolmogorov-Smirnov D %1, chi-square over %2 bins %3, lag-1 "
                          "autocorrelation %4")
        .arg(found.kolmogorovSmirnov, 0, 'f', 4)
        .arg(Uniformity::bins)
        .arg(found.chiSquare, 0, 'f', 1)
        .arg(found.lagOne, 0, 'f', 3);
}

QString complaint(const Uniformity& found)
{
    QStringList wrong;
    if (!found.isUniformByDistance() || !found.isUniformByBins())
        wrong << QStringLiteral("not spread evenly over their bounds");
    if (!found.isIndependent())
        wrong << QStringLiteral("not independent of each other");
    return wrong.join(QLatin1String(" and "));
}

OracleAnswer tooFew(std::size_t found, const QString& what)
{
    return {OracleOutcome::NotExercised,
            {},
            QStringLiteral("Too few: %1 %2; at least %3 are needed to judge their shape.")
                .arg(found)
                .arg(what)
                .arg(Uniformity::fewest)};
}

OracleAnswer judgeShape(const std::vector<Share>& shares)
{
    const Uniformity found = uniformityOf(numbersOf(shares));
    if (found.holds())
        return {OracleOutcome::Pass,
                {},
                QStringLiteral("%1 waits are as even as chance makes them: %2.")
                    .arg(found.count)
                    .arg(figures(found))};
    return {OracleOutcome::Fail,
            {shares.front().backoff, shares.back().backoff},
            QStringLiteral("%1 waits are %2: %3.")
                .arg(found.count)
                .arg(complaint(found), figures(found))};
}

} // namespace

OracleAnswer p05(const RunView& run, const VerdictContext& context)
{
    std::vector<Share> shares = sharesOf(run, context);
    std::erase_if(shares, [](const Share& share) { return !share.isUniform; });
    if (shares.size() < Uniformity::fewest)
        return tooFew(shares.size(), QStringLiteral("waits with jitter"));
    return judgeShape(shares);
}

OracleAnswer p06(const RunView& run, const VerdictContext& context)
{
    std::vector<Share> shares = sharesOf(run, context);
    std::erase_if(shares, [](const Share& share) { return !share.atTheCap; });
    if (shares.size() < Uniformity::fewest)
        return tooFew(shares.size(), QStringLiteral("waits with jitter at the longest wait"));
    if (sampleVariance(numbersOf(shares)) <= 0)
        return {
            OracleOutcome::Fail,
            {shares.front().backoff, shares.back().backoff},
            QStringLiteral("All %1 waits at the longest wait are the same.").arg(shares.size())};
    const bool isCutThere = std::any_of(shares.begin(), shares.end(),
                                        [](const Share& share) { return !share.isUniform; });
    if (isCutThere)
        return {OracleOutcome::Pass,
                {},
                QStringLiteral("%1 waits at the longest wait differ; with before_cap no shape is "
                               "promised there.")
                    .arg(shares.size())};
    return judgeShape(shares);
}

} // namespace redial::oracle

// SPDX-License-Identifier: MIT
// What a client does when it loses its connection, beside how long it waits.
#include "core/foreign/behaviour_estimate.h"

#include "core/base/duration_text.h"

#include <algorithm>
#include <cmath>

namespace redial {

namespace {

QString notMeasured(Situation situation)
{
    return QStringLiteral("not measured: the situation \"%1\" did not come up")
        .arg(sentenceOf(situation));
}

/// The silence in that situation, if there was one.
const Observations::Silence* silenceIn(const Observations& observations, Situation situation)
{
    for (const auto& silence : observations.silences)
        if (silence.situation == situation)
            return &silence;
    return nullptr;
}

double secondsOf(std::chrono::nanoseconds duration)
{
    return std::chrono::duration<double>(duration).count();
}

/// That nobody asked it for.
double longestOwnWait(const Observations& observations)
{
    double longest = 0;
    for (std::size_t i = 1; i < observations.connections.size(); ++i) {
        const auto treatment = observations.connections[i - 1].treatment;
        const bool isOwn = treatment == Treatment::Unheard || treatment == Treatment::Opened ||
                           treatment == Treatment::Ready;
        const auto wait = isOwn ? waitBefore(observations, i) : std::nullopt;
        longest = std::max(longest, wait.value_or(0));
    }
    return longest;
}

} // namespace

Estimate giveUpOf(const Observations& observations)
{
    const QString id = QStringLiteral("give_up");
    const QString title = QStringLiteral("gives up");
    std::size_t longest = 0;
    std::size_t inRow = 0;
    EventNumber last = 0;
    for (const ObservedConnection& link : observations.connections) {
        const bool failed = link.treatment && *link.treatment != Treatment::LetIn &&
                            *link.treatment != Treatment::Silent;
        inRow = failed ? inRow + 1 : 0;
        if (inRow > longest) {
            longest = inRow;
            last = link.accepted.event;
        }
    }
    for (const auto& silence : observations.silences) {
        if (silence.situation == Situation::Unauthorized || silence.attempts == 0)
            continue;
        Estimate estimate{id,
                          title,
                          Estimate::Unit::Count,
                          {},
                          double(silence.attempts),
                          double(silence.attempts),
                          double(silence.attempts),
                          1,
                          {silence.at.event},
                          {}};
        return estimate;
    }
    if (longest == 0)
        return unknownEstimate(id, title, notMeasured(Situation::Outage));
    return wordEstimate(id, title, QStringLiteral("not within %1 failures in a row").arg(longest),
                        longest, {last});
}

Estimate retryAfterOf(const Observations& observations)
{
    const QString id = QStringLiteral("retry_after");
    const QString title = QStringLiteral("Retry-After");
    for (std::size_t i = 0; i + 1 < observations.connections.size(); ++i) {
        const ObservedConnection& link = observations.connections[i];
        if (link.treatment != Treatment::RetryAfter)
            continue;
        const auto wait = waitBefore(observations, i + 1);
        if (!wait)
            continue;
        const double told = secondsOf(link.retryAfter);
        const bool honoured = *wait >= told - observations.noise;
        if (honoured && told <= longestOwnWait(observations))
            return unknownEstimate(
                id, title,
                QStringLiteral("its own waits are as long as the %1 that it was told")
                    .arg(formatDuration(link.retryAfter)));
        return wordEstimate(
            id, title,
            QStringLiteral("%1 (told %2, came after %3)")
                .arg(honoured ? QStringLiteral("honoured") : QStringLiteral("ignored"),
                     formatDuration(link.retryAfter),
                     formatDuration(std::chrono::nanoseconds(std::int64_t(*wait * 1e9)))),
            1, {link.ended.event, observations.connections[i + 1].accepted.event});
    }
    if (const auto* silence = silenceIn(observations, Situation::RetryAfter))
        return wordEstimate(id, title, QStringLiteral("stayed away after a 503"), 1,
                            {silence->at.event});
    return unknownEstimate(id, title, notMeasured(Situation::RetryAfter));
}

Estimate unauthorizedOf(const Observations& observations)
{
    const QString id = QStringLiteral("unauthorized");
    const QString title = QStringLiteral("after 401");
    for (std::size_t i = 0; i + 1 < observations.connections.size(); ++i) {
        const ObservedConnection& link = observations.connections[i];
        if (link.treatment == Treatment::Unauthorized && waitBefore(observations, i + 1))
            return wordEstimate(id, title, QStringLiteral("comes again"), 1,
                                {link.ended.event, observations.connections[i + 1].accepted.event});
    }
    if (const auto* silence = silenceIn(observations, Situation::Unauthorized))
        return wordEstimate(id, title, QStringLiteral("stays away"), 1, {silence->at.event});
    return unknownEstimate(id, title, notMeasured(Situation::Unauthorized));
}

Estimate refusedPortOf(const Observations& observations)
{
    const QString id = QStringLiteral("refused_port");
    const QString title = QStringLiteral("after a refused port");
    for (const ObservedConnection& link : observations.connections) {
        if (observations.portOpened && link.accepted.event > observations.portOpened.event &&
            link.situation == Situation::PortClosed)
            return wordEstimate(id, title, QStringLiteral("comes again"), 1,
                                {observations.portClosed.event, link.accepted.event});
    }
    if (const auto* silence = silenceIn(observations, Situation::PortClosed))
        return wordEstimate(id, title, QStringLiteral("stays away"), 1,
                            {observations.portClosed.event, silence->at.event});
    return unknownEstimate(id, title, notMeasured(Situation::PortClosed));
}

Estimate pingOf(const Observations& observations)
{
    const QString id = QStringLiteral("ping_interval");
    const QString title = QStringLiteral("ping interval");
    std::vector<double> gaps;
    std::vector<EventNumber> evidence;
    double longestStand = 0;
    for (const ObservedConnection& link : observations.connections) {
        longestStand = std::max(longestStand, secondsOf(link.uptime()));
        for (std::size_t i = 1; i < link.pings.size(); ++i) {
            gaps.push_back(secondsOf(link.pings[i].time - link.pings[i - 1].time));
            if (evidence.size() + 1 < Estimate::mostEvidence) {
                evidence.push_back(link.pings[i - 1].event);
                evidence.push_back(link.pings[i].event);
            }
        }
    }
    if (gaps.empty())
        return unknownEstimate(
            id, title,
            QStringLiteral("no two pings came on any connection; the longest stood %1")
                .arg(formatDuration(std::chrono::nanoseconds(std::int64_t(longestStand * 1e9)))));
    std::sort(gaps.begin(), gaps.end());
    const double middle = gaps[(gaps.size() - 1) / 2];
    return {id,
            title,
            Estimate::Unit::Seconds,
            {},
            middle,
            std::max(0.0, middle - observations.noise),
            middle + observations.noise,
            gaps.size(),
            evidence,
            {}};
}

Estimate halfOpenOf(const Observations& observations)
{
    const QString id = QStringLiteral("half_open");
    const QString title = QStringLiteral("notices silence after");
    for (std::size_t i = 0; i < observations.connections.size(); ++i) {
        const ObservedConnection& link = observations.connections[i];
        if (!link.silent)
            continue;
        const bool noticed = link.ended && link.endedByClient;
        const bool cameAgain = i + 1 < observations.connections.size() &&
                               (!link.ended || noticed ||
                                observations.connections[i + 1].accepted.event < link.ended.event);
        if (noticed || (cameAgain && !link.ended)) {
            const Moment& at = noticed ? link.ended : observations.connections[i + 1].accepted;
            const double after = secondsOf(at.time - link.silent.time);
            return {id,    title, Estimate::Unit::Seconds,       {}, after, after,
                    after, 1,     {link.silent.event, at.event}, {}};
        }
        const auto end = link.ended ? link.ended : link.silent;
        return wordEstimate(
            id, title,
            QStringLiteral("not within %1").arg(formatDuration(end.time - link.silent.time)), 1,
            {link.silent.event, end.event});
    }
    return unknownEstimate(id, title, notMeasured(Situation::HalfOpen));
}

Estimate connectTimeoutOf(const Observations& observations)
{
    const QString id = QStringLiteral("connect_timeout");
    const QString title = QStringLiteral("connect time-out");
    double longest = 0;
    for (const ObservedConnection& link : observations.connections) {
        if (link.situation != Situation::Held || link.opened || !link.ended)
            continue;
        const double held = secondsOf(link.ended.time - link.accepted.time);
        if (link.endedByClient)
            return {id,
                    title,
                    Estimate::Unit::Seconds,
                    {},
                    held,
                    std::max(0.0, held - observations.noise),
                    held + observations.noise,
                    1,
                    {link.accepted.event, link.ended.event},
                    {}};
        longest = std::max(longest, held);
    }
    if (longest > 0)
        return unknownEstimate(
            id, title,
            QStringLiteral("it was longer than the %1 that an attempt was kept waiting")
                .arg(formatDuration(std::chrono::nanoseconds(std::int64_t(longest * 1e9)))));
    return unknownEstimate(id, title, notMeasured(Situation::Held));
}

std::vector<Estimate> BehaviourEstimate::all() const
{
    return {reset, countsFrom, giveUp,         retryAfter,  unauthorized, refusedPort,
            ping,  halfOpen,   connectTimeout, staleBursts, duplicates,   overlaps};
}

BehaviourEstimate estimateBehaviour(const Observations& observations,
                                    const std::optional<WaitModel>& model)
{
    return {resetOf(observations, model),   countsFromOf(observations, model),
            giveUpOf(observations),         retryAfterOf(observations),
            unauthorizedOf(observations),   refusedPortOf(observations),
            pingOf(observations),           halfOpenOf(observations),
            connectTimeoutOf(observations), staleBurstsOf(observations),
            duplicatesOf(observations),     overlapsOf(observations)};
}

} // namespace redial

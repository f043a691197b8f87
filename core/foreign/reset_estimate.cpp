// SPDX-License-Identifier: MIT
// When a client begins to count its attempts anew, and from when it counts its waits: each wait is
// compared with what the formula says of both possibilities.
#include "core/foreign/behaviour_estimate.h"

#include <algorithm>
#include <cmath>

namespace redial {

namespace {

/// How much less likely a wait is under one assumption than under another, in powers of e, so that
/// the assumption is dropped.
constexpr double decisive = 3;

/// The likelihood of a wait between limits; a wait outside of them is as unlikely as it is far.
double logLikelihood(double wait, WaitLimits limits, double noise)
{
    const double slack = noise + 0.03 * limits.high;
    const double low = std::max(0.0, limits.low - slack);
    const double high = limits.high + slack;
    const double outside = std::max({0.0, low - wait, wait - high});
    return -std::log(high - low) - 10 * outside / slack;
}

/// Likelihoods of a number of waits under "counts on" and "counts anew".
struct Comparison
{
    double countsOn = 0;
    double anew = 0;
    std::vector<EventNumber> events;
    std::size_t waits = 0;

    void add(const Observations& observations, std::size_t place, const WaitModel& model,
             std::uint32_t attempt)
    {
        const auto wait = waitBefore(observations, place);
        if (!wait)
            return;
        countsOn += logLikelihood(*wait, model.limits(attempt), observations.noise);
        anew += logLikelihood(*wait, model.limits(1), observations.noise);
        ++waits;
        if (events.size() + 1 < Estimate::mostEvidence) {
            events.push_back(observations.connections[place - 1].ended.event);
            events.push_back(observations.connections[place].accepted.event);
        }
    }
    std::optional<bool> beginsAnew() const
    {
        if (waits == 0 || std::abs(anew - countsOn) < decisive)
            return std::nullopt;
        return anew > countsOn;
    }
};

bool stood(const ObservedConnection& link, const Observations& observations)
{
    return link.treatment == Treatment::LetIn && link.uptime() >= observations.stable;
}

/// The waits after connections that were treated so, in a row.
Comparison after(const Observations& observations, const WaitModel& model, Treatment treatment)
{
    Comparison comparison;
    std::uint32_t attempt = 0;
    for (std::size_t i = 1; i < observations.connections.size(); ++i) {
        const ObservedConnection& before = observations.connections[i - 1];
        if (stood(before, observations)) {
            attempt = 1;
            continue;
        }
        attempt = attempt > 0 && before.treatment == treatment ? attempt + 1 : 0;
        if (attempt > 1)
            comparison.add(observations, i, model, attempt);
    }
    return comparison;
}

/// The first waits after connections that stood, behind an outage in which the waits had grown.
Comparison afterStanding(const Observations& observations, const WaitModel& model)
{
    Comparison comparison;
    std::uint32_t failures = 0;
    for (std::size_t i = 1; i < observations.connections.size(); ++i) {
        const ObservedConnection& before = observations.connections[i - 1];
        if (before.treatment == Treatment::Unheard)
            ++failures;
        if (stood(before, observations) && failures > 1)
            comparison.add(observations, i, model, failures + 1);
        if (before.treatment != Treatment::Unheard && before.treatment != Treatment::LetIn)
            failures = 0;
        if (stood(before, observations))
            failures = 0;
    }
    return comparison;
}

/// By the fourth attempt.
bool grows(const WaitModel& model)
{
    const WaitLimits first = model.limits(1);
    const WaitLimits fourth = model.limits(4);
    return model.kind == JitterKind::Decorrelated ||
           fourth.low + fourth.high > 1.2 * std::max(first.low + first.high, 2e-3);
}

} // namespace

Estimate resetOf(const Observations& observations, const std::optional<WaitModel>& model)
{
    const QString id = QStringLiteral("reset");
    const QString title = QStringLiteral("counts attempts anew");
    if (!model)
        return unknownEstimate(id, title, QStringLiteral("the formula of the waits is not known"));
    if (!grows(*model))
        return unknownEstimate(id, title,
                               QStringLiteral("the waits do not grow: it makes no difference"));
    const Comparison opened = after(observations, *model, Treatment::Opened);
    const Comparison ready = after(observations, *model, Treatment::Ready);
    const Comparison standing = afterStanding(observations, *model);
    const auto say = [&](const char* word, const Comparison& by) {
        return wordEstimate(id, title, QLatin1String(word), by.waits, by.events);
    };
    if (opened.beginsAnew() == true)
        return say("on open", opened);
    if (ready.beginsAnew() == true && opened.beginsAnew() == false)
        return say("when ready", ready);
    if (standing.beginsAnew() == false)
        return say("never", standing);
    if (standing.beginsAnew() == true && ready.beginsAnew() == false)
        return say("when it has stood", standing);
    if (standing.beginsAnew() == true && opened.beginsAnew() == false && ready.waits == 0)
        return say("when it is ready or has stood", standing);
    if (opened.waits + ready.waits + standing.waits == 0)
        return unknownEstimate(id, title, QStringLiteral("not measured: no such waits were seen"));
    return unknownEstimate(id, title,
                           QStringLiteral("too few: %1 waits do not tell")
                               .arg(opened.waits + ready.waits + standing.waits));
}

Estimate countsFromOf(const Observations& observations, const std::optional<WaitModel>& model)
{
    const QString id = QStringLiteral("counts_from");
    const QString title = QStringLiteral("counts its waits from");
    if (!model)
        return unknownEstimate(id, title, QStringLiteral("the formula of the waits is not known"));
    double fromFailure = 0;
    double fromStart = 0;
    std::size_t waits = 0;
    std::vector<EventNumber> events;
    std::uint32_t attempt = 0;
    for (std::size_t i = 1; i < observations.connections.size(); ++i) {
        const ObservedConnection& before = observations.connections[i - 1];
        if (stood(before, observations))
            attempt = 1;
        else
            attempt = attempt > 0 && before.treatment.value_or(Treatment::LetIn) != Treatment::LetIn
                          ? attempt + 1
                          : 0;
        const auto wait = waitBefore(observations, i);
        if (!wait || attempt < 2 || before.situation != Situation::Held || before.opened)
            continue;
        const double lasted =
            std::chrono::duration<double>(before.ended.time - before.accepted.time).count();
        const WaitLimits limits = model->limits(attempt);
        fromFailure += logLikelihood(*wait, limits, observations.noise);
        fromStart += logLikelihood(
            *wait, {std::max(0.0, limits.low - lasted), std::max(0.0, limits.high - lasted)},
            observations.noise);
        ++waits;
        events.push_back(before.ended.event);
        events.push_back(observations.connections[i].accepted.event);
    }
    if (waits == 0)
        return unknownEstimate(id, title,
                               QStringLiteral("not measured: no attempt was kept waiting"));
    if (std::abs(fromFailure - fromStart) < decisive)
        return unknownEstimate(id, title,
                               QStringLiteral("too few: %1 waits do not tell").arg(waits));
    return wordEstimate(id, title,
                        fromFailure > fromStart ? QStringLiteral("the failure")
                                                : QStringLiteral("the attempt's start"),
                        waits, events);
}

} // namespace redial

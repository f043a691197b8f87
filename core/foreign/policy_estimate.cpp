// SPDX-License-Identifier: MIT
#include "core/foreign/policy_estimate.h"

#include "core/base/duration_text.h"
#include "core/foreign/wait_intervals.h"

#include <QStringList>

#include <algorithm>
#include <cmath>

namespace redial {

namespace {

const QString initialId = QStringLiteral("initial_delay");
const QString factorId = QStringLiteral("growth_factor");
const QString jitterId = QStringLiteral("jitter");
const QString ratioId = QStringLiteral("jitter_ratio");
const QString capId = QStringLiteral("cap");
const QString readingId = QStringLiteral("ocpp_reading");

const QString initialTitle = QStringLiteral("initial delay");
const QString factorTitle = QStringLiteral("growth factor");
const QString jitterTitle = QStringLiteral("jitter");
const QString ratioTitle = QStringLiteral("jitter ratio");
const QString capTitle = QStringLiteral("cap");
const QString readingTitle = QStringLiteral("OCPP reading");

QString seconds(double value)
{
    return formatDuration(std::chrono::nanoseconds(std::int64_t(value * 1e9)));
}

std::vector<EventNumber> eventsOf(const WaitData& data,
                                  const std::function<bool(const WaitSample&)>& wanted)
{
    std::vector<EventNumber> events;
    for (const WaitSample& sample : data.samples) {
        if (events.size() + 2 > Estimate::mostEvidence)
            break;
        if (!wanted(sample))
            continue;
        if (events.empty() || events.back() != sample.end)
            events.push_back(sample.end);
        events.push_back(sample.begin);
    }
    return events;
}

Estimate figure(const QString& id, const QString& title, Estimate::Unit unit,
                const Interval& interval, const WaitData& data,
                const std::function<bool(const WaitSample&)>& wanted)
{
    Estimate estimate{id, title, unit, {}, interval.value, interval.low, interval.high, 0, {}, {}};
    estimate.samples =
        std::size_t(std::count_if(data.samples.begin(), data.samples.end(),
                                  [&](const WaitSample& sample) { return wanted(sample); }));
    estimate.evidence = eventsOf(data, wanted);
    return estimate;
}

/// The formula that explains the waits best. `others`: the jitter of those that explain them about
/// as well.
std::optional<WaitFit> bestFit(const WaitData& data, QStringList& others)
{
    if (auto exact = fitExact(data))
        return exact;
    if (auto table = fitTable(data))
        return table;
    std::optional<WaitFit> best;
    std::vector<WaitFit> candidates;
    for (const auto fit : {fitProportional, fitDecorrelated, fitOcppA, fitOcppB}) {
        if (auto candidate = fit(data))
            candidates.push_back(std::move(*candidate));
    }
    const std::size_t count = data.samples.size();
    for (const WaitFit& candidate : candidates)
        if (!best || candidate.cost(count) < best->cost(count))
            best = candidate;
    constexpr double clearly = 4; // e^2 times as likely
    for (const WaitFit& candidate : candidates)
        if (candidate.model.kind != best->model.kind &&
            candidate.cost(count) < best->cost(count) + clearly)
            others << jitterText(candidate.model);
    return best;
}

bool isProportional(JitterKind kind)
{
    return kind == JitterKind::Ratio || kind == JitterKind::Full || kind == JitterKind::Equal;
}

void describeCap(PolicyEstimate& estimate, const WaitData& data, const WaitModel& model,
                 const WaitIntervals& intervals)
{
    const std::uint32_t growing = model.growing;
    if (model.kind == JitterKind::OcppA || model.kind == JitterKind::OcppB)
        estimate.cap = unknownEstimate(capId, capTitle,
                                       QStringLiteral("OCPP's formula has no cap but the number of "
                                                      "doublings, here %1")
                                           .arg(model.doublings));
    else if (model.cap)
        estimate.cap =
            figure(capId, capTitle, Estimate::Unit::Seconds, intervals.cap, data,
                   [growing](const WaitSample& sample) { return sample.attempt > growing; });
    else if (model.kind == JitterKind::Table)
        estimate.cap = unknownEstimate(
            capId, capTitle,
            QStringLiteral("the waits follow no formula; the longest "
                           "was %1")
                .arg(seconds(*std::max_element(model.table.begin(), model.table.end()))));
    else if (model.factor <= 1.001 && model.kind != JitterKind::Decorrelated)
        estimate.cap = unknownEstimate(capId, capTitle, QStringLiteral("the waits do not grow"));
    else
        estimate.cap = unknownEstimate(
            capId, capTitle,
            QStringLiteral("the waits still grew at attempt %1; let it make more attempts")
                .arg(data.highestAttempt()));
}

void describeReading(PolicyEstimate& estimate, const WaitData& data, const WaitModel& model)
{
    const auto every = [](const WaitSample&) { return true; };
    QString word = QStringLiteral("none");
    if (model.kind == JitterKind::OcppA)
        word = QStringLiteral("A: W %1, X %2, R %3")
                   .arg(seconds(model.initial), seconds(model.range))
                   .arg(model.doublings);
    else if (model.kind == JitterKind::OcppB)
        word = QStringLiteral("B with R %1, or B' with R %2: W %3, X %4")
                   .arg(model.doublings)
                   .arg(model.doublings + 1)
                   .arg(seconds(model.initial), seconds(model.range));
    else if (model.kind == JitterKind::None && std::abs(model.factor - 2) < 0.06)
        word = QStringLiteral("any, with X 0: W %1, %2")
                   .arg(seconds(model.initial),
                        model.cap ? QStringLiteral("R %1").arg(
                                        std::lround(std::log2(*model.cap / model.initial)))
                                  : QStringLiteral("R not reached"));
    estimate.ocppReading =
        wordEstimate(readingId, readingTitle, word, data.samples.size(), eventsOf(data, every));
}

/// The same wait each time, as far as the noise lets anybody see.
bool hidesJitter(const WaitData& data, const WaitModel& model)
{
    constexpr double mostNoise = 0.1; // of the longest wait: half of a usual jitter
    double longest = 0;
    for (const WaitSample& sample : data.samples)
        longest = std::max(longest, sample.seconds);
    return model.kind == JitterKind::None && data.noise > mostNoise * longest;
}

Estimate initialOf(const WaitData& data, const WaitModel& model, const Interval& interval)
{
    const std::uint32_t last = model.kind == JitterKind::Table ? 1 : 3;
    const auto early = [last](const WaitSample& sample) { return sample.attempt <= last; };
    if (last == 1 && std::none_of(data.samples.begin(), data.samples.end(), early))
        return unknownEstimate(
            initialId, initialTitle,
            QStringLiteral("the waits follow no formula, and none before attempt 1 was counted"));
    return figure(initialId, initialTitle, Estimate::Unit::Seconds, interval, data, early);
}

void describe(PolicyEstimate& estimate, const WaitData& data, const WaitFit& fit)
{
    const WaitModel& model = fit.model;
    const WaitIntervals intervals = intervalsOf(data, fit);
    const auto every = [](const WaitSample&) { return true; };
    estimate.initial = initialOf(data, model, intervals.initial);
    if (model.kind == JitterKind::Table)
        estimate.factor = unknownEstimate(factorId, factorTitle,
                                          QStringLiteral("the waits repeat, but follow no "
                                                         "geometric growth"));
    else
        estimate.factor =
            figure(factorId, factorTitle, Estimate::Unit::None, intervals.factor, data, every);
    estimate.jitter = hidesJitter(data, model)
                          ? unknownEstimate(jitterId, jitterTitle,
                                            QStringLiteral("waits look up to %1 longer than they "
                                                           "were, too much for waits so short")
                                                .arg(seconds(data.noise)))
                          : wordEstimate(jitterId, jitterTitle, jitterText(model),
                                         data.samples.size(), eventsOf(data, every));
    if (isProportional(model.kind) && model.kind == JitterKind::Ratio)
        estimate.ratio =
            figure(ratioId, ratioTitle, Estimate::Unit::None, intervals.ratio, data, every);
    else
        estimate.ratio = unknownEstimate(ratioId, ratioTitle,
                                         QStringLiteral("jitter of this kind has no ratio"));
    describeCap(estimate, data, model, intervals);
    describeReading(estimate, data, model);
}

/// Several kinds of jitter are about as likely.
void leaveOpen(PolicyEstimate& estimate, const WaitData& data, const QStringList& others)
{
    const QString why =
        QStringLiteral("too few: %1 waits are explained about as well by: %2; "
                       "let it make more attempts")
            .arg(data.samples.size())
            .arg((QStringList(jitterText(*estimate.model)) + others).join(QStringLiteral(", or ")));
    estimate.jitter = unknownEstimate(jitterId, jitterTitle, why);
    estimate.ratio =
        unknownEstimate(ratioId, ratioTitle, QStringLiteral("the jitter is not known"));
    estimate.ocppReading =
        unknownEstimate(readingId, readingTitle, QStringLiteral("the jitter is not known"));
}

} // namespace

QString jitterText(const WaitModel& model)
{
    switch (model.kind) {
    case JitterKind::None:
        return QStringLiteral("none");
    case JitterKind::Full:
        return QStringLiteral("full");
    case JitterKind::Equal:
        return QStringLiteral("equal");
    case JitterKind::Decorrelated:
        return QStringLiteral("decorrelated");
    case JitterKind::OcppA:
        return QStringLiteral("a random value added to each wait");
    case JitterKind::OcppB:
        return QStringLiteral("a random value added to the doubled wait");
    case JitterKind::Table:
        return QStringLiteral("none (a table)");
    case JitterKind::Ratio:
        break;
    }
    return model.cutsAtCap ? QStringLiteral("uniform ratio, cut at the cap")
                           : QStringLiteral("uniform ratio");
}

bool PolicyEstimate::isExact() const
{
    return model && (model->kind == JitterKind::None || model->kind == JitterKind::Table);
}

bool PolicyEstimate::isBetterThan(const PolicyEstimate& other) const
{
    constexpr double clearly = 10; // e^5 times as likely
    if (!model || !other.model)
        return model.has_value();
    if (isExact() != other.isExact())
        return isExact();
    return cost < other.cost - clearly;
}

std::vector<Estimate> PolicyEstimate::all() const
{
    return {initial, factor, jitter, ratio, cap, ocppReading};
}

PolicyEstimate estimatePolicy(const WaitData& data)
{
    PolicyEstimate estimate;
    QStringList others;
    const auto fit = bestFit(data, others);
    if (fit) {
        estimate.model = fit->model;
        estimate.cost = fit->cost(data.samples.size());
        describe(estimate, data, *fit);
        if (!others.isEmpty())
            leaveOpen(estimate, data, others);
        return estimate;
    }
    const QString why =
        data.samples.size() < fewestJittered
            ? QStringLiteral("too few: %1 waits, of which no formula can be told; %2 are needed")
                  .arg(data.samples.size())
                  .arg(fewestJittered)
            : QStringLiteral("no formula explains the waits");
    estimate.initial = unknownEstimate(initialId, initialTitle, why);
    estimate.factor = unknownEstimate(factorId, factorTitle, why);
    estimate.jitter = unknownEstimate(jitterId, jitterTitle, why);
    estimate.ratio = unknownEstimate(ratioId, ratioTitle, why);
    estimate.cap = unknownEstimate(capId, capTitle, why);
    estimate.ocppReading = unknownEstimate(readingId, readingTitle, why);
    return estimate;
}

} // namespace redial

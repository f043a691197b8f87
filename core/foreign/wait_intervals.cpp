// SPDX-License-Identifier: MIT
#include "core/foreign/wait_intervals.h"

#include <algorithm>
#include <cmath>

namespace redial {

namespace {

Interval at(double value)
{
    return {value, value, value};
}

/// The scatter of waits around the model, at least half of the noise.
double scatterOf(const WaitData& data, const WaitModel& model)
{
    std::vector<double> sizes;
    for (const WaitSample& sample : data.samples)
        sizes.push_back(std::abs(sample.seconds - model.limits(sample.attempt).low));
    const auto middle = sizes.begin() + std::ptrdiff_t(sizes.size() / 2);
    std::nth_element(sizes.begin(), middle, sizes.end());
    constexpr double deviationsOfMedian = 1.4826; // of a normal distribution
    return std::max(deviationsOfMedian * *middle, data.noise / 2);
}

/// Of least squares through the waits that grow, and of the mean of those at the cap.
WaitIntervals exactIntervals(const WaitData& data, const WaitModel& model)
{
    constexpr double deviations = 2.6; // of 99 % : a machine's noise has a long tail
    const double scatter = scatterOf(data, model);
    WaitIntervals intervals{at(model.initial), at(model.factor), at(0), at(model.cap.value_or(0))};
    double w = 0;
    double x = 0;
    double xx = 0;
    double flat = 0;
    for (const WaitSample& sample : data.samples) {
        if (model.first && sample.attempt <= 1)
            continue;
        if (sample.attempt > model.growing) {
            flat += 1;
            continue;
        }
        const double weight = sample.seconds * sample.seconds / (scatter * scatter);
        const double place = double(sample.attempt) - (model.first ? 2 : 1);
        w += weight;
        x += weight * place;
        xx += weight * place * place;
    }
    const double determinant = w * xx - x * x;
    if (determinant > 0) {
        intervals.initial.widen(deviations * std::sqrt(xx / determinant));
        intervals.factor.widen(deviations * std::sqrt(w / determinant));
    }
    if (flat > 0) {
        const double share = deviations * scatter / std::sqrt(flat);
        if (model.cap)
            intervals.cap.widen(share / *model.cap);
        else
            intervals.initial.widen(share / model.initial);
    }
    // All waits look too long by the way there and back.
    intervals.initial.low = std::max(0.0, intervals.initial.low - data.noise / 2);
    intervals.cap.low = std::max(0.0, intervals.cap.low - data.noise / 2);
    return intervals;
}

/// Of the waits of attempt 1: those beyond follow no formula.
WaitIntervals tableIntervals(const WaitData& data, const WaitModel& model)
{
    const auto first = std::count_if(data.samples.begin(), data.samples.end(),
                                     [](const WaitSample& sample) { return sample.attempt <= 1; });
    WaitIntervals intervals{at(model.limits(1).low), at(1), at(0), at(0)};
    constexpr double deviations = 2.6; // as of exact ones
    const double error =
        deviations * scatterOf(data, model) / std::sqrt(double(std::max<std::ptrdiff_t>(first, 1)));
    intervals.initial.high += error;
    intervals.initial.low = std::max(0.0, intervals.initial.low - error - data.noise / 2);
    return intervals;
}

/// How much wider a uniform distribution may be than its sample.
double unseenShare(double samples)
{
    constexpr double confidence = 0.95;
    return std::pow(1 - confidence, -1 / std::max(samples, 1.0)) - 1;
}

/// Two ends that are each exponentially near: e^-4.7 is 1 %.
constexpr double likelihoodDrop = 4.7;

WaitIntervals proportionalIntervals(const WaitData& data, const WaitFit& fit)
{
    const WaitModel& model = fit.model;
    WaitIntervals intervals{at(model.initial), at(model.factor), at(model.ratio),
                            at(model.cap.value_or(0))};
    const double count = double(data.samples.size());
    const bool isFree = model.kind == JitterKind::Ratio;
    // The sample lies within its limits: its width is short by two parts of n + 1.
    if (isFree && count > 1)
        intervals.ratio.value = std::min(1.0, model.ratio * (count + 1) / (count - 1));
    intervals.ratio.take(intervals.ratio.value);
    const double wider = 1 + unseenShare(count);
    visitProportional(data, fit, fit.logLikelihood - likelihoodDrop, [&](const WaitFit& other) {
        const double ratio = other.model.ratio;
        const double widest = isFree ? std::min(0.99, ratio * wider) : ratio;
        const double below = (1 + ratio) / (1 + widest);
        const double above = isFree ? (1 - ratio) / (1 - widest) : wider;
        intervals.factor.take(other.model.factor);
        intervals.ratio.take(ratio);
        intervals.initial.take(other.initial.low * below);
        intervals.initial.take(other.initial.high * above);
        if (!model.cap || !other.model.cap)
            return;
        intervals.cap.take(other.cap.low * (model.cutsAtCap ? 1 : below));
        intervals.cap.take(model.cutsAtCap ? other.cap.low * wider : other.cap.high * above);
    });
    intervals.ratio.take(std::min(1.0, intervals.ratio.high * wider));
    return intervals;
}

WaitIntervals otherIntervals(const WaitData& data, const WaitFit& fit)
{
    const WaitModel& model = fit.model;
    const double count = double(data.samples.size());
    const double unseen = unseenShare(count);
    WaitIntervals intervals{at(model.initial), at(model.kind == JitterKind::Decorrelated ? 3 : 2),
                            at(0), at(model.cap.value_or(0))};
    if (model.kind == JitterKind::Decorrelated) {
        intervals.initial.low = std::max(0.0, model.initial - likelihoodDrop * model.range);
        intervals.initial.high = model.initial + model.range;
        intervals.cap.high *= 1 + unseenShare(count / 2);
    } else {
        const double room = model.range * (model.kind == JitterKind::OcppA ? unseen : 0.5);
        intervals.initial.low = std::max(0.0, model.initial - room - data.noise);
        intervals.initial.high = model.initial + (model.kind == JitterKind::OcppB ? room : 0);
        intervals.cap = {model.range, model.range, model.range * (1 + 2 * unseen)};
    }
    return intervals;
}

} // namespace

void Interval::take(double other)
{
    low = std::min(low, other);
    high = std::max(high, other);
}

void Interval::widen(double share)
{
    low = std::max(0.0, low * (1 - share));
    high *= 1 + share;
}

WaitIntervals intervalsOf(const WaitData& data, const WaitFit& fit)
{
    switch (fit.model.kind) {
    case JitterKind::None:
        return exactIntervals(data, fit.model);
    case JitterKind::Table:
        return tableIntervals(data, fit.model);
    case JitterKind::Ratio:
    case JitterKind::Full:
    case JitterKind::Equal:
        return proportionalIntervals(data, fit);
    case JitterKind::Decorrelated:
    case JitterKind::OcppA:
    case JitterKind::OcppB:
        break;
    }
    return otherIntervals(data, fit);
}

} // namespace redial

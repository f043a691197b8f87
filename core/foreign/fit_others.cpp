// SPDX-License-Identifier: MIT
// Decorrelated jitter and OCPP's two ways of adding a random value.
#include "core/foreign/wait_fits.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace redial {

namespace {

double logWidth(double width, double noise)
{
    return std::log(std::max(width, noise));
}

double doubled(std::uint32_t attempt, std::uint32_t doublings)
{
    return std::pow(2.0, std::min(attempt - 1, doublings));
}

/// Reading A with that many doublings.
WaitFit readingA(const WaitData& data, std::uint32_t doublings)
{
    WaitFit fit;
    fit.model.kind = JitterKind::OcppA;
    fit.model.doublings = doublings;
    fit.model.initial = std::numeric_limits<double>::infinity();
    for (const WaitSample& sample : data.samples)
        fit.model.initial =
            std::min(fit.model.initial, sample.seconds / doubled(sample.attempt, doublings));
    for (const WaitSample& sample : data.samples)
        fit.model.range =
            std::max(fit.model.range, sample.seconds - fit.model.limits(sample.attempt).low);
    fit.logLikelihood = -double(data.samples.size()) * logWidth(fit.model.range, data.noise);
    fit.parameters = 3;
    return fit;
}

/// Reading B with that many doublings; absent if a wait contradicts it.
std::optional<WaitFit> readingB(const WaitData& data, std::uint32_t doublings)
{
    WaitFit fit;
    fit.model.kind = JitterKind::OcppB;
    fit.model.doublings = doublings;
    fit.parameters = 3;
    double lowFirst = std::numeric_limits<double>::infinity();
    double highFirst = 0;
    std::size_t drawn = 0;
    std::size_t frozen = 0;
    for (const WaitSample& sample : data.samples) {
        if (sample.attempt == 1) {
            lowFirst = std::min(lowFirst, sample.seconds);
            highFirst = std::max(highFirst, sample.seconds);
            ++drawn;
        }
        if (sample.attempt == 1 || !sample.previous)
            continue;
        const bool isFrozen = sample.attempt > doublings + 1;
        const double added = sample.seconds - (isFrozen ? 1 : 2) * *sample.previous;
        const double slack = std::max(2 * data.noise, 1e-6 * sample.seconds);
        if (added < -slack || (isFrozen && added > slack))
            return std::nullopt;
        if (!isFrozen)
            fit.model.range = std::max(fit.model.range, added);
        ++(isFrozen ? frozen : drawn);
    }
    if (!(highFirst > 0) || frozen == 0)
        return std::nullopt;
    fit.model.range = std::max(fit.model.range, highFirst - lowFirst);
    fit.model.range *= 1 + 1 / double(drawn); // the largest of so many lies that far below
    // The first wait is W + U(0,X): W lies between these two.
    fit.model.initial = (std::max(highFirst - fit.model.range, 0.0) + lowFirst) / 2;
    fit.logLikelihood = -double(drawn) * logWidth(fit.model.range, data.noise) -
                        double(frozen) * std::log(2 * data.noise);
    return fit;
}

} // namespace

std::optional<WaitFit> fitDecorrelated(const WaitData& data)
{
    if (data.samples.size() < fewestJittered)
        return std::nullopt;
    WaitFit fit;
    fit.model.kind = JitterKind::Decorrelated;
    fit.model.initial = std::numeric_limits<double>::infinity();
    double highest = 0;
    for (const WaitSample& sample : data.samples) {
        fit.model.initial = std::min(fit.model.initial, sample.seconds);
        highest = std::max(highest, sample.seconds);
    }
    // At the cap the upper limit would have been exceeded now and then.
    fit.model.cap = highest;
    double logSum = 0;
    double density = 0; // of waits, just above the initial one
    bool neededCap = false;
    std::size_t limited = 0; // waits that the one before them kept short
    for (const WaitSample& sample : data.samples) {
        const double before = 3 * sample.previous.value_or(fit.model.initial);
        const double slack = 1.02 * before + data.noise;
        if (sample.seconds > slack && (sample.attempt == 1 || sample.previous))
            return std::nullopt;
        neededCap = neededCap || before > 1.5 * highest;
        limited += before < highest ? 1 : 0;
        const double width = std::min(before, highest) - fit.model.initial;
        logSum += logWidth(width, data.noise);
        density += 1 / std::max(width, data.noise);
    }
    // The shortest of them lies that far above the limit, on average.
    fit.model.initial = std::max(0.0, fit.model.initial - 1 / density);
    fit.model.range = 1 / density;
    if (limited < data.samples.size() / 20 + 1)
        return std::nullopt;
    if (!neededCap)
        fit.model.cap.reset();
    fit.logLikelihood = -logSum;
    fit.parameters = neededCap ? 2 : 1;
    return fit;
}

std::optional<WaitFit> fitOcppA(const WaitData& data)
{
    if (data.samples.size() < fewestJittered)
        return std::nullopt;
    std::optional<WaitFit> best;
    // At least one more attempt than doublings: otherwise nobody knows where they end.
    for (std::uint32_t doublings = 1; doublings + 1 < data.highestAttempt(); ++doublings) {
        const WaitFit fit = readingA(data, doublings);
        if (!best || fit.logLikelihood > best->logLikelihood)
            best = fit;
    }
    return best;
}

std::optional<WaitFit> fitOcppB(const WaitData& data)
{
    if (data.samples.size() < fewestJittered)
        return std::nullopt;
    std::optional<WaitFit> best;
    for (std::uint32_t doublings = 1; doublings + 1 < data.highestAttempt(); ++doublings) {
        const auto fit = readingB(data, doublings);
        if (fit && (!best || fit->logLikelihood > best->logLikelihood))
            best = fit;
    }
    return best;
}

} // namespace redial

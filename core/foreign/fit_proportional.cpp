// SPDX-License-Identifier: MIT
#include "core/foreign/wait_fits.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace redial {

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

/// Between which the waits of one part lie: of those that grow relative to factor^(n-1).
struct Part
{
    double count = 0;
    double low = infinite;
    double high = 0;
    double logScale = 0; ///< the sum of (n-1)*log(factor)

    void add(const AttemptRange& range, double scale, double logOfScale)
    {
        if (range.count == 0)
            return;
        count += static_cast<double>(range.count);
        low = std::min(low, range.low / scale);
        high = std::max(high, range.high / scale);
        logScale += static_cast<double>(range.count) * logOfScale;
    }
    /// The smallest ratio whose envelope holds them.
    double ratio() const { return count > 0 ? (high - low) / (high + low) : 0; }
    /// Between which the nominal wait lies if it is that ratio. Of a ratio of 1 only the upper end
    /// of the envelope is known, which lies a share of one sample higher.
    WaitLimits nominal(double ratio) const
    {
        const double least = high / (1 + ratio);
        return {least, ratio < 1 ? low / (1 - ratio) : least * (1 + 2 / count)};
    }
    /// An envelope of that ratio holds them.
    bool fits(double ratio) const
    {
        const WaitLimits limits = nominal(ratio);
        return count == 0 || limits.high >= limits.low * (1 - 1e-9);
    }
};

struct Split
{
    Part growing;
    Part capped;
    double factor = 1;
    std::uint32_t attempts = 0; ///< that grow
};

double logWidths(double count, double width, double noise)
{
    return count * std::log(std::max(width, noise));
}

double middleOf(const WaitLimits& limits)
{
    return (limits.low + limits.high) / 2;
}

/// A fit with the given ratio and place of the cap; absent if it holds not all waits. The
/// likelihood is that of the narrowest envelope, the parameters are those of the middle one.
std::optional<WaitFit> fitWith(const Split& split, double ratio, bool cuts, double noise)
{
    const Part& grow = split.growing;
    const Part& flat = split.capped;
    if (!grow.fits(ratio))
        return std::nullopt;
    WaitFit fit;
    fit.model.kind = JitterKind::Ratio;
    fit.model.ratio = ratio;
    fit.model.factor = split.factor;
    fit.model.growing = split.attempts;
    fit.model.cutsAtCap = cuts;
    fit.parameters = (grow.count > 0 ? 2 : 0) + (flat.count > 0 ? 1 : 0);
    if (flat.count > 0) {
        fit.cap = cuts ? WaitLimits{flat.high, flat.low / (1 - ratio)} : flat.nominal(ratio);
        if (fit.cap.high < fit.cap.low * (1 - 1e-9))
            return std::nullopt;
        fit.model.cap = cuts ? flat.high : middleOf(fit.cap);
        fit.logLikelihood -= logWidths(flat.count, (cuts ? 1 : 2) * fit.cap.low * ratio, noise);
    }
    if (grow.count == 0) {
        // Waits that do not grow have no cap.
        fit.initial = fit.cap;
        fit.model.initial = fit.model.cap.value_or(0);
        fit.model.cap.reset();
        return fit;
    }
    fit.initial = grow.nominal(ratio);
    fit.model.initial = middleOf(fit.initial);
    fit.logLikelihood -= logWidths(grow.count, 2 * fit.initial.low * ratio, noise) + grow.logScale;
    if (!fit.model.cap)
        return fit;
    const double last = fit.model.initial * std::pow(split.factor, split.attempts - 1.0);
    const bool joins =
        *fit.model.cap >= 0.95 * last && *fit.model.cap <= 1.05 * last * split.factor;
    return joins ? std::optional(fit) : std::nullopt;
}

void name(WaitFit& fit, JitterKind kind)
{
    fit.model.kind = kind;
    const double share = kind == JitterKind::Full ? 2.0 : 4.0 / 3.0;
    // What these two call the nominal wait is their upper limit.
    for (double* nominal :
         {&fit.model.initial, &fit.initial.low, &fit.initial.high, &fit.cap.low, &fit.cap.high})
        *nominal *= share;
    if (fit.model.cap)
        *fit.model.cap *= share;
}

void visitRatios(const Split& split, double noise, const std::function<void(WaitFit&&)>& visit)
{
    const auto give = [&](std::optional<WaitFit> fit, JitterKind kind, bool isFree) {
        if (!fit)
            return;
        // Both ends of the envelope are free then, and each hides as much as a parameter.
        fit->parameters += isFree ? 2 : 0;
        if (kind != JitterKind::Ratio)
            name(*fit, kind);
        visit(std::move(*fit));
    };
    const double ratio = std::max({split.growing.ratio(), split.capped.ratio(), 1e-6});
    give(fitWith(split, ratio, false, noise), JitterKind::Ratio, true);
    give(fitWith(split, 1.0, false, noise), JitterKind::Full, false);
    give(fitWith(split, 1.0 / 3.0, false, noise), JitterKind::Equal, false);
    if (split.growing.count == 0 || split.capped.count == 0)
        return;
    const double cutRatio =
        std::max({split.growing.ratio(), 1 - split.capped.low / split.capped.high, 1e-6});
    if (cutRatio < 1)
        give(fitWith(split, cutRatio, true, noise), JitterKind::Ratio, true);
}

Split splitAt(const std::vector<AttemptRange>& ranges, std::size_t growing, double factor)
{
    Split split;
    split.factor = factor;
    split.attempts = static_cast<std::uint32_t>(growing);
    double scale = 1;
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        if (i < growing)
            split.growing.add(ranges[i], scale, std::log(scale));
        else
            split.capped.add(ranges[i], 1, 0);
        scale *= factor;
    }
    return split;
}

/// Every split and factor worth looking at; near those of `around` in fine steps, if it is given.
void visitAll(const WaitData& data, std::optional<WaitModel> around,
              const std::function<void(WaitFit&&)>& visit)
{
    constexpr double coarse = 0.01;
    constexpr double greatest = 5.0;
    const auto ranges = rangesOf(data);
    visitRatios(splitAt(ranges, 0, 1), data.noise, visit);
    for (std::size_t growing = 2; growing <= ranges.size(); ++growing) {
        if (growing + 1 == ranges.size())
            continue;
        if (!around) {
            for (double factor = 1 + coarse; factor <= greatest; factor += coarse)
                visitRatios(splitAt(ranges, growing, factor), data.noise, visit);
        } else if (growing + 1 >= around->growing && growing <= around->growing + 1) {
            for (int step = -400; step <= 400; ++step) {
                const double factor = around->factor * (1 + step * coarse / 40);
                if (factor > 1)
                    visitRatios(splitAt(ranges, growing, factor), data.noise, visit);
            }
        }
    }
}

} // namespace

std::optional<WaitFit> fitProportional(const WaitData& data)
{
    if (data.samples.size() < fewestJittered)
        return std::nullopt;
    std::optional<WaitFit> best;
    const auto take = [&](WaitFit&& fit) {
        if (!best || fit.cost(data.samples.size()) < best->cost(data.samples.size()))
            best = std::move(fit);
    };
    visitAll(data, std::nullopt, take);
    if (best)
        visitAll(data, WaitModel(best->model), take);
    return best;
}

void visitProportional(const WaitData& data, const WaitFit& best, double leastLogLikelihood,
                       const std::function<void(const WaitFit&)>& visit)
{
    visitAll(data, best.model, [&](WaitFit&& fit) {
        if (fit.logLikelihood >= leastLogLikelihood && fit.model.kind == best.model.kind &&
            fit.model.cutsAtCap == best.model.cutsAtCap)
            visit(fit);
    });
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/foreign/wait_fits.h"

#include <algorithm>
#include <cmath>

namespace redial {

namespace {

/// What counts as the same wait: the noise, or a hundredth.
double toleranceAt(const WaitData& data, double seconds)
{
    return std::max(data.noise, 0.01 * seconds);
}

/// Of two in the middle the lower one: what disturbs a wait makes it longer.
double medianOf(std::vector<double> values)
{
    const auto middle = values.begin() + std::ptrdiff_t((values.size() - 1) / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

struct Line
{
    double initial = 0;
    double factor = 1;
};

/// Least squares of the medians' logarithms. The noise is the same for all, so that a wait counts
/// by its square. Absent below two attempts.
std::optional<Line> lineThrough(const std::vector<AttemptRange>& ranges, std::size_t first,
                                std::size_t growing)
{
    double weights = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    int points = 0;
    for (std::size_t i = first; i < growing; ++i) {
        const AttemptRange& range = ranges[i];
        if (range.count == 0 || range.median <= 0)
            continue;
        const double weight = static_cast<double>(range.count) * range.median * range.median;
        const double at = static_cast<double>(i - first);
        const double value = std::log(range.median);
        weights += weight;
        x += weight * at;
        y += weight * value;
        xx += weight * at * at;
        xy += weight * at * value;
        ++points;
    }
    const double spread = weights * xx - x * x;
    if (points < 2 || !(spread > 0))
        return std::nullopt;
    const double slope = (weights * xy - x * y) / spread;
    return Line{std::exp((y - slope * x) / weights), std::exp(slope)};
}

std::optional<double> capBeyond(const std::vector<AttemptRange>& ranges, std::size_t growing)
{
    std::vector<double> medians;
    for (std::size_t i = growing; i < ranges.size(); ++i)
        medians.insert(medians.end(), ranges[i].count, ranges[i].median);
    return medians.empty() ? std::nullopt : std::optional(medianOf(std::move(medians)));
}

/// The distances of all waits from the model, in units of what counts as the same.
std::vector<double> distances(const WaitData& data, const WaitModel& model)
{
    std::vector<double> found;
    for (const WaitSample& sample : data.samples) {
        const double meant = model.nominal(sample.attempt);
        found.push_back(std::abs(sample.seconds - meant) / toleranceAt(data, meant));
    }
    return found;
}

/// Three of four waits lie on the line: single late ones are the machine's.
bool isNear(std::vector<double> found)
{
    const auto place = found.begin() + std::ptrdiff_t((found.size() * 3) / 4);
    std::nth_element(found.begin(), place, found.end());
    return *place <= 1;
}

std::optional<WaitModel> modelWith(const std::vector<AttemptRange>& ranges, std::size_t first,
                                   std::size_t growing)
{
    WaitModel model;
    if (first == 1) {
        if (ranges[0].count == 0)
            return std::nullopt;
        model.first = ranges[0].median;
    }
    model.growing = static_cast<std::uint32_t>(growing);
    const auto cap = growing < ranges.size() ? capBeyond(ranges, growing) : std::nullopt;
    if (growing == first) {
        if (!cap)
            return std::nullopt;
        model.initial = *cap;
        return model;
    }
    const auto line = lineThrough(ranges, first, growing);
    if (!line || line->factor < 1)
        return std::nullopt;
    model.initial = line->initial;
    model.factor = line->factor;
    model.cap = cap;
    const double reached = line->initial * std::pow(line->factor, double(growing - first) - 1);
    const bool joins = !cap || (*cap >= 0.97 * reached && *cap <= 1.03 * reached * line->factor);
    return joins ? std::optional(model) : std::nullopt;
}

} // namespace

std::uint32_t WaitData::highestAttempt() const
{
    std::uint32_t highest = 0;
    for (const WaitSample& sample : samples)
        highest = std::max(highest, sample.attempt);
    return highest;
}

std::vector<AttemptRange> rangesOf(const WaitData& data)
{
    std::vector<std::vector<double>> waits(data.highestAttempt());
    for (const WaitSample& sample : data.samples)
        waits[sample.attempt - 1].push_back(sample.seconds);
    std::vector<AttemptRange> ranges(waits.size());
    for (std::size_t i = 0; i < waits.size(); ++i) {
        if (waits[i].empty())
            continue;
        const auto [low, high] = std::minmax_element(waits[i].begin(), waits[i].end());
        ranges[i] = {waits[i].size(), *low, *high, 0};
        ranges[i].median = medianOf(std::move(waits[i]));
    }
    return ranges;
}

std::optional<WaitFit> fitExact(const WaitData& data)
{
    if (data.samples.size() < fewestExact)
        return std::nullopt;
    const auto ranges = rangesOf(data);
    std::optional<WaitFit> best;
    for (std::size_t first = 0; first <= 1; ++first) {
        // A line through two points proves nothing, nor does a cap that was seen once.
        for (std::size_t growing = first; growing <= ranges.size(); ++growing) {
            if (growing - first == 1 || growing + 1 == ranges.size())
                continue;
            const auto model = modelWith(ranges, first, growing);
            if (!model)
                continue;
            const auto found = distances(data, *model);
            if (!isNear(found))
                continue;
            WaitFit fit{*model, 0, int(first) + (model->factor > 1 ? 2 : 1) + (model->cap ? 1 : 0)};
            // A formula that has nearly as many parameters as there are waits fits any waits.
            constexpr std::size_t fewestBeyond = 3;
            if (data.samples.size() < std::size_t(fit.parameters) + fewestBeyond)
                continue;
            for (const double distance : found)
                fit.logLikelihood -= std::min(distance, 10.0);
            if (!best || fit.cost(data.samples.size()) < best->cost(data.samples.size()))
                best = fit;
        }
    }
    return best;
}

std::optional<WaitFit> fitTable(const WaitData& data)
{
    const auto ranges = rangesOf(data);
    WaitFit fit;
    fit.model.kind = JitterKind::Table;
    std::size_t repeated = 0;
    for (const AttemptRange& range : ranges) {
        fit.model.table.push_back(range.median);
        repeated += range.count >= 2 ? 1 : 0;
    }
    std::vector<double> found;
    for (const WaitSample& sample : data.samples) {
        const double meant = fit.model.table[sample.attempt - 1];
        if (ranges[sample.attempt - 1].count >= 2)
            found.push_back(std::abs(sample.seconds - meant) / toleranceAt(data, meant));
    }
    if (repeated < 3 || !isNear(std::move(found)))
        return std::nullopt;
    fit.model.initial = fit.model.table.front();
    fit.parameters = int(ranges.size());
    return fit;
}

} // namespace redial

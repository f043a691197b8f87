// SPDX-License-Identifier: MIT
#include "core/foreign/wait_model.h"

#include <algorithm>
#include <cmath>

namespace redial {

double WaitModel::nominal(std::uint32_t attempt) const
{
    if (first && attempt <= 1)
        return *first;
    const double exponent = static_cast<double>(attempt) - (first ? 2 : 1);
    const double grown = initial * std::pow(factor, std::max(exponent, 0.0));
    return cap ? std::min(grown, *cap) : grown;
}

WaitLimits WaitModel::limits(std::uint32_t attempt, std::optional<double> previous) const
{
    if (first && attempt <= 1)
        return {*first, *first};
    const double level = nominal(attempt);
    const double doubled = std::pow(2.0, std::min(attempt - 1, doublings));
    switch (kind) {
    case JitterKind::None:
        return {level, level};
    case JitterKind::Full:
        return {0, level};
    case JitterKind::Equal:
        return {level / 2, level};
    case JitterKind::Table: {
        if (table.empty())
            return {level, level};
        const double wait = table[std::min<std::size_t>(attempt, table.size()) - 1];
        return {wait, wait};
    }
    case JitterKind::Decorrelated: {
        const double high = 3 * previous.value_or(initial);
        return {initial, std::max(initial, cap ? std::min(high, *cap) : high)};
    }
    case JitterKind::OcppA:
        return {initial * doubled, initial * doubled + range};
    case JitterKind::OcppB:
        if (!previous || attempt <= 1)
            return {initial * doubled, initial * doubled + range * (2 * doubled - 1)};
        if (attempt > doublings + 1)
            return {*previous, *previous};
        return {2 * *previous, 2 * *previous + range};
    case JitterKind::Ratio:
        break;
    }
    const double high = level * (1 + ratio);
    return {level * (1 - ratio), cutsAtCap && cap ? std::min(high, *cap) : high};
}

double WaitFit::cost(std::size_t samples) const
{
    return -2 * logLikelihood + parameters * std::log(static_cast<double>(samples));
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/foreign/estimate.h"

#include "core/base/duration_text.h"

#include <chrono>

namespace redial {

namespace {

QString shown(double value, Estimate::Unit unit)
{
    if (unit == Estimate::Unit::Seconds)
        return formatDuration(std::chrono::nanoseconds(std::int64_t(value * 1e9)));
    return QString::number(value, 'g', 4);
}

} // namespace

QString Estimate::text() const
{
    if (unknown)
        return QStringLiteral("not known: %1").arg(*unknown);
    if (unit == Unit::Word)
        return word;
    const QString best = shown(value, unit);
    const QString from = shown(low, unit);
    const QString to = shown(high, unit);
    if (from == to)
        return best;
    return QStringLiteral("%1 (%2 to %3)").arg(best, from, to);
}

Estimate wordEstimate(const QString& id, const QString& title, const QString& word,
                      std::size_t samples, std::vector<EventNumber> evidence)
{
    Estimate estimate{id, title,   Estimate::Unit::Word, word, 0, 0,
                      0,  samples, std::move(evidence),  {}};
    if (estimate.evidence.size() > Estimate::mostEvidence)
        estimate.evidence.resize(Estimate::mostEvidence);
    return estimate;
}

Estimate unknownEstimate(const QString& id, const QString& title, const QString& why)
{
    Estimate estimate;
    estimate.id = id;
    estimate.title = title;
    estimate.unknown = why;
    return estimate;
}

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/bench/bench_rows.h"

namespace redial {

/// What one side did in one round.
struct BenchMeasure
{
    double perSecond = 0;
    double p50 = 0; ///< microseconds
    double p99 = 0;
    double p999 = 0;
    double serverBytes = 0; ///< for each connection
    double clientBytes = 0;
};

/// The same row, measured in turns: round i of the one beside round i of the other.
struct BenchFigures
{
    BenchRow row;
    std::vector<BenchMeasure> raw;
    std::vector<BenchMeasure> engine;
    /// What a Few row is compared with: the engine's messages per second over few connections.
    std::optional<double> fewOfFew;

    /// Medians over the rounds.
    BenchMeasure rawMedian() const;
    BenchMeasure engineMedian() const;
    /// Median of the ratios of the rounds: what slows both of a round down does not count.
    double ratio() const;
    bool isMet() const;

    QJsonObject toJson() const;
};

/// Of an even count the mean of the two in the middle; 0 of none.
double medianOf(std::vector<double> values);

/// A table in lines of text.
QStringList benchTable(const QString& bench, const std::vector<BenchFigures>& all);
/// What the network module's own table promises, beside what was measured here.
QStringList promisedTable(const std::vector<BenchFigures>& all);

} // namespace redial

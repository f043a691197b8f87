// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

namespace redial {

/// Largest distance between the distribution function of the sample and that of U(0,1). 0 for an
/// empty sample.
double kolmogorovSmirnovDistance(std::vector<double> shares);

/// Pearson's statistic of the sample over equal bins of [0, 1]. Precondition: bins >= 2.
double chiSquareOfBins(const std::vector<double>& shares, std::size_t bins);

/// Correlation of each value with the one before it, -1 to 1; 1 if all are the same.
double lagOneAutocorrelation(const std::vector<double>& values);

/// Of n - 1. 0 below two values.
double sampleVariance(const std::vector<double>& values);

/// How probable a value at least as large is if nothing is wrong: of D*sqrt(n) (the limit for large
/// n), of Pearson's statistic, and of the size of a standard normal value.
double kolmogorovTail(double scaledDistance);
double chiSquareTail(double statistic, double degreesOfFreedom);
double normalTail(double size);

/// How far shares of an envelope, each in [0, 1] and in the order in which they were drawn, are
/// from being uniform and independent.
struct Uniformity
{
    /// Below this the tests have too little power to say anything.
    static constexpr std::size_t fewest = 200;
    static constexpr std::size_t bins = 20;
    /// Of each of the three tests.
    static constexpr double falseAlarms = 0.001;

    double kolmogorovSmirnov = 0;
    double chiSquare = 0;
    double lagOne = 0;
    std::size_t count = 0;

    bool isUniformByDistance() const;
    bool isUniformByBins() const;
    bool isIndependent() const;
    bool holds() const { return isUniformByDistance() && isUniformByBins() && isIndependent(); }
};

/// Precondition: at least Uniformity::fewest shares.
Uniformity uniformityOf(const std::vector<double>& shares);

} // namespace redial

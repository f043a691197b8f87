// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

namespace redial::test {

/// How far shares of an envelope, each in [0, 1] and in the order in which they were drawn, are
/// from being uniform and independent (ORACLES.md P05).
struct Uniformity
{
    double kolmogorovSmirnov = 0; ///< largest distance of the two distribution functions
    double chiSquare = 0;         ///< over 20 equal bins
    double lagOne = 0;            ///< size of the autocorrelation of neighbours
    std::size_t count = 0;

    /// At alpha 0.001 each: D < 1.95/sqrt(n), chi-square with 19 degrees of freedom < 43.82, lag-1
    /// < 3.3/sqrt(n).
    bool holds() const;
};

/// Precondition: at least 200 shares.
Uniformity uniformityOf(const std::vector<double>& shares);

} // namespace redial::test

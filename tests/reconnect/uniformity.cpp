// SPDX-License-Identifier: MIT
#include "tests/reconnect/uniformity.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace redial::test {

namespace {

double kolmogorovSmirnov(std::vector<double> shares)
{
    std::sort(shares.begin(), shares.end());
    const double count = static_cast<double>(shares.size());
    double largest = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const double below = static_cast<double>(i) / count;
        const double upTo = static_cast<double>(i + 1) / count;
        largest = std::max({largest, std::abs(shares[i] - below), std::abs(shares[i] - upTo)});
    }
    return largest;
}

double chiSquare(const std::vector<double>& shares)
{
    std::array<int, 20> bins{};
    for (const double share : shares)
        ++bins.at(static_cast<std::size_t>(std::clamp(share * 20.0, 0.0, 19.0)));
    const double expected = static_cast<double>(shares.size()) / 20.0;
    double sum = 0;
    for (const int found : bins)
        sum += (found - expected) * (found - expected) / expected;
    return sum;
}

double lagOne(const std::vector<double>& shares)
{
    double mean = 0;
    for (const double share : shares)
        mean += share / static_cast<double>(shares.size());
    double variance = 0;
    double covariance = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        variance += (shares[i] - mean) * (shares[i] - mean);
        if (i > 0)
            covariance += (shares[i] - mean) * (shares[i - 1] - mean);
    }
    return variance == 0 ? 1 : std::abs(covariance / variance);
}

} // namespace

bool Uniformity::holds() const
{
    const double root = std::sqrt(static_cast<double>(count));
    return kolmogorovSmirnov < 1.95 / root && chiSquare < 43.82 && lagOne < 3.3 / root;
}

Uniformity uniformityOf(const std::vector<double>& shares)
{
    return {kolmogorovSmirnov(shares), chiSquare(shares), lagOne(shares), shares.size()};
}

} // namespace redial::test

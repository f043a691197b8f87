// SPDX-License-Identifier: MIT
#include "core/verdict/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace redial {

namespace {

double meanOf(const std::vector<double>& values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// std::lgamma() writes a global variable; verdicts are computed on several threads.
double logGamma(double x)
{
    int sign = 0;
    return ::lgamma_r(x, &sign);
}

/// The regularized lower incomplete gamma function by its series; for x < a + 1.
double lowerGamma(double a, double x)
{
    double term = 1.0 / a;
    double sum = term;
    for (double n = a + 1; std::abs(term) > std::abs(sum) * 1e-15; n += 1) {
        term *= x / n;
        sum += term;
    }
    return sum * std::exp(-x + a * std::log(x) - logGamma(a));
}

/// The regularized upper one by its continued fraction (Lentz); for x >= a + 1.
double upperGamma(double a, double x)
{
    constexpr double tiny = 1e-300;
    constexpr int mostSteps = 10'000;
    double b = x + 1 - a;
    double c = 1 / tiny;
    double d = 1 / b;
    double fraction = d;
    for (int i = 1; i <= mostSteps; ++i) {
        const double an = -i * (i - a);
        b += 2;
        d = an * d + b;
        d = 1 / (std::abs(d) < tiny ? tiny : d);
        c = b + an / c;
        c = std::abs(c) < tiny ? tiny : c;
        fraction *= d * c;
        if (std::abs(d * c - 1) < 1e-15)
            break;
    }
    return std::exp(-x + a * std::log(x) - logGamma(a)) * fraction;
}

} // namespace

double kolmogorovSmirnovDistance(std::vector<double> shares)
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

double chiSquareOfBins(const std::vector<double>& shares, std::size_t bins)
{
    if (shares.empty())
        return 0;
    const double count = static_cast<double>(bins);
    std::vector<double> found(bins);
    for (const double share : shares)
        ++found[static_cast<std::size_t>(std::clamp(share * count, 0.0, count - 1))];
    const double expected = static_cast<double>(shares.size()) / count;
    double sum = 0;
    for (const double inBin : found)
        sum += (inBin - expected) * (inBin - expected) / expected;
    return sum;
}

double lagOneAutocorrelation(const std::vector<double>& values)
{
    if (values.empty())
        return 1;
    const double mean = meanOf(values);
    double variance = 0;
    double covariance = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        variance += (values[i] - mean) * (values[i] - mean);
        if (i > 0)
            covariance += (values[i] - mean) * (values[i - 1] - mean);
    }
    return variance > 0 ? covariance / variance : 1;
}

double sampleVariance(const std::vector<double>& values)
{
    if (values.size() < 2)
        return 0;
    const double mean = meanOf(values);
    double sum = 0;
    for (const double value : values)
        sum += (value - mean) * (value - mean);
    return sum / static_cast<double>(values.size() - 1);
}

double kolmogorovTail(double scaledDistance)
{
    // Below this the alternating series no longer converges in doubles, and the tail is 1.
    if (scaledDistance < 0.2)
        return 1;
    double sum = 0;
    double sign = 1;
    for (int k = 1; k <= 100; ++k, sign = -sign)
        sum += sign * std::exp(-2.0 * k * k * scaledDistance * scaledDistance);
    return std::clamp(2 * sum, 0.0, 1.0);
}

double chiSquareTail(double statistic, double degreesOfFreedom)
{
    const double a = degreesOfFreedom / 2;
    const double x = statistic / 2;
    if (x <= 0)
        return 1;
    return x < a + 1 ? 1 - lowerGamma(a, x) : upperGamma(a, x);
}

double normalTail(double size)
{
    return std::erfc(std::abs(size) / std::sqrt(2.0));
}

bool Uniformity::isUniformByDistance() const
{
    return kolmogorovTail(kolmogorovSmirnov * std::sqrt(static_cast<double>(count))) > falseAlarms;
}

bool Uniformity::isUniformByBins() const
{
    return chiSquareTail(chiSquare, static_cast<double>(bins - 1)) > falseAlarms;
}

bool Uniformity::isIndependent() const
{
    return normalTail(lagOne * std::sqrt(static_cast<double>(count))) > falseAlarms;
}

Uniformity uniformityOf(const std::vector<double>& shares)
{
    return {kolmogorovSmirnovDistance(shares), chiSquareOfBins(shares, Uniformity::bins),
            lagOneAutocorrelation(shares), shares.size()};
}

} // namespace redial

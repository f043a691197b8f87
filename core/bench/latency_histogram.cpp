// SPDX-License-Identifier: MIT
#include "core/bench/latency_histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace redial {

std::size_t LatencyHistogram::binOf(std::uint64_t value)
{
    const auto width = static_cast<unsigned>(std::bit_width(value));
    if (width <= detailBits + 1)
        return static_cast<std::size_t>(value);
    const unsigned shift = width - detailBits - 1;
    return (std::size_t(shift) << detailBits) + static_cast<std::size_t>(value >> shift);
}

std::uint64_t LatencyHistogram::upperEdge(std::size_t bin)
{
    if (bin < (std::size_t(2) << detailBits))
        return bin;
    const std::size_t shift = (bin >> detailBits) - 1;
    const std::uint64_t top = bin - (shift << detailBits);
    return ((top + 1) << shift) - 1;
}

void LatencyHistogram::record(std::chrono::nanoseconds latency)
{
    const auto most = (1ULL << mostBits) - 1;
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(latency.count(), 0));
    ++bins_[binOf(std::min<std::uint64_t>(value, most))];
    ++count_;
}

std::chrono::nanoseconds LatencyHistogram::quantile(double share) const
{
    const auto wanted = static_cast<std::uint64_t>(
        std::ceil(std::clamp(share, 0.0, 1.0) * static_cast<double>(count_)));
    std::uint64_t passed = 0;
    for (std::size_t bin = 0; bin < binCount && count_ > 0; ++bin) {
        passed += bins_[bin];
        if (passed >= std::max<std::uint64_t>(wanted, 1))
            return std::chrono::nanoseconds(static_cast<std::int64_t>(upperEdge(bin)));
    }
    return {};
}

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace redial {

/// Counts durations from 0 to 2^40 ns (18 minutes; longer ones count as that) in bins that are at
/// most 1/32 wide of what they hold: constant memory, and recording costs a few instructions.
class LatencyHistogram
{
public:
    void record(std::chrono::nanoseconds latency);
    std::uint64_t count() const { return count_; }
    /// The upper edge of the bin in which the given share of all (0 to 1) is reached; 0 without
    /// any.
    std::chrono::nanoseconds quantile(double share) const;

private:
    static constexpr unsigned detailBits = 5;
    static constexpr unsigned mostBits = 40;
    static constexpr std::size_t binCount = (mostBits - detailBits + 2) << detailBits;

    static std::size_t binOf(std::uint64_t value);
    static std::uint64_t upperEdge(std::size_t bin);

    std::array<std::uint64_t, binCount> bins_{};
    std::uint64_t count_ = 0;
};

} // namespace redial

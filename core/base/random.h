// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>

namespace redial {

/// A seeded source of pseudo-random numbers (xoshiro256**, seeded through SplitMix64).
/// A plain value: a copy continues the same sequence on its own. The same seed gives the same
/// sequence on every platform, which is why runs repeat byte for byte. Not for secrets.
class Random
{
public:
    explicit Random(std::uint64_t seed);

    /// All 64 bits uniform.
    std::uint64_t next();

    /// Uniform in [0, 1), with 53 random bits.
    double uniform();

    /// Uniform in [low, high], both included. Precondition: low <= high.
    std::int64_t between(std::int64_t low, std::int64_t high);

private:
    std::array<std::uint64_t, 4> state_;
};

} // namespace redial

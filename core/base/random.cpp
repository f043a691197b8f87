// SPDX-License-Identifier: MIT
#include "core/base/random.h"

#include <bit>
#include <limits>

namespace redial {

namespace {

std::uint64_t splitMix64(std::uint64_t& state)
{
    state += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

} // namespace

Random::Random(std::uint64_t seed)
{
    for (std::uint64_t& word : state_)
        word = splitMix64(seed);
}

std::uint64_t Random::next()
{
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
}

double Random::uniform()
{
    return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

std::int64_t Random::between(std::int64_t low, std::int64_t high)
{
    const std::uint64_t span =
        static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
    if (span == 0)
        return static_cast<std::int64_t>(next());
    // Numbers beyond the last whole multiple of span are drawn again, so that no residue is
    // favoured.
    const std::uint64_t limit = std::numeric_limits<std::uint64_t>::max() / span * span;
    std::uint64_t drawn = next();
    while (drawn >= limit)
        drawn = next();
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + drawn % span);
}

} // namespace redial

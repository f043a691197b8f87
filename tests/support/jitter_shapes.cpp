// SPDX-License-Identifier: MIT
#include "tests/support/jitter_shapes.h"

#include <algorithm>

namespace redial::test {

namespace {

double clippedGauss(Random& random)
{
    double sum = 0;
    for (int i = 0; i < 12; ++i)
        sum += random.uniform();
    return std::clamp(0.5 + (sum - 6) / 4, 0.0, 1.0);
}

} // namespace

JitterShape evenShape()
{
    return [](Random& random) { return random.uniform(); };
}

std::vector<NamedShape> wrongShapes()
{
    return {
        {"clipped Gauss", clippedGauss},
        {"half the width", [](Random& random) { return 0.25 + random.uniform() / 2; }},
        {"a comb of five waits",
         [](Random& random) { return double(random.between(0, 4)) / 5 + 0.1; }},
        {"neighbours that repeat",
         [last = 0.0, again = false](Random& random) mutable {
             again = !again;
             return again ? last = random.uniform() : last;
         }},
        {"neighbours that avoid each other",
         [low = false](Random& random) mutable {
             low = !low;
             return (low ? 0.0 : 0.5) + random.uniform() / 2;
         }},
        {"no jitter", [](Random&) { return 0.5; }},
        {"piled up at the end", [](Random& random) { return std::min(random.uniform() * 2, 1.0); }},
    };
}

std::vector<double> drawShares(const JitterShape& shape, int count, std::uint64_t seed)
{
    Random random(seed);
    std::vector<double> shares;
    for (int i = 0; i < count; ++i)
        shares.push_back(shape(random));
    return shares;
}

} // namespace redial::test

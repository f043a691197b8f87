// SPDX-License-Identifier: MIT
#include "tests/foreign/synthetic_waits.h"

namespace redial::test {

WaitData waitsOf(const ReconnectPolicy& policy, int series, std::uint32_t attempts,
                 std::uint64_t seed, std::chrono::nanoseconds lag)
{
    Random random(seed);
    WaitData data;
    data.noise = std::max(1e-4, std::chrono::duration<double>(lag).count());
    EventNumber event = 0;
    for (int i = 0; i < series; ++i) {
        std::optional<std::chrono::nanoseconds> previous;
        std::optional<double> previousSeen;
        for (std::uint32_t attempt = 1; attempt <= attempts; ++attempt) {
            const auto drawn = drawBackoff(policy, attempt, previous, random);
            if (!drawn)
                return data;
            const auto late = std::chrono::nanoseconds(random.between(0, lag.count()));
            const double seen = std::chrono::duration<double>(drawn->delay + late).count();
            data.samples.push_back({seen, attempt, previousSeen, event + 1, event + 2});
            event += 2;
            previous = drawn->delay;
            previousSeen = seen;
        }
    }
    return data;
}

} // namespace redial::test

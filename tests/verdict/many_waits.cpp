// SPDX-License-Identifier: MIT
#include "tests/verdict/many_waits.h"

#include "core/log/event_recorder.h"
#include "core/reconnect/backoff.h"
#include "core/time/virtual_clock.h"

#include <cmath>

namespace redial::test {

void appendWaits(EventLog& log, const ReconnectPolicy& policy, std::uint32_t attempt, int count,
                 const JitterShape& shape, std::uint64_t seed)
{
    const BackoffBounds bounds = *backoffBounds(policy, attempt);
    const double width = double((bounds.high - bounds.low).count());
    VirtualClock clock;
    EventRecorder client(log, clock, Source::Client);
    client.setAttempt(attempt);
    std::uint32_t epoch = 100;
    for (const double share : drawShares(shape, count, seed)) {
        client.setEpoch(++epoch);
        client.record(EventKind::BackoffScheduled,
                      {{FieldKey::DelayNs,
                        bounds.low + std::chrono::nanoseconds(std::llround(share * width))},
                       {FieldKey::NominalNs, bounds.nominal},
                       {FieldKey::LowNs, bounds.low},
                       {FieldKey::HighNs, bounds.high}});
    }
}

} // namespace redial::test

// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/random.h"
#include "core/log/event_recorder.h"
#include "core/time/virtual_clock.h"

#include <chrono>

namespace redial {

/// Writes logs that look like real runs, on a VirtualClock and without sockets: a station boots,
/// beats, loses its link in different ways and comes back. The same seed gives the same log.
class SyntheticRun
{
public:
    explicit SyntheticRun(EventLog& log, std::uint64_t seed = 1);

    /// started, then `connections` connections, each lost in its own way, with `refusals` refused
    /// attempts between them; the last one stays online.
    void station(int connections, int refusals = 3, int heartbeats = 4);

    /// `count` events, 1 ms apart, spread over all lanes; one in `abnormalEvery` is abnormal.
    void many(int count, int abnormalEvery = 1000);

    VirtualClock& clock() { return clock_; }

private:
    void wait(std::chrono::nanoseconds span) { clock_.advance(span); }
    void connectAndBoot();
    void beat(int heartbeats);
    void lose(int way);
    void backOff(int failures);
    void refuse();

    EventLog& log_;
    VirtualClock clock_;
    EventRecorder client_;
    EventRecorder server_;
    Random random_;
    int messages_ = 0;
};

} // namespace redial

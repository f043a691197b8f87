// SPDX-License-Identifier: MIT
#include "core/verdict/verdict_context.h"

#include <algorithm>

namespace redial {

std::chrono::nanoseconds VerdictContext::toleranceFor(const RunView& run, MonotonicTime from,
                                                      std::chrono::nanoseconds promised,
                                                      MonotonicTime until) const
{
    if (!countsStalls)
        return tolerance;
    const MonotonicTime due =
        from > MonotonicTime::max() - promised ? MonotonicTime::max() : from + promised;
    return tolerance + run.stallAt(from) + run.heldUp(due, until);
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/server/msgi_counters.h"

namespace redial {

MsgiCounters& MsgiCounters::operator+=(const MsgiCounters& other)
{
    accepted += other.accepted;
    refused += other.refused;
    messagesIn += other.messagesIn;
    messagesOut += other.messagesOut;
    framesIgnored += other.framesIgnored;
    strayPongs += other.strayPongs;
    undelivered += other.undelivered;
    for (std::size_t i = 0; i < errors.size(); ++i)
        errors[i] += other.errors[i];
    for (std::size_t i = 0; i < ends.size(); ++i)
        ends[i] += other.ends[i];
    return *this;
}

} // namespace redial

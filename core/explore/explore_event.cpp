// SPDX-License-Identifier: MIT
#include "core/explore/explore_event.h"

#include <array>

namespace redial {

std::string_view sentenceOf(ExploreEvent event)
{
    static constexpr std::array<std::string_view, exploreEventCount> sentences{
        "the user starts",
        "the user stops",
        "the user drops the link",
        "the connection opens",
        "the connection is refused",
        "the upgrade is refused with 503 and Retry-After",
        "the upgrade is refused with a status that the policy calls final",
        "the server closes the connection",
        "the server closes with a code that the policy calls final",
        "the link is lost silently",
        "the connection is reported as closed",
        "the transport forgets its own time-out",
        "an earlier connection is reported as closed once more",
        "the boot is answered Accepted",
        "the boot is answered Pending",
        "the boot is answered Rejected",
        "the CALL in flight is answered",
        "the CALL in flight is answered with CALLERROR",
        "the CALL in flight, or its answer, is lost",
        "the application wants to send a CALL",
        "the application wants to send a transaction message",
        "the server triggers a BootNotification",
        "the server triggers a Heartbeat",
        "half of the time until the next timer passes",
        "time passes until a timer fires"};
    return sentences.at(static_cast<std::size_t>(event));
}

std::string_view exploreTimerName(std::uint8_t timer)
{
    static constexpr std::array<std::string_view, exploreTimerCount> names{
        "backoff",  "connect",    "close",     "resume",         "stable",
        "call",     "boot_retry", "heartbeat", "session_resume", "transaction_retry",
        "transport"};
    return names.at(timer);
}

} // namespace redial

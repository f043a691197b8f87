// SPDX-License-Identifier: MIT
#include "core/session/stream_session_machine.h"

#include <array>

namespace redial {

std::string_view nameOf(StreamTimer timer)
{
    static constexpr std::array<std::string_view, streamTimerCount> names{
        "token", "auth", "subscriptions", "heartbeat", "pong"};
    return names.at(static_cast<std::size_t>(timer));
}

std::string_view nameOf(StreamOutcome outcome)
{
    static constexpr std::array<std::string_view, 3> names{"accepted", "refused", "timed_out"};
    return names.at(static_cast<std::size_t>(outcome));
}

std::string_view nameOf(StreamPhase phase)
{
    static constexpr std::array<std::string_view, 7> names{
        "closed", "fetching_token", "auth_sent", "subscribing", "ready", "online", "failed"};
    return names.at(static_cast<std::size_t>(phase));
}

const char* sentenceOf(StreamFailure failure)
{
    switch (failure) {
    case StreamFailure::TokenFailed:
        return "no token could be had";
    case StreamFailure::TokenTimedOut:
        return "no token came within the time-out";
    case StreamFailure::AuthRefused:
        return "the server refused the auth message";
    case StreamFailure::AuthTimedOut:
        return "the auth message was not answered in time";
    case StreamFailure::SubscriptionRefused:
        return "the server refused a subscription";
    case StreamFailure::SubscriptionTimedOut:
        return "a subscription was not answered in time";
    case StreamFailure::PongMissed:
        break;
    }
    return "a heartbeat was not answered in time";
}

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/knob.h"

#include <QJsonObject>

#include <chrono>
#include <cstdint>
#include <vector>

namespace redial {

/// What becomes of a connection on which a subscription is refused, or not answered in time.
enum class SubscriptionFailure : std::uint8_t {
    Reconnect, ///< it is ended and regained
    GoOn,      ///< it is used without that subscription
};

/// How far the sequence numbers of a channel reach.
enum class SequenceScope : std::uint8_t {
    Channel,    ///< they go on over reconnects
    Connection, ///< they begin anew on each connection
};

/// The settings of a stream session that are numbers, times and choices; its messages are in
/// StreamProfile. A plain value; the names outside this header come from streamSessionKnobs()
/// alone.
struct StreamSessionPolicy
{
    using Duration = std::chrono::nanoseconds;

    /// From the question for a token to the token.
    Duration tokenTimeout = std::chrono::seconds(5);
    /// From the auth message to its answer.
    Duration authTimeout = std::chrono::seconds(10);
    /// Each connection authenticates with a token that no earlier one had (oracle P41).
    bool freshAuth = true;
    /// From the subscriptions to the last of their answers.
    Duration subscriptionTimeout = std::chrono::seconds(10);
    SubscriptionFailure subscriptionFailure = SubscriptionFailure::Reconnect;
    Duration heartbeatEvery = std::chrono::seconds(30);
    /// From a heartbeat to its pong, where one is expected.
    Duration heartbeatTimeout = std::chrono::seconds(10);
    SequenceScope sequenceScope = SequenceScope::Channel;
    /// For how long messages behind a gap are held back while what is missing is asked for.
    Duration recoveryTimeout = std::chrono::seconds(5);
    /// So many of a channel are held back at most.
    std::uint32_t heldMessages = 1000;

    /// Everything that is wrong, in the order of the knobs; empty if nothing is.
    std::vector<KnobError> validate() const;

    friend bool operator==(const StreamSessionPolicy&, const StreamSessionPolicy&) = default;
};

/// Every knob, in the order in which forms and help show them. No name is one of policyKnobs() or
/// sessionKnobs().
const std::vector<Knob<StreamSessionPolicy>>& streamSessionKnobs();

} // namespace redial

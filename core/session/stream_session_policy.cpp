// SPDX-License-Identifier: MIT
#include "core/session/stream_session_policy.h"

#include "core/base/knob_checker.h"
#include "core/base/knob_types.h"

#include <array>

namespace redial {

namespace {

using Policy = StreamSessionPolicy;

constexpr std::array<std::string_view, 2> failures{"reconnect", "go_on"};
constexpr std::array<std::string_view, 2> scopes{"channel", "connection"};

} // namespace

std::vector<KnobError> StreamSessionPolicy::validate() const
{
    KnobChecker checker;
    checker.requirePositive("token_timeout", tokenTimeout);
    checker.requirePositive("auth_timeout", authTimeout);
    checker.requirePositive("subscription_timeout", subscriptionTimeout);
    checker.requirePositive("heartbeat_every", heartbeatEvery);
    checker.requirePositive("heartbeat_timeout", heartbeatTimeout);
    checker.requirePositive("recovery_timeout", recoveryTimeout);
    return checker.take();
}

const std::vector<Knob<StreamSessionPolicy>>& streamSessionKnobs()
{
    constexpr const char* group = "Stream session";
    static const std::vector<Knob<Policy>> knobs{
        knob::duration({"token_timeout", group, "limit for getting a token for a connection"},
                       &Policy::tokenTimeout),
        knob::duration({"auth_timeout", group, "limit for the answer to the auth message"},
                       &Policy::authTimeout),
        knob::onOff({"fresh_auth", group, "each connection has a token of its own"},
                    &Policy::freshAuth),
        knob::duration({"subscription_timeout", group, "limit for the answers to subscriptions"},
                       &Policy::subscriptionTimeout),
        knob::choice(
            {"subscription_failure", group, "after a subscription that is refused or not answered"},
            failures, failures.size(), &Policy::subscriptionFailure),
        knob::duration({"heartbeat_every", group, "time between heartbeats"},
                       &Policy::heartbeatEvery),
        knob::duration({"heartbeat_timeout", group, "limit for the pong to a heartbeat"},
                       &Policy::heartbeatTimeout),
        knob::choice({"sequence_scope", group, "how far a channel's sequence numbers go on"},
                     scopes, scopes.size(), &Policy::sequenceScope),
        knob::duration(
            {"recovery_timeout", group, "how long messages behind a gap wait for what is missing"},
            &Policy::recoveryTimeout),
        knob::number({"held_messages", group, "messages of a channel that wait at most"},
                     &Policy::heldMessages),
    };
    return knobs;
}

} // namespace redial

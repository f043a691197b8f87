// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/stream_session_effect.h"
#include "core/time/clock.h"

#include <type_traits>

namespace redial {

enum class StreamPhase : std::uint8_t {
    Closed,        ///< no connection
    FetchingToken, ///< the provider was asked
    AuthSent,      ///< waiting for the answer to the auth message
    Subscribing,   ///< waiting for the answers to the subscriptions
    Ready,         ///< all done, not online yet
    Online,        ///< messages may be sent, heartbeats go out
    Failed,        ///< given up, until the connection has closed
};
std::string_view nameOf(StreamPhase phase);

/// What a stream session knows between two inputs. Messages, tokens and sequence numbers are the
/// shell's.
struct StreamSessionState
{
    /// Bit i: subscription i was accepted or refused on this connection.
    std::uint64_t answered = 0;
    StreamPhase phase = StreamPhase::Closed;
    std::uint8_t armedTimers = 0;
    /// A passive ping came before the auth message could go: it is answered behind it.
    bool pingWaits = false;

    bool isArmed(StreamTimer timer) const
    {
        return (armedTimers >> static_cast<unsigned>(timer) & 1U) != 0;
    }
    /// What the server sends now may be for the application.
    bool isAuthenticated() const
    {
        return phase == StreamPhase::Subscribing || phase == StreamPhase::Ready ||
               phase == StreamPhase::Online;
    }
    bool isAnswered(std::uint32_t subscription) const
    {
        return (answered >> subscription & 1U) != 0;
    }
    friend bool operator==(const StreamSessionState&, const StreamSessionState&) = default;
};
static_assert(std::is_trivially_copyable_v<StreamSessionState> &&
              sizeof(StreamSessionState) <= 128);

/// The decision of a stream session on each input. Pure. Promises (ORACLES.md): a token is asked
/// for once on each connection and nothing is sent before the auth message (P40, P41); each
/// subscription is sent once on each connection, after the auth answer where one is expected; ready
/// once, after all of them (P40); heartbeats only while online, anew on each connection; a
/// heartbeat without its pong ends the link (B10); no timer outlives its connection. Precondition:
/// rules.subscriptions <= mostStreamSubscriptions.
StreamSessionEffects step(StreamSessionState& state, const StreamSessionRules& rules,
                          const StreamSessionInput& input);

} // namespace redial

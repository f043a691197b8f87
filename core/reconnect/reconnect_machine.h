// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/random.h"
#include "core/reconnect/reconnect_effect.h"
#include "core/reconnect/reconnect_input.h"
#include "core/reconnect/reconnect_policy.h"
#include "core/time/clock.h"

#include <optional>
#include <type_traits>

namespace redial {

/// What a reconnecting client knows about its link between two inputs. Small and trivially
/// copyable: a fleet holds a hundred thousand of them, and the explorer copies them by the million.
struct ReconnectState
{
    MonotonicTime attemptStartedAt{};
    /// The wait drawn before the current attempt; absent if there was none since the counter was
    /// reset.
    std::optional<std::chrono::nanoseconds> previousBackoff;
    /// Connections begun so far; the current one's number.
    std::uint32_t epoch = 0;
    /// Attempts since the last reset; 0 for the first connection and after a reset.
    std::uint32_t attempt = 0;
    /// Inputs of connections that were over.
    std::uint32_t staleInputs = 0;
    ConnectionState connection = ConnectionState::Disconnected;
    /// Bit i is set while ReconnectTimer i runs.
    std::uint8_t armedTimers = 0;
    /// A connection is wanted: from start() until stop(), or until the machine gives up.
    bool wanted = false;
    /// Started again while the stopped connection was still closing: the next one begins without a
    /// back-off.
    bool restart = false;
    /// Application messages may be sent.
    bool online = false;
    /// The transport is open and the session is not ready yet.
    bool inRehandshake = false;

    bool isArmed(ReconnectTimer timer) const
    {
        return (armedTimers >> static_cast<unsigned>(timer) & 1U) != 0;
    }
    friend bool operator==(const ReconnectState&, const ReconnectState&) = default;
};
static_assert(std::is_trivially_copyable_v<ReconnectState> && sizeof(ReconnectState) <= 128);

/// The decision of a reconnecting client: what to do on each input. Pure: the same state, policy,
/// input, time and random numbers give the same state and effects.
///
/// The transitions are Disconnected -> Connecting; Connecting -> Connected, Closing, Disconnected;
/// Connected -> Closing, Disconnected; Closing -> Disconnected. Closing is entered by stop() and by
/// drop(); after a drop the connection is regained like any lost one.
///
/// Promises (ORACLES.md P20-P25, P28, P29): one connect in flight; an offline for each online,
/// before the closed; one back-off for each lost connection, none after stop; every timer of a
/// connection cancelled at its end; inputs of an older epoch counted and ignored; gave_up once. A
/// transport keeps connect_timeout and close_timeout itself and reports what it saw; should it say
/// nothing, the machine's own guards end the attempt close_timeout after the limit, and the closing
/// after twice close_timeout.
ReconnectEffects step(ReconnectState& state, const ReconnectPolicy& policy,
                      const ReconnectInput& input, MonotonicTime now, Random& random);

} // namespace redial

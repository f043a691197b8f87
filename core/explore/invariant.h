// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace redial {

/// What must hold of each step of a client, whatever came before it.
enum class Invariant : std::uint8_t {
    None,
    BackoffInBounds,
    AttemptWhenDue,
    AttemptsCounted,
    ResumeDelayKept,
    RetryAfterKept,
    BootIntervalKept,
    AttemptEnds,
    HeartbeatKept,
    OneConnect,
    AllowedWays,
    OfflineFirst,
    OneBackoff,
    NothingAfterStop,
    StopIsPrompt,
    NoTimerLeft,
    NoStaleEffect,
    GivesUpOnce,
    WishIsFollowed,
    NoSendOffline,
    CallsResolved,
    NothingSentAgain,
    NothingInvented,
    BootFirst,
    ToldWhenTrue,
    OneCall,
};
inline constexpr int invariantCount = 26;

/// An invariant's row in the table.
struct InvariantRow
{
    Invariant invariant{};
    std::string_view oracle; ///< the oracle or rule that it stands for
    std::string_view title;  ///< what must hold, one line without a full stop
};

/// Every invariant, None not among them, in the order of their values.
std::span<const InvariantRow> invariants();
/// Precondition: not None.
const InvariantRow& rowOf(Invariant invariant);

} // namespace redial

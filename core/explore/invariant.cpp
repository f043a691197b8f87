// SPDX-License-Identifier: MIT
#include "core/explore/invariant.h"

#include <array>

namespace redial {

namespace {

constexpr auto table = std::to_array<InvariantRow>({
    {Invariant::BackoffInBounds, "P01", "a back-off lies within the policy's bounds"},
    {Invariant::AttemptWhenDue, "P02", "the next attempt begins when its back-off ends"},
    {Invariant::AttemptsCounted, "P08",
     "attempts count from 1 again only after a connection that was ready"},
    {Invariant::ResumeDelayKept, "P09", "online comes one resume delay after ready"},
    {Invariant::RetryAfterKept, "P10", "the server's Retry-After is waited for"},
    {Invariant::BootIntervalKept, "P11", "a boot that was not accepted waits for its interval"},
    {Invariant::AttemptEnds, "P13", "an attempt ends within the connect time-out"},
    {Invariant::HeartbeatKept, "P15", "heartbeats keep the interval, anew on each connection"},
    {Invariant::OneConnect, "P20", "one connect is in flight at a time"},
    {Invariant::AllowedWays, "P21", "the state moves along its allowed ways and is told truly"},
    {Invariant::OfflineFirst, "P21", "online is left once, before the connection is closed"},
    {Invariant::OneBackoff, "P22", "each loss leads to one back-off or to giving up"},
    {Invariant::NothingAfterStop, "P23", "nothing reconnects after stop"},
    {Invariant::StopIsPrompt, "P24", "what is stopped or dropped closes promptly"},
    {Invariant::NoTimerLeft, "P25", "timers are armed once, and none outlives its use"},
    {Invariant::NoStaleEffect, "P25", "an earlier connection's report changes nothing"},
    {Invariant::GivesUpOnce, "P28", "giving up is one event, when the policy says so, and final"},
    {Invariant::WishIsFollowed, "P29", "whoever is started comes back, whoever is stopped rests"},
    {Invariant::NoSendOffline, "P30", "nothing is sent while not online"},
    {Invariant::CallsResolved, "P31", "each call is resolved once, at a loss at once"},
    {Invariant::NothingSentAgain, "P33", "nothing is sent again by itself"},
    {Invariant::NothingInvented, "P35", "nothing is sent that nobody asked for"},
    {Invariant::BootFirst, "P42", "BootNotification comes first, nothing else before Accepted"},
    {Invariant::ToldWhenTrue, "P52", "connected, ready and online are said when they are true"},
    {Invariant::OneCall, "OCPP-J 4.1.1", "one CALL is in flight at a time"},
});
static_assert(table.size() + 1 == invariantCount);

} // namespace

std::span<const InvariantRow> invariants()
{
    return table;
}

const InvariantRow& rowOf(Invariant invariant)
{
    return table.at(static_cast<std::size_t>(invariant) - 1);
}

} // namespace redial

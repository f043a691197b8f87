// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/run_info.h"
#include "core/verdict/ledger_connections.h"

#include <array>
#include <chrono>
#include <vector>

namespace redial {

/// What can be wrong with messages, whoever did it: client, server, a fault or a proxy.
enum class LedgerDefect : std::uint8_t {
    Lost,      ///< written, and later ones of the same connection arrived, but it did not
    Doubled,   ///< received twice, or the same id written twice on one connection
    Reordered, ///< received after one that was written later
    Invented,  ///< received, and nobody wrote it
    Altered,   ///< received with the same id and another content
    Stale,     ///< of an earlier connection: sent, answered or arrived again after a reconnect
    InFlight,  ///< a CALL written while another one waited for its answer
};

inline constexpr std::size_t ledgerDefects = 7;

/// "lost", "doubled", "reordered", "invented", "altered", "stale", "calls_in_flight".
std::string_view nameOf(LedgerDefect defect);

/// One defect with the events that show it, the earliest first.
struct LedgerRow
{
    LedgerDefect defect{};
    bool upstream = true; ///< from client to server
    std::string messageId;
    std::string action;
    std::vector<EventNumber> witnesses;
};

/// One direction in numbers.
struct LedgerCounts
{
    std::uint64_t sent = 0;
    std::uint64_t received = 0;
    /// Received as it was written, once.
    std::uint64_t delivered = 0;
    /// Written, and the connection or the run ended before it arrived: nobody's fault by itself.
    std::uint64_t unsettled = 0;
    /// Messages about transactions that were sent again under their id, as they may be.
    std::uint64_t repeated = 0;
    std::array<std::uint64_t, ledgerDefects> defects{};

    std::uint64_t of(LedgerDefect defect) const { return defects[std::size_t(defect)]; }
};

/// Every message of a run on both sides, so far as the log holds both. Lost, reordered, invented
/// and altered can only be told where both ends were seen.
struct MessageLedger
{
    LedgerSides sides = LedgerSides::None;
    LedgerCounts upstream;
    LedgerCounts downstream;
    /// By the number of their last witness; at most mostRows, the counts tell of all.
    std::vector<LedgerRow> rows;
    std::uint64_t connectionsOfOthers = 0;

    static constexpr std::size_t mostRows = 1000;
    static constexpr std::chrono::seconds defaultCallTimeout{30};

    bool knowsBothEnds() const
    {
        return sides == LedgerSides::ClientAndServer || sides == LedgerSides::Proxy;
    }
    std::uint64_t defects() const;
};

/// A CALL without an answer counts as in flight until its writer says that it is resolved, or for
/// `callTimeout`.
MessageLedger
messageLedger(const EventLog& log,
              std::chrono::nanoseconds callTimeout = MessageLedger::defaultCallTimeout);
/// With the call time-out of the run's configuration.
MessageLedger messageLedger(const EventLog& log, const RunInfo& info);

} // namespace redial

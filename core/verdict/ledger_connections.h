// SPDX-License-Identifier: MIT
#pragma once

#include "core/verdict/ledger_message.h"

#include <cstdint>
#include <string>
#include <vector>

namespace redial {

/// Whose records of messages a log holds. A proxy sees both sides: what came to it and what it
/// handed on.
enum class LedgerSides : std::uint8_t { None, ClientAndServer, Proxy, ClientOnly, ServerOnly };

/// The messages of one connection in one direction, as its writer wrote them and as the other end
/// received them, each in the order of events.
struct LedgerChannel
{
    std::vector<LedgerMessage> sent;
    std::vector<LedgerMessage> received;
};

/// One connection with both its directions.
struct LedgerConnection
{
    std::uint32_t epoch = 0; ///< of the client, or of whoever saw it
    std::string party;       ///< the client's name; message ids are unique for one client only
    LedgerChannel upstream;
    LedgerChannel downstream;
};

/// A log's messages, connection by connection.
struct LedgerConnections
{
    LedgerSides sides = LedgerSides::None;
    std::vector<LedgerConnection> connections; ///< in the order of their begins
    /// At a server, beside those of the run's own client: left out.
    std::uint64_t ofOthers = 0;

    bool knowsBothEnds() const
    {
        return sides == LedgerSides::ClientAndServer || sides == LedgerSides::Proxy;
    }
    /// Where only one end was seen, whether that is the one that wrote in this direction.
    bool knowsSent(bool upstream) const
    {
        return knowsBothEnds() || upstream == (sides == LedgerSides::ClientOnly);
    }
};

LedgerConnections ledgerConnections(const EventLog& log);

} // namespace redial

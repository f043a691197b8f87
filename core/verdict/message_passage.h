// SPDX-License-Identifier: MIT
#pragma once

#include "core/verdict/ledger_channel.h"
#include "core/verdict/run_view.h"

#include <vector>

namespace redial {

/// A message that did not pass between the client and its server as it was written.
struct PassageDefect
{
    LedgerDefect defect{};
    bool upstream = true; ///< from client to server
    std::uint32_t epoch = 0;
    std::vector<EventNumber> witnesses;
};

/// What a log that holds both ends says of the messages between them, but for connections on which
/// a fault treated messages (MessageFaults), which prove nothing about the client, and MSGI's.
struct MessagePassage
{
    std::uint64_t delivered = 0;
    std::vector<PassageDefect> defects; ///< in the order of connections
};

/// Empty unless client and server were both recorded.
MessagePassage messagePassage(const RunView& run);

} // namespace redial

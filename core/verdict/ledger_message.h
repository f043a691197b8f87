// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace redial {

/// A message that one side wrote or received, as the ledger compares it: by its content, and by its
/// OCPP-J message id if it is one. The payload points into the log.
struct LedgerMessage
{
    EventNumber event = 0;
    std::size_t hash = 0; ///< of the content: payload as recorded, size, binary
    std::string_view payload;
    std::int64_t size = 0;
    bool binary = false;
    /// OCPP-J's message type, 2 to 6; 0 if it is no OCPP-J message.
    int type = 0;
    std::string id;     ///< empty if type is 0
    std::string action; ///< of a CALL or SEND

    static constexpr int callType = 2;
    static constexpr int sendType = 6;

    bool isCall() const { return type == callType; }
    /// CALL or SEND: it speaks first.
    bool isRequest() const { return type == callType || type == sendType; }
    bool isAnswer() const { return type != 0 && !isRequest(); }
    bool sameContent(const LedgerMessage& other) const;
};

/// Of a message_in or message_out.
LedgerMessage ledgerMessage(const EventLog& log, EventNumber number);

/// Messages about transactions are sent again, under the same id, until they are answered or have
/// had their attempts (OCPP 1.6 core 3.7.1, E13; errata 2025-04).
bool maySendAgain(std::string_view action);

} // namespace redial

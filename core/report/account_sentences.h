// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"
#include "core/report/terminal_text.h"

#include <QString>

namespace redial {

/// What happened, in a few words; empty for events that an account leaves out.
struct AccountSentence
{
    QString text;
    TextColour colour = TextColour::None;
};

/// Of an event that the client saw, or the user or the harness caused.
AccountSentence clientSentence(const EventLog& log, EventNumber number);

/// Of an event that a server in this process saw.
AccountSentence serverSentence(const EventLog& log, EventNumber number);

/// Of an event that a proxy in this process saw.
AccountSentence proxySentence(const EventLog& log, EventNumber number);

/// Of an event of the lane fault, whoever did it.
AccountSentence faultSentence(const EventLog& log, EventNumber number);

/// How a connection ended, from the fields of its `closed` event: "reset by the peer".
QString closeSentence(const EventLog& log, EventNumber number);

} // namespace redial

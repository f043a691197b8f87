// SPDX-License-Identifier: MIT
#pragma once

#include "core/report/terminal_text.h"
#include "core/verdict/message_ledger.h"

#include <QJsonObject>
#include <QString>

namespace redial {

/// "StatusNotification "7" arrived twice", without a full stop.
QString ledgerSentence(const LedgerRow& row);

/// The ledger for a terminal: both directions in numbers, then the first defects with their events.
/// Empty if the log holds no message.
QString ledgerText(const MessageLedger& ledger, TextStyle style = TextStyle::Plain);

/// "both_ends", "sides", "upstream", "downstream", "defects" (each with its events),
/// "connections_of_others".
QJsonObject ledgerJson(const MessageLedger& ledger);

/// The ledger as a section of an HTML page; defects link to their events' rows (#e12). Empty if the
/// log holds no message.
QString ledgerHtml(const EventLog& log, const MessageLedger& ledger);

} // namespace redial

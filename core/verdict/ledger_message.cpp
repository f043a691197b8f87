// SPDX-License-Identifier: MIT
#include "core/verdict/ledger_message.h"

#include "core/log/json_scanner.h"

#include <algorithm>
#include <array>
#include <functional>

namespace redial {

namespace {

/// The head of an OCPP-J message lies within so many bytes: ids have at most 36 characters.
constexpr std::size_t longestHead = 512;

void readOcppHead(LedgerMessage& message)
{
    std::string scratch;
    JsonScanner scanner(message.payload.substr(0, longestHead), scratch);
    if (!scanner.skip('['))
        return;
    const auto scalar = scanner.scalar();
    const auto* const type = scalar ? std::get_if<std::int64_t>(&*scalar) : nullptr;
    if (!type || *type < LedgerMessage::callType || *type > LedgerMessage::sendType ||
        !scanner.skip(','))
        return;
    const auto id = scanner.string();
    if (!id || id->empty())
        return;
    message.id = *id;
    message.type = static_cast<int>(*type);
    if (!message.isRequest() || !scanner.skip(','))
        return;
    if (const auto action = scanner.string())
        message.action = *action;
}

} // namespace

bool LedgerMessage::sameContent(const LedgerMessage& other) const
{
    return hash == other.hash && size == other.size && binary == other.binary &&
           payload == other.payload;
}

LedgerMessage ledgerMessage(const EventLog& log, EventNumber number)
{
    LedgerMessage message;
    message.event = number;
    message.payload = log.text(number, FieldKey::Payload);
    message.size = log.integer(number, FieldKey::Size).value_or(0);
    message.binary = log.boolean(number, FieldKey::Binary).value_or(false);
    message.hash = std::hash<std::string_view>()(message.payload) ^
                   (std::hash<std::int64_t>()(message.size) * 2 + (message.binary ? 1 : 0));
    if (!message.binary)
        readOcppHead(message);
    return message;
}

bool maySendAgain(std::string_view action)
{
    constexpr auto actions = std::to_array<std::string_view>(
        {"StartTransaction", "StopTransaction", "MeterValues", "TransactionEvent"});
    return std::find(actions.begin(), actions.end(), action) != actions.end();
}

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/verdict/message_ledger.h"

#include <unordered_map>

namespace redial {

/// The first message of each content, by its hash.
using ContentIndex = std::unordered_map<std::size_t, const LedgerMessage*>;

/// One defect of a channel; the message points into the channel.
struct ChannelDefect
{
    LedgerDefect defect{};
    const LedgerMessage* message = nullptr;
    std::vector<EventNumber> witnesses;
};

/// What was written on one connection in one direction against what arrived.
struct ChannelMatch
{
    std::uint64_t delivered = 0;
    std::uint64_t unsettled = 0;
    std::vector<ChannelDefect> defects;
};

/// `earlier` is what was written in this direction on the connections before: what arrives here and
/// was written there is stale. Linear in the number of messages.
ChannelMatch matchChannel(const LedgerChannel& channel, const ContentIndex& earlier);

} // namespace redial

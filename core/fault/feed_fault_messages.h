// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/ocpp_fault_messages.h"

#include <deque>
#include <map>

namespace redial {

/// The `type` of a message of Redial's feed server, "message" for one with a sequence number;
/// absent for anything else.
std::optional<QString> feedActionOf(const QString& text);

/// The newest numbered messages of each channel that a server has sent, over all of its
/// connections; memory is bounded.
class FeedFaultMemory
{
public:
    static constexpr std::size_t mostMessages = 100;
    static constexpr std::size_t mostChannels = 100;

    void note(const QString& text);
    std::vector<QString> newest(const QString& channel, std::size_t count) const;

private:
    std::map<QString, std::deque<QString>> messages_;
};

/// What a feed server sends instead of a message under A1, A2, A3, A5 or A6. An empty list:
/// nothing. Absent: the fault cannot do anything to this message.
std::optional<std::vector<DelayedText>> feedFaultAnswer(const Fault& fault, const QString& text,
                                                        const FeedFaultMemory& memory);

/// The pings of A4.
std::vector<QString> feedFaultPings(const Fault& fault);

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/msgi_control.h"

#include <QStringList>

#include <mutex>
#include <unordered_map>
#include <vector>

namespace redial::soak {

/// What became of numbered messages: a client counts its own from 1, sends none of them twice, and
/// the server answers each. Everything may be called on any thread.
class MessageAccount
{
public:
    explicit MessageAccount(std::size_t clients);

    /// The server has it, and is about to answer.
    void seen(MsgiSessionId session, std::size_t client, std::size_t number);
    /// The client has the answer, to a message of the same connection if that is awaited.
    void acknowledged(std::size_t client, std::size_t number, bool isAwaited);

    /// A message that came twice, or behind a later one of its connection; an answer that nobody
    /// awaits, that comes behind a later one, or to a message that never came.
    QStringList complaints() const;

private:
    struct Client
    {
        std::vector<int> timesSeen; ///< by number - 1
        std::size_t lastAcknowledged = 0;
    };

    mutable std::mutex mutex_;
    std::vector<Client> clients_;
    std::unordered_map<MsgiSessionId, std::size_t> lastSeen_;
    QStringList complaints_;
};

} // namespace redial::soak

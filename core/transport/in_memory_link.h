// SPDX-License-Identifier: MIT
#pragma once

#include "core/transport/in_memory_pipe.h"

#include <functional>
#include <utility>

namespace redial {

class InMemoryPeer;
class InMemoryTransport;

/// What the two ends of one in-memory connection share. Each end keeps it alive; an item under way
/// does not, so that ends, clock and network may go in any order that leaves the clock last.
struct InMemoryLink
{
    std::shared_ptr<InMemoryPipe> toServer;
    std::shared_ptr<InMemoryPipe> toClient;
    std::weak_ptr<InMemoryPeer> peer;
    /// Null once the client's epoch is over.
    InMemoryTransport* client = nullptr;
};

/// Sends `act(InMemoryTransport&)` to the client's end.
template <class Act>
void sendToClient(const std::shared_ptr<InMemoryLink>& link, Act act)
{
    link->toClient->push([weak = std::weak_ptr(link), act = std::move(act)] {
        const auto held = weak.lock();
        if (held && held->client)
            act(*held->client);
    });
}

/// Sends `act(InMemoryPeer&)` to the server's end.
template <class Act>
void sendToServer(const std::shared_ptr<InMemoryLink>& link, Act act)
{
    link->toServer->push([weak = std::weak_ptr(link), act = std::move(act)] {
        const auto held = weak.lock();
        if (const auto peer = held ? held->peer.lock() : nullptr)
            act(*peer);
    });
}

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/server/in_memory_interceptor.h"
#include "core/server/served_peer.h"
#include "core/transport/in_memory_peer.h"

#include <memory>

namespace redial {

/// The ServerLink over the server's end of an in-memory connection.
class InMemoryServerLink final : public ServerLink
{
public:
    InMemoryServerLink(ServerLinkFacts facts, std::shared_ptr<InMemoryPeer> peer,
                       EventRecorder recorder, InMemoryInterceptor* interceptor)
        : ServerLink(std::move(facts), recorder), peer_(std::move(peer)), interceptor_(interceptor)
    {
    }

    /// Begins to play; call once.
    void play(std::unique_ptr<PeerBehaviour> behaviour, const PeerScript& script, Clock& clock);

    void ping(const QByteArray& payload) override { peer_->ping(payload); }
    void close(std::uint16_t code, const QString& reason) override { peer_->close(code, reason); }
    void endStream() override { peer_->endStream(); }
    void reset() override { peer_->reset(); }
    InMemoryPeer& peer() { return *peer_; }

protected:
    bool isTaken(const QString& text) override
    {
        return interceptor_ && interceptor_->takesMessage(facts().number, text);
    }
    void writeText(const QString& text) override { peer_->sendText(text); }
    void writeBinary(const QByteArray& data) override { peer_->sendBinary(data); }

private:
    std::shared_ptr<InMemoryPeer> peer_;
    InMemoryInterceptor* interceptor_; ///< null: none
    std::unique_ptr<ServedPeer> served_;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/server/peer_behaviour.h"
#include "core/server/peer_script.h"

#include <vector>

namespace redial {

/// One connection as its server plays it: the behaviour answers, the script calls
/// and closes. The same for a
/// real socket and for the in-memory pair. Does not own the link, which outlives it; records opened
/// and closed.
class ServedPeer
{
public:
    ServedPeer(ServerLink& link, std::unique_ptr<PeerBehaviour> behaviour, const PeerScript& script,
               Clock& clock);
    ~ServedPeer();
    ServedPeer(const ServedPeer&) = delete;
    ServedPeer& operator=(const ServedPeer&) = delete;

    void opened();
    void text(const QString& message);
    void binary(const QByteArray& message);
    void closed(const CloseInfo& info);

private:
    /// True if the script ended the connection on this message.
    bool countMessage();
    void perform(const ClosingKind& how);
    void cancelTimers();

    ServerLink& link_;
    std::unique_ptr<PeerBehaviour> behaviour_;
    std::vector<ScriptedClosing> closings_;
    std::vector<ScriptedCall> calls_;
    Clock& clock_;
    std::vector<TimerId> timers_;
    std::uint32_t messages_ = 0;
    bool ended_ = false;
};

} // namespace redial

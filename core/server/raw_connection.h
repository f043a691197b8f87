// SPDX-License-Identifier: MIT
#pragma once

#include "core/server/server_link.h"

#include <string_view>

namespace redial {

class MsgiSession;

/// One accepted connection as whoever interferes with it sees it: bytes past every rule of the
/// protocol. Nothing has an effect after the connection has ended. Lives on its server's thread.
class RawConnection
{
public:
    virtual ~RawConnection() = default;

    virtual ServerLink& link() = 0;
    /// Null for a WebSocket.
    virtual MsgiSession* msgi() { return nullptr; }
    /// permessage-deflate was agreed on.
    virtual bool deflates() const = 0;
    /// Bytes that wait for the client to read.
    virtual qint64 waitingBytes() const = 0;

    /// Sends bytes as they are. False if they cannot reach the client any more.
    virtual bool writeRaw(std::string_view bytes) = 0;
    /// Hands what was written to the system, so that the next bytes go into another packet.
    virtual void flush() = 0;
    /// Sends a text message as the server itself does, without asking the interceptor.
    virtual void sendTextUnasked(const QString& text) = 0;
    /// As if the server had sent a Close frame: waits for the client's and ends.
    virtual void expectClose() = 0;
    /// FIN in any state, also before the upgrade.
    virtual void endStreamNow() = 0;
    /// RST in any state.
    virtual void resetNow() = 0;
    /// FIN in our direction; the client's bytes are read on (shutdown SHUT_WR).
    virtual void halfClose() = 0;
    /// While off nothing is taken from the socket; what the client sends waits in the system.
    virtual void setReading(bool on) = 0;
    /// While reading is off: takes at most so many bytes from the socket.
    virtual void readSome(qint64 most) = 0;
    /// Of the socket; -1 if it is gone.
    virtual qintptr descriptor() const = 0;
};

} // namespace redial

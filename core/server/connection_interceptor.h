// SPDX-License-Identifier: MIT
#pragma once

#include "core/server/raw_connection.h"
#include "core/wire/websocket_reader.h"
#include "core/wire/websocket_upgrade.h"

#include <functional>
#include <memory>
#include <string>

namespace redial {

/// What is sent instead of the usual answer to an upgrade.
struct UpgradeReply
{
    std::string bytes;
    /// After it: the WebSocket is open, the stream ends (FIN), or the connection stands and nothing
    /// more comes.
    enum class Then : std::uint8_t { Open, End, Silence } then = Then::Open;
    int status = 101; ///< for the log
};

/// Interferes with one connection of a server: each hook comes before the server acts and may act
/// instead. The defaults let everything pass. Must not be destroyed inside a hook.
class ConnectionInterceptor
{
public:
    virtual ~ConnectionInterceptor() = default;

    /// Before anything was read.
    virtual void accepted(RawConnection&) {}
    /// A valid request was read; `usual` is what the server would answer. The link's facts are
    /// known.
    virtual UpgradeReply upgrade(RawConnection&, const UpgradeOffer&, UpgradeReply usual)
    {
        return usual;
    }
    virtual void opened(RawConnection&) {}
    /// A message or control frame came. True: it is swallowed.
    virtual bool swallows(RawConnection&, const WebSocketEvent&) { return false; }
    /// The event was handled, or swallowed.
    virtual void handled(RawConnection&, const WebSocketEvent&) {}
    /// The server is about to send a text message. True: the interceptor sends it, or does not.
    virtual bool takesMessage(RawConnection&, const QString&) { return false; }
    /// Bytes are about to go to the socket, the upgrade's answer included. True: the interceptor
    /// writes them, or does not.
    virtual bool takesBytes(RawConnection&, std::string_view) { return false; }
    /// The connection is gone; no further hook, and the RawConnection must not be used any more.
    virtual void closed() {}
};

using InterceptorFactory =
    std::function<std::unique_ptr<ConnectionInterceptor>(const ServerLinkFacts&)>;

} // namespace redial

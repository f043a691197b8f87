// SPDX-License-Identifier: MIT
#pragma once

#include "core/server/msgi_session.h"

namespace redial {

/// What an MsgiServer's application does. Called on the server's thread: with several threads on
/// each of theirs. May send on any session of its thread, disconnect it, and stop the server; must
/// not destroy the server, and not run an event loop.
class MsgiServerHandler
{
public:
    virtual ~MsgiServerHandler() = default;
    virtual void onMsgiConnected(MsgiSession& /*session*/) {}
    /// A DATA frame's payload, or one item of a batch; it lives until this returns.
    virtual void onMsgiMessage(MsgiSession& session, std::string_view message) = 0;
    /// Once for each session that was told to onMsgiConnected(); nothing can be sent any more.
    virtual void onMsgiDisconnected(MsgiSession& /*session*/, const CloseInfo& /*info*/) {}
};

/// Sends every message back as it came.
class MsgiEcho final : public MsgiServerHandler
{
public:
    void onMsgiMessage(MsgiSession& session, std::string_view message) override
    {
        session.send(message);
    }
};

} // namespace redial

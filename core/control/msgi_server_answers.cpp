// SPDX-License-Identifier: MIT
#include "core/control/msgi_server_answers.h"

#include "core/server/msgi_server.h"

namespace redial {

namespace {

void endMsgiSession(MsgiSession& session, DropKind kind)
{
    switch (kind) {
    case DropKind::Close:
        return session.disconnect("ended from outside");
    case DropKind::EndOfStream:
        return session.endStream();
    case DropKind::Reset:
        return session.drop();
    }
}

} // namespace

int endMsgiSessions(MsgiServer& server, DropKind kind, const QString& clientId)
{
    int ended = 0;
    for (const MsgiSessionId id : server.sessionIds()) {
        MsgiSession* const session = server.session(id);
        if (session == nullptr || !session->isOpen() ||
            (!clientId.isEmpty() && QString::fromStdString(session->clientId()) != clientId))
            continue;
        endMsgiSession(*session, kind);
        ++ended;
    }
    return ended;
}

} // namespace redial

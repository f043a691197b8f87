// SPDX-License-Identifier: MIT
#pragma once

#include "core/client/connection.h"
#include "core/session/session.h"
#include "core/session/stream_session.h"

#include <QObject>

#include <memory>
#include <optional>

namespace redial {

/// A client as a server sees it: owns a Connection and, unless it speaks no protocol, a Session (a
/// charging station) or a StreamSession (a feed's client), and carries the connection's events to
/// the session and the session's to the connection: opened -> boot or auth, ready -> online ->
/// heartbeats, closed -> every open call resolved. All messages go through the session. Lives on
/// one thread.
class Client final : public QObject
{
    Q_OBJECT
public:
    /// Without a session configuration the client is ready as soon as the transport is open.
    Client(ConnectionConfiguration connection, std::optional<SessionConfiguration> session,
           std::unique_ptr<Transport> transport, Clock& clock, Random random,
           EventRecorder recorder, QObject* parent = nullptr);
    /// Of a feed. Without a token provider the profile's own source is asked.
    Client(ConnectionConfiguration connection, StreamProfile stream,
           std::unique_ptr<Transport> transport, Clock& clock, Random random,
           EventRecorder recorder, TokenProvider tokens = {}, QObject* parent = nullptr);
    ~Client() override;

    void start(const QUrl& url) { connection_->start(url); }
    void stop() { connection_->stop(); }
    void drop(DropKind kind) { connection_->drop(kind); }

    Connection& connection() { return *connection_; }
    const Connection& connection() const { return *connection_; }
    /// Absent when the client speaks no protocol.
    Session* session() { return session_.get(); }
    /// Absent unless it is the client of a feed.
    StreamSession* stream() { return stream_.get(); }

private:
    void connectSession();
    void connectStream();

    std::unique_ptr<Connection> connection_;
    std::unique_ptr<Session> session_;
    std::unique_ptr<StreamSession> stream_;
};

} // namespace redial

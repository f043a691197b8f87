// SPDX-License-Identifier: MIT
#pragma once

#include "core/client/connection.h"
#include "core/session/session.h"

#include <QObject>

#include <memory>
#include <optional>

namespace redial {

/// A charging station as a server sees it: owns a Connection and, unless it speaks no protocol, a
/// Session, and carries the connection's events to the session and the session's to the connection:
/// opened -> boot, boot accepted -> ready, online -> heartbeats, closed -> every open call
/// resolved. All OCPP messages go through the session. Lives on one thread.
class Client final : public QObject
{
    Q_OBJECT
public:
    /// Without a session configuration the client is ready as soon as the transport is open.
    Client(ConnectionConfiguration connection, std::optional<SessionConfiguration> session,
           std::unique_ptr<Transport> transport, Clock& clock, Random random,
           EventRecorder recorder, QObject* parent = nullptr);
    ~Client() override;

    void start(const QUrl& url) { connection_->start(url); }
    void stop() { connection_->stop(); }
    void drop(DropKind kind) { connection_->drop(kind); }

    Connection& connection() { return *connection_; }
    const Connection& connection() const { return *connection_; }
    /// Absent when the client speaks no protocol.
    Session* session() { return session_.get(); }

private:
    void connectSession();

    std::unique_ptr<Connection> connection_;
    std::unique_ptr<Session> session_;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_recorder.h"
#include "core/wire/close_info.h"

#include <QByteArray>
#include <QString>

#include <cstdint>

namespace redial {

/// What is known of one accepted connection.
struct ServerLinkFacts
{
    /// Counts the connections of one server from 1; the epoch of the server's events.
    quint32 number = 0;
    /// The last segment of the path: the station's id in OCPP-J.
    QString identity;
    /// Empty if none was agreed on.
    QString subprotocol;
    QString peerAddress;
};

/// What a behaviour may do to one accepted connection, real or in memory. Records what is sent.
/// Nothing has an effect after the connection has ended. Lives on its server's thread.
class ServerLink
{
public:
    ServerLink(ServerLinkFacts facts, EventRecorder recorder);
    virtual ~ServerLink() = default;
    ServerLink(const ServerLink&) = delete;
    ServerLink& operator=(const ServerLink&) = delete;

    const ServerLinkFacts& facts() const { return facts_; }
    const EventRecorder& recorder() const { return recorder_; }

    void sendText(const QString& text);
    /// Without asking anybody whether it may.
    void sendTextDirectly(const QString& text);
    void sendBinary(const QByteArray& data);
    void recordIncoming(const QByteArray& payload, bool binary);

    virtual void ping(const QByteArray& payload) = 0;
    /// Begins the closing handshake; 1005 sends no code.
    virtual void close(std::uint16_t code, const QString& reason) = 0;
    /// FIN without a Close frame.
    virtual void endStream() = 0;
    /// RST.
    virtual void reset() = 0;

protected:
    /// What the handshake told.
    void setFacts(ServerLinkFacts facts) { facts_ = std::move(facts); }
    /// True if somebody else sends the message, or keeps it: it is not recorded as sent.
    virtual bool isTaken(const QString& /*text*/) { return false; }
    virtual void writeText(const QString& text) = 0;
    virtual void writeBinary(const QByteArray& data) = 0;

private:
    ServerLinkFacts facts_;
    EventRecorder recorder_;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/transport/clocked_transport.h"
#include "core/transport/upgrade_exchange.h"
#include "core/transport/websocket_sender.h"
#include "core/wire/websocket_reader.h"

namespace redial {

class HostResolver;

/// Transport over our own RFC 6455 codec on QTcpSocket or QSslSocket. Shows what QWebSocket hides:
/// every close code, the HTTP status with Retry-After and Location, pings and pongs, FIN and RST,
/// and each kind of failure by itself. Strict: a peer that breaks RFC 6455 gets a Close with the
/// right code and is reported as ProtocolError. Waits for the peer's Close, and then for its FIN,
/// closeTimeout each. What arrives after a Close frame is thrown away. Connects directly, without a
/// proxy.
class PreciseWebSocketTransport final : public ClockedTransport
{
    Q_OBJECT
public:
    explicit PreciseWebSocketTransport(Clock& clock, QObject* parent = nullptr);
    ~PreciseWebSocketTransport() override;

    /// Whom to ask for names from the next attempt on; null: the system. It outlives this.
    void setResolver(HostResolver* resolver) { resolver_ = resolver; }

    /// The machine that the client runs on sleeps, or has woken: asleep nothing is read, written or
    /// answered, and what came meanwhile is taken in at the waking.
    void setAsleep(bool asleep);

    bool open(quint32 epoch, const TransportRequest& request) override;
    bool sendText(const QString& text) override;
    bool sendBinary(const QByteArray& data) override;
    bool ping(const QByteArray& payload) override;
    void close(std::uint16_t code = 1000, const QString& reason = {}) override;
    void drop(DropKind kind) override;
    bool supports(DropKind) const override { return true; }

private:
    struct Connection;

    void startSocket();
    void noteConnected();
    void sendUpgrade();
    void takeBytes(const QByteArray& bytes);
    void onEnded();
    void decide();
    void takeUpgradeBytes(const QByteArray& bytes);
    void takeAccepted(UpgradeExchange::Accepted accepted);
    void takeEvents();
    void takeEvent(const WebSocketEvent& event);
    void takePing(const std::string& payload);
    void takeClose(const WebSocketEvent& event);
    void takeViolation(const WebSocketEvent& event);
    bool send(const QByteArray& frame);
    void sendClose(std::uint16_t code, std::string_view reason);
    void abandon(DropKind kind, std::string detail);
    void releaseConnection() override;
    std::string waitingFor() const override;

    std::unique_ptr<Connection> connection_;
    HostResolver* resolver_ = nullptr;
    bool asleep_ = false;
};

} // namespace redial

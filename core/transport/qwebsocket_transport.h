// SPDX-License-Identifier: MIT
#pragma once

#include "core/transport/clocked_transport.h"
#include "core/transport/qwebsocket_report.h"
#include "core/transport/socket_end_probe.h"

class QTcpSocket;
class QWebSocket;

namespace redial {

/// Transport over QWebSocket, with what is known to go wrong in Qt 6.4 covered: a new socket for
/// each epoch, a handshake time limit of our own, one closed() an epoch however many error and
/// disconnected signals there are. What QWebSocket hides stays hidden, and is not invented:
/// - no response headers, so no Retry-After; the HTTP status alone is told;
/// - Close 1012-1014 appear as ProtocolError with 1002, and a Close without code as 1000;
/// - the peer's pings are answered unseen (automaticPong has no effect);
/// - close() does not wait for the peer's Close: the report carries our own code;
/// - permessage-deflate is not offered.
/// FIN and RST are told apart by SocketEndProbe on the socket that QWebSocket owns.
class QWebSocketTransport final : public ClockedTransport
{
    Q_OBJECT
public:
    explicit QWebSocketTransport(Clock& clock, QObject* parent = nullptr);
    ~QWebSocketTransport() override;

    bool open(quint32 epoch, const TransportRequest& request) override;
    bool sendText(const QString& text) override;
    bool sendBinary(const QByteArray& data) override;
    bool ping(const QByteArray& payload) override;
    void close(std::uint16_t code = 1000, const QString& reason = {}) override;
    void drop(DropKind kind) override;
    bool supports(DropKind kind) const override;

private:
    void startSocket();
    void connectSocket();
    void connectTcpSocket();
    void onConnected();
    void onTcpConnected();
    void onEncrypted();
    void startUpgrade();
    void onEnded();
    void decide();
    bool maySend(qsizetype size);
    void abandon(bool reset, std::string detail);
    void releaseConnection() override;
    std::string waitingFor() const override;

    QWebSocket* socket_ = nullptr;
    QTcpSocket* tcpSocket_ = nullptr;
    SocketEndProbe probe_;
    QWebSocketReport report_;
    TimerId decision_ = 0;
};

} // namespace redial

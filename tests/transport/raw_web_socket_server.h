// SPDX-License-Identifier: MIT
#pragma once

#include "contract_server.h"

#include <QSslConfiguration>
#include <QTcpServer>

#include <memory>

class QTcpSocket;

namespace redial::test {

class RawWebSocketConnection;

/// A WebSocket server on 127.0.0.1 (or localhost with TLS), bytes by hand and without the product's
/// codec, so that a fault of the codec cannot hide itself.
class RawWebSocketServer : public ContractServer
{
    Q_OBJECT
public:
    RawWebSocketServer();
    explicit RawWebSocketServer(const QSslConfiguration& tls);
    ~RawWebSocketServer() override;

    QUrl url() const override;

private:
    friend class RawWebSocketConnection;

    void start();

    std::unique_ptr<QTcpServer> server_;
    bool tls_ = false;
    int refusingSocket_ = -1;
    quint16 refusingPort_ = 0;
};

} // namespace redial::test

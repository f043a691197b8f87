// SPDX-License-Identifier: MIT
#pragma once

#include "contract_server.h"
#include "core/transport/socket_end_probe.h"

#include <QTcpSocket>

namespace redial::test {

class RawWebSocketServer;

/// One client of a RawWebSocketServer. Deletes itself when the connection is over.
class RawWebSocketConnection : public QObject
{
    Q_OBJECT
public:
    RawWebSocketConnection(RawWebSocketServer& server, QTcpSocket* socket);

private:
    void onReadyRead();
    void onDisconnected();
    void answerUpgrade();
    void actAfterOpen();
    bool takeFrame();
    void onFrame(int head, const QByteArray& payload);
    /// `head` is the frame's first byte: FIN, RSV and opcode.
    void sendFrame(int head, const QByteArray& payload);
    void sendClose(int code, const QByteArray& reason);
    void reset();

    RawWebSocketServer& server_;
    QTcpSocket* socket_;
    ServerScript script_;
    SocketEndProbe probe_;
    QByteArray received_;
    bool upgraded_ = false;
    bool closeSent_ = false;
};

} // namespace redial::test

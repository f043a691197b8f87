// SPDX-License-Identifier: MIT
#pragma once

#include "contract_server.h"

#include <QSslConfiguration>
#include <QTcpServer>

#include <memory>

class QTcpSocket;

namespace redial::test {

/// An MSGI server on 127.0.0.1, bytes by hand and without the product's codec, so that a fault of
/// the codec cannot hide itself. Of a script it heeds `greeting`, NotListening, `then` and
/// `closeReason`; DISCONNECT stands for a Close frame, and has no code. Its sight has the payloads
/// of DATA frames in `texts`, and 1000 as the code of a DISCONNECT. It resets when a DATA frame has
/// come: sooner the client might not have seen that it is connected.
class RawMsgiServer : public ContractServer
{
    Q_OBJECT
public:
    RawMsgiServer();
    explicit RawMsgiServer(const QSslConfiguration& tls);

    QUrl url() const override;

    /// What it got besides DATA, PING, PONG and DISCONNECT, as "<type number>:<payload>".
    const QList<QByteArray>& others() const { return others_; }

    /// A frame, and one whose head says what it likes.
    static QByteArray frame(quint16 type, const QByteArray& payload);
    static QByteArray frame(quint32 magic, quint32 length, quint16 type, const QByteArray& payload);

private:
    friend class RawMsgiConnection;

    void start();

    std::unique_ptr<QTcpServer> server_;
    bool tls_ = false;
    QList<QByteArray> others_;
};

} // namespace redial::test

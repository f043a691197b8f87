// SPDX-License-Identifier: MIT
#pragma once

#include "core/transport/host_resolver.h"
#include "core/wire/drop_kind.h"

#include <QAbstractSocket>
#include <QHostAddress>
#include <QList>
#include <QObject>

#include <memory>

class QSocketNotifier;

namespace redial {

/// Connects by TCP to a host, one of its addresses after the other until one answers, exactly once
/// each: QTcpSocket of Qt 6.4 connects again by itself, without an end, when it is reset before it
/// has seen that it is connected. A reset ends the attempt, other failures lead to the next
/// address. Has no time limit. Connects once in its life; nothing is signalled within a call.
class TcpConnector final : public QObject
{
    Q_OBJECT
public:
    explicit TcpConnector(QObject* parent);
    ~TcpConnector() override;

    /// Whom to ask for names instead of the system; null: the system.
    void setResolver(HostResolver* resolver) { resolver_ = resolver; }
    void connectTo(const QString& host, quint16 port);
    /// Gives the attempt up, by RST or FIN should the peer have taken it; nothing is signalled any
    /// more. May be called from a slot, which then deletes this by deleteLater().
    void cancel(DropKind kind);

signals:
    /// The descriptor, which does not block, is the receiver's.
    void connected(qintptr descriptor);
    /// RemoteHostClosedError is a reset.
    void failed(QAbstractSocket::SocketError error, const QString& sentence);

private:
    void onLookedUp(const HostAnswer& answer);
    void tryNext();
    void onWritable();
    /// The error of the last address that was tried.
    void keepError(int number);
    void release();
    void tellFailed();

    HostResolver* resolver_ = nullptr;
    quint16 port_ = 0;
    QList<QHostAddress> addresses_;
    int descriptor_ = -1;
    bool cancelled_ = false;
    std::unique_ptr<QSocketNotifier> writable_;
    QAbstractSocket::SocketError error_ = QAbstractSocket::HostNotFoundError;
    QString sentence_;
};

} // namespace redial

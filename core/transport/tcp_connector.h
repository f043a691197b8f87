// SPDX-License-Identifier: MIT
#pragma once

#include "core/time/clock.h"
#include "core/transport/host_resolver.h"
#include "core/wire/drop_kind.h"

#include <QAbstractSocket>
#include <QHostAddress>
#include <QList>
#include <QObject>

#include <chrono>
#include <memory>
#include <vector>

class QSocketNotifier;

namespace redial {

/// Connects by TCP to a host, its addresses in their order until one answers, exactly once each:
/// QTcpSocket of Qt 6.4 connects again by itself, without an end, when it is reset before it has
/// seen that it is connected. A reset ends the attempt, other failures lead to the next address; so
/// does an address that has not answered for `patience`, while it may still answer (RFC 8305 5).
/// Has no time limit for all of them. Connects once in its life; nothing is signalled within a
/// call.
class TcpConnector final : public QObject
{
    Q_OBJECT
public:
    /// The Connection Attempt Delay that RFC 8305 recommends.
    static constexpr std::chrono::milliseconds patience{250};

    /// The clock outlives it.
    TcpConnector(Clock& clock, QObject* parent);
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
    struct Attempt
    {
        int descriptor;
        std::unique_ptr<QSocketNotifier> writable;
    };

    void onLookedUp(const HostAnswer& answer);
    void tryNext();
    bool begin(const QHostAddress& address);
    void onWritable(int descriptor);
    /// The error of the last address that was tried.
    void keepError(int number);
    void release();
    void tellFailed();

    Clock& clock_;
    HostResolver* resolver_ = nullptr;
    quint16 port_ = 0;
    QList<QHostAddress> addresses_; ///< not tried yet
    std::vector<Attempt> attempts_;
    TimerId next_ = 0;
    bool cancelled_ = false;
    QAbstractSocket::SocketError error_ = QAbstractSocket::HostNotFoundError;
    QString sentence_;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/transport/socket_failure.h"
#include "core/transport/transport_request.h"
#include "core/wire/drop_kind.h"

#include <QObject>
#include <QSslConfiguration>

#include <functional>
#include <vector>

class QSslSocket;
class QTcpSocket;

namespace redial {

class Clock;
class HostResolver;
class TcpConnector;

/// One TCP or TLS connection to a server, for one epoch: connects directly, without a proxy,
/// gathers what is known when it fails, and ends it in the way that is asked for. Never reused.
class ClientSocket : public QObject
{
    Q_OBJECT
public:
    /// With TLS if a configuration is given. The clock outlives it.
    ClientSocket(const std::optional<QSslConfiguration>& tls, Clock& clock,
                 QObject* parent = nullptr);

    /// Whom to ask for names instead of the system; null: the system.
    void setResolver(HostResolver* resolver) { resolver_ = resolver; }
    /// Before connectTo().
    void setOptions(const SocketOptions& options) { options_ = options; }
    /// `verifyName` is the name that the certificate must carry.
    void connectTo(const QString& host, quint16 port, const QString& verifyName);

    const QTcpSocket& tcp() const { return *socket_; }
    /// Null without TLS.
    const QSslSocket* tls() const { return tlsSocket_; }

    bool isConnected() const;
    void write(const QByteArray& bytes);
    /// Bytes that were written but that the kernel has not taken yet.
    qint64 waitingBytes() const;

    /// Sends FIN once everything that was written is on its way; reading goes on.
    void endSending();

    /// How far the connection has come; the owner says when the upgrade begins and is done.
    void setPhase(SocketFailure::Phase phase) { failure_.phase = phase; }
    const SocketFailure& failure() const { return failure_; }

    /// The machine sleeps: nothing is read, written or signalled until it wakes; then what came
    /// meanwhile follows, in its order, from within.
    void setAsleep(bool asleep);

    /// Ends the connection at once, with FIN or RST; what waits to be sent is lost. The signals
    /// that follow come from within. Precondition: kind is not Close.
    void end(DropKind kind);

    /// Ends it for good and deletes it later: `owner` may be inside one of its signals, and go
    /// before it. What it still signals is told to `stale` by name while the owner lives.
    void retire(DropKind kind, QObject* owner, std::function<void(const char* signal)> stale);

signals:
    void tcpConnected();
    /// TCP, and TLS where asked for, stand.
    void ready();
    void received(const QByteArray& bytes);
    /// Failed or ended: may come twice.
    void ended();

private:
    void connectTls();
    void onReadable();
    /// True if the machine sleeps: then the event comes again at the waking.
    bool sleepsThrough(std::function<void()> event);
    void onTcpConnected(qintptr descriptor);
    void onConnectFailed(QAbstractSocket::SocketError error, const QString& sentence);
    /// We may be in one of its signals.
    void releaseConnector(DropKind kind);
    void applyOptions();
    void endSendingIfWritten();
    void onError(QAbstractSocket::SocketError error);
    void onEnded();

    Clock& clock_;
    QTcpSocket* socket_ = nullptr;
    QSslSocket* tlsSocket_ = nullptr;
    TcpConnector* connector_ = nullptr;
    HostResolver* resolver_ = nullptr;
    SocketEndProbe probe_;
    SocketFailure failure_;
    SocketOptions options_;
    bool failed_ = false;
    bool asleep_ = false;
    std::vector<std::function<void()>> missed_; ///< in the sleep
    QByteArray unsent_;                         ///< written in the sleep
};

} // namespace redial

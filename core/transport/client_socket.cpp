// SPDX-License-Identifier: MIT
#include "core/transport/client_socket.h"

#include "core/net/socket_calls.h"
#include "core/transport/tcp_connector.h"

#include <QPointer>
#include <QSslSocket>

#include <utility>

namespace redial {

namespace {

constexpr qint64 sleepingReadBuffer = 65'536;

} // namespace

ClientSocket::ClientSocket(const std::optional<QSslConfiguration>& tls, Clock& clock,
                           QObject* parent)
    : QObject(parent), clock_(clock)
{
    if (tls) {
        tlsSocket_ = new QSslSocket(this);
        tlsSocket_->setSslConfiguration(*tls);
        socket_ = tlsSocket_;
        connectTls();
    } else {
        socket_ = new QTcpSocket(this);
    }
    connect(socket_, &QTcpSocket::readyRead, this, &ClientSocket::onReadable);
    connect(socket_, &QTcpSocket::errorOccurred, this, &ClientSocket::onError);
    connect(socket_, &QTcpSocket::disconnected, this, &ClientSocket::onEnded);
}

void ClientSocket::connectTls()
{
    if (tlsSocket_->sslConfiguration().peerVerifyMode() == QSslSocket::VerifyNone)
        tlsSocket_->ignoreSslErrors();
    connect(tlsSocket_, &QSslSocket::encrypted, this, [this] {
        if (!sleepsThrough([this] { emit ready(); }))
            emit ready();
    });
    connect(tlsSocket_, &QSslSocket::sslErrors, this, [this](const QList<QSslError>& errors) {
        for (const QSslError& error : errors)
            failure_.tlsErrors << error.errorString();
    });
}

void ClientSocket::connectTo(const QString& host, quint16 port, const QString& verifyName)
{
    if (tlsSocket_)
        tlsSocket_->setPeerVerifyName(verifyName);
    connector_ = new TcpConnector(clock_, this);
    connect(connector_, &TcpConnector::connected, this, &ClientSocket::onTcpConnected);
    connect(connector_, &TcpConnector::failed, this, &ClientSocket::onConnectFailed);
    connector_->setResolver(resolver_);
    connector_->connectTo(host, port);
}

bool ClientSocket::isConnected() const
{
    return socket_->state() == QAbstractSocket::ConnectedState;
}

void ClientSocket::write(const QByteArray& bytes)
{
    if (asleep_)
        unsent_ += bytes;
    else
        socket_->write(bytes);
}

void ClientSocket::onReadable()
{
    if (!asleep_)
        emit received(socket_->readAll());
}

bool ClientSocket::sleepsThrough(std::function<void()> event)
{
    if (asleep_)
        missed_.push_back(std::move(event));
    return asleep_;
}

void ClientSocket::setAsleep(bool asleep)
{
    if (std::exchange(asleep_, asleep) == asleep)
        return;
    // Beyond this the peer's data waits in the system, and then at the peer.
    socket_->setReadBufferSize(asleep ? sleepingReadBuffer : 0);
    if (asleep)
        return;
    const QPointer<ClientSocket> self(this);
    if (!unsent_.isEmpty() && isConnected())
        socket_->write(std::exchange(unsent_, {}));
    // A slot may let go of this.
    if (socket_->bytesAvailable() > 0)
        onReadable();
    if (!self)
        return;
    for (const auto& event : std::exchange(missed_, {}))
        if (self)
            event();
}

void ClientSocket::endSending()
{
    // QTcpSocket itself can end only both ways at once.
    connect(socket_, &QTcpSocket::bytesWritten, this, &ClientSocket::endSendingIfWritten);
    if (tlsSocket_)
        connect(tlsSocket_, &QSslSocket::encryptedBytesWritten, this,
                &ClientSocket::endSendingIfWritten);
    socket_->flush();
    endSendingIfWritten();
}

void ClientSocket::endSendingIfWritten()
{
    if (waitingBytes() == 0)
        endStreamNow(socket_->socketDescriptor());
}

qint64 ClientSocket::waitingBytes() const
{
    return unsent_.size() + socket_->bytesToWrite() +
           (tlsSocket_ ? tlsSocket_->encryptedBytesToWrite() : 0);
}

void ClientSocket::end(DropKind kind)
{
    releaseConnector(kind);
    if (kind == DropKind::Reset)
        resetOnClose(socket_->socketDescriptor());
    else
        endStreamNow(socket_->socketDescriptor());
    socket_->abort();
    probe_.release();
}

void ClientSocket::retire(DropKind kind, QObject* owner,
                          std::function<void(const char* signal)> stale)
{
    disconnect(owner);
    setParent(nullptr);
    end(kind);
    const auto told = [&stale](const char* signal) { return [stale, signal] { stale(signal); }; };
    connect(this, &ClientSocket::ready, owner, told("connected"));
    connect(this, &ClientSocket::received, owner, told("received"));
    connect(this, &ClientSocket::ended, owner, told("ended"));
    deleteLater();
}

void ClientSocket::releaseConnector(DropKind kind)
{
    if (!connector_)
        return;
    connector_->cancel(kind);
    std::exchange(connector_, nullptr)->deleteLater();
}

void ClientSocket::onTcpConnected(qintptr descriptor)
{
    if (sleepsThrough([this, descriptor] { onTcpConnected(descriptor); }))
        return;
    releaseConnector(DropKind::EndOfStream);
    socket_->setSocketDescriptor(descriptor);
    applyOptions();
    probe_.attach(descriptor);
    failure_.phase = SocketFailure::Phase::TlsHandshake;
    emit tcpConnected();
    if (tlsSocket_)
        tlsSocket_->startClientEncryption();
    else
        emit ready();
}

void ClientSocket::applyOptions()
{
    socket_->setSocketOption(QAbstractSocket::LowDelayOption, options_.noDelay ? 1 : 0);
    if (options_.sendBuffer > 0)
        socket_->setSocketOption(QAbstractSocket::SendBufferSizeSocketOption, options_.sendBuffer);
    if (options_.receiveBuffer > 0)
        socket_->setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption,
                                 options_.receiveBuffer);
}

void ClientSocket::onConnectFailed(QAbstractSocket::SocketError error, const QString& sentence)
{
    if (sleepsThrough([this, error, sentence] { onConnectFailed(error, sentence); }))
        return;
    releaseConnector(DropKind::EndOfStream);
    failed_ = true;
    failure_.error = error;
    failure_.errorString = sentence;
    if (error == QAbstractSocket::RemoteHostClosedError)
        failure_.end = SocketEnd::Reset;
    emit ended();
}

void ClientSocket::onError(QAbstractSocket::SocketError error)
{
    if (!std::exchange(failed_, true)) {
        failure_.error = error;
        failure_.errorString = socket_->errorString();
        failure_.end = probe_.read();
    }
    onEnded();
}

void ClientSocket::onEnded()
{
    if (sleepsThrough([this] { onEnded(); }))
        return;
    if (socket_->state() == QAbstractSocket::UnconnectedState)
        probe_.release();
    emit ended();
}

} // namespace redial

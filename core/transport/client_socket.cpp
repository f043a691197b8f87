// SPDX-License-Identifier: MIT
#include "core/transport/client_socket.h"

#include <QNetworkProxy>
#include <QSslSocket>

#include <utility>

namespace redial {

ClientSocket::ClientSocket(const std::optional<QSslConfiguration>& tls, QObject* parent)
    : QObject(parent)
{
    if (tls) {
        tlsSocket_ = new QSslSocket(this);
        tlsSocket_->setSslConfiguration(*tls);
        socket_ = tlsSocket_;
        connectTls();
    } else {
        socket_ = new QTcpSocket(this);
    }
    socket_->setProxy(QNetworkProxy::NoProxy);
    socket_->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(socket_, &QTcpSocket::connected, this, &ClientSocket::onConnected);
    connect(socket_, &QTcpSocket::readyRead, this, [this] { emit received(socket_->readAll()); });
    connect(socket_, &QTcpSocket::errorOccurred, this, &ClientSocket::onError);
    connect(socket_, &QTcpSocket::disconnected, this, &ClientSocket::onEnded);
}

void ClientSocket::connectTls()
{
    if (tlsSocket_->sslConfiguration().peerVerifyMode() == QSslSocket::VerifyNone)
        tlsSocket_->ignoreSslErrors();
    connect(tlsSocket_, &QSslSocket::encrypted, this, &ClientSocket::ready);
    connect(tlsSocket_, &QSslSocket::sslErrors, this, [this](const QList<QSslError>& errors) {
        for (const QSslError& error : errors)
            failure_.tlsErrors << error.errorString();
    });
}

void ClientSocket::connectTo(const QString& host, quint16 port, const QString& verifyName)
{
    if (tlsSocket_)
        tlsSocket_->connectToHostEncrypted(host, port, verifyName);
    else
        socket_->connectToHost(host, port);
}

bool ClientSocket::isConnected() const
{
    return socket_->state() == QAbstractSocket::ConnectedState;
}

void ClientSocket::write(const QByteArray& bytes)
{
    socket_->write(bytes);
}

qint64 ClientSocket::waitingBytes() const
{
    return socket_->bytesToWrite() + (tlsSocket_ ? tlsSocket_->encryptedBytesToWrite() : 0);
}

void ClientSocket::end(DropKind kind)
{
    if (kind == DropKind::Reset)
        resetOnClose(socket_->socketDescriptor());
    else
        endStreamNow(socket_->socketDescriptor());
    socket_->abort();
    probe_.release();
}

void ClientSocket::onConnected()
{
    probe_.attach(socket_->socketDescriptor());
    failure_.phase = SocketFailure::Phase::TlsHandshake;
    emit tcpConnected();
    if (!tlsSocket_)
        emit ready();
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
    if (socket_->state() == QAbstractSocket::UnconnectedState)
        probe_.release();
    emit ended();
}

} // namespace redial

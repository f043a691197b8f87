// SPDX-License-Identifier: MIT
#include "core/transport/qwebsocket_transport.h"

#include "core/net/socket_calls.h"
#include "core/transport/close_reports.h"
#include "core/transport/request_rules.h"
#include "core/wire/url_without_secrets.h"

#include <QHostAddress>
#include <QNetworkProxy>
#include <QNetworkRequest>
#include <QSslCipher>
#include <QSslSocket>
#include <QTcpSocket>
#include <QWebSocket>
#include <QWebSocketHandshakeOptions>

#include <utility>

namespace redial {

namespace {

#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
constexpr auto errorSignal = &QWebSocket::errorOccurred;
#else
constexpr auto errorSignal = QOverload<QAbstractSocket::SocketError>::of(&QWebSocket::error);
#endif

QNetworkRequest upgradeRequest(const TransportRequest& request)
{
    QNetworkRequest upgrade(request.url.adjusted(QUrl::RemoveUserInfo));
    if (const auto credentials = credentialsOf(request.url))
        upgrade.setRawHeader("Authorization",
                             QByteArray::fromStdString(basicAuthorization(*credentials)));
    for (const auto& [name, value] : request.headers)
        upgrade.setRawHeader(name, value);
    return upgrade;
}

} // namespace

QWebSocketTransport::QWebSocketTransport(Clock& clock, QObject* parent)
    : ClockedTransport(clock, parent)
{
}

QWebSocketTransport::~QWebSocketTransport()
{
    releaseConnection();
}

bool QWebSocketTransport::open(quint32 epoch, const TransportRequest& request)
{
    if (!beginEpoch(epoch, request))
        return false;
    report_ = {};
    if (const auto problem = problemOf(request))
        finish(endedByUs(CloseCause::NetworkError, *problem));
    else
        startSocket();
    return true;
}

void QWebSocketTransport::startSocket()
{
    const auto tls = tlsConfiguration(request().tls);
    if (!tls) {
        finish(endedByUs(CloseCause::TlsFailed, tls.error()));
        return;
    }
    socket_ = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, this);
    socket_->setProxy(QNetworkProxy::NoProxy);
    socket_->setSslConfiguration(*tls);
    if (!request().tls.verify)
        socket_->ignoreSslErrors();
    const auto limit = static_cast<quint64>(request().maximumMessageSize);
    socket_->setMaxAllowedIncomingMessageSize(limit);
    socket_->setMaxAllowedIncomingFrameSize(limit);
    connectSocket();
    QWebSocketHandshakeOptions options;
    options.setSubprotocols(request().subprotocols);
    socket_->open(upgradeRequest(request()), options);
    // QWebSocket shows neither the TCP connection nor a way to reset it; the socket it owns does.
    tcpSocket_ = socket_ ? socket_->findChild<QTcpSocket*>() : nullptr;
    if (tcpSocket_)
        connectTcpSocket();
}

void QWebSocketTransport::connectSocket()
{
    connect(socket_, &QWebSocket::connected, this, &QWebSocketTransport::onConnected);
    connect(socket_, &QWebSocket::disconnected, this, &QWebSocketTransport::onEnded);
    connect(socket_, errorSignal, this, [this](QAbstractSocket::SocketError error) {
        if (!std::exchange(report_.failed, true)) {
            report_.failure.error = error;
            report_.failure.errorString = socket_->errorString();
            report_.failure.end = probe_.read();
        }
        onEnded();
    });
    connect(socket_, &QWebSocket::aboutToClose, this, [this] { report_.aboutToClose = true; });
    connect(socket_, &QWebSocket::sslErrors, this, [this](const QList<QSslError>& errors) {
        for (const QSslError& error : errors)
            report_.failure.tlsErrors << error.errorString();
    });
    connect(socket_, &QWebSocket::textMessageReceived, this,
            [this](const QString& text) { emit textReceived(epoch(), text); });
    connect(socket_, &QWebSocket::binaryMessageReceived, this,
            [this](const QByteArray& data) { emit binaryReceived(epoch(), data); });
    connect(socket_, &QWebSocket::pong, this, [this](quint64, const QByteArray& payload) {
        note(EventKind::PongReceived, {{FieldKey::Size, std::int64_t{payload.size()}}});
        emit pongReceived(epoch(), payload);
    });
}

void QWebSocketTransport::connectTcpSocket()
{
    connect(tcpSocket_, &QTcpSocket::connected, this, &QWebSocketTransport::onTcpConnected);
    if (auto* tlsSocket = qobject_cast<QSslSocket*>(tcpSocket_)) {
        if (!request().tls.verifyName.isEmpty())
            tlsSocket->setPeerVerifyName(request().tls.verifyName);
        connect(tlsSocket, &QSslSocket::encrypted, this, &QWebSocketTransport::onEncrypted);
    }
}

void QWebSocketTransport::startUpgrade()
{
    report_.failure.phase = SocketFailure::Phase::Upgrade;
    note(EventKind::UpgradeRequest,
         {{FieldKey::Url, urlWithoutSecrets(request().url).toStdString()}});
}

void QWebSocketTransport::onTcpConnected()
{
    report_.failure.phase = SocketFailure::Phase::TlsHandshake;
    probe_.attach(tcpSocket_->socketDescriptor());
    note(EventKind::TcpConnected,
         {{FieldKey::Address, tcpSocket_->peerAddress().toString().toStdString()},
          {FieldKey::Port, std::int64_t{tcpSocket_->peerPort()}}});
    if (!qobject_cast<QSslSocket*>(tcpSocket_))
        startUpgrade();
}

void QWebSocketTransport::onEncrypted()
{
    const QSslCipher cipher = static_cast<QSslSocket*>(tcpSocket_)->sessionCipher();
    note(EventKind::TlsEstablished, {{FieldKey::Protocol, cipher.protocolString().toStdString()},
                                     {FieldKey::Detail, cipher.name().toStdString()}});
    startUpgrade();
}

void QWebSocketTransport::onConnected()
{
    const QString subprotocol = socket_->subprotocol();
    note(EventKind::UpgradeResponse, {{FieldKey::HttpStatus, std::int64_t{101}},
                                      {FieldKey::Subprotocol, subprotocol.toStdString()}});
    if (!subprotocol.isEmpty() && !request().subprotocols.contains(subprotocol)) {
        finish(endedByPeer(CloseCause::HandshakeFailed, "The server chose the subprotocol \"" +
                                                            subprotocol.toStdString() +
                                                            "\", which was not offered."));
        return;
    }
    report_.failure.phase = SocketFailure::Phase::Open;
    OpenInfo info;
    info.subprotocol = subprotocol;
    if (const auto* tlsSocket = qobject_cast<QSslSocket*>(tcpSocket_))
        info.tlsProtocol = tlsSocket->sessionCipher().protocolString();
    enterOpen(info);
}

void QWebSocketTransport::onEnded()
{
    if (socket_->state() == QAbstractSocket::UnconnectedState)
        probe_.release();
    // error and disconnected come in either order, and once or twice: judge when all have come.
    if (decision_ == 0)
        decision_ = clock().startTimer(std::chrono::nanoseconds(0), [this] { decide(); });
}

void QWebSocketTransport::decide()
{
    decision_ = 0;
    report_.closeCode = static_cast<quint16>(socket_->closeCode());
    report_.closeReason = socket_->closeReason();
    const CloseInfo info = report_.closeInfo();
    if (info.cause == CloseCause::Reset)
        note(EventKind::ConnectionReset);
    else if (info.cause == CloseCause::EndOfStream)
        note(EventKind::ConnectionEnded);
    else if (info.cause == CloseCause::ProtocolError)
        note(EventKind::ProtocolError, {{FieldKey::Detail, info.detail}});
    else if (info.cause == CloseCause::CloseHandshake && info.remote)
        note(EventKind::CloseReceived,
             {{FieldKey::Code, std::int64_t{info.code}}, {FieldKey::Reason, info.reason}});
    finish(info);
}

bool QWebSocketTransport::maySend(qsizetype size)
{
    if (state() != State::Open || isFinishing() ||
        socket_->state() != QAbstractSocket::ConnectedState)
        return false;
    if (socket_->bytesToWrite() + size <= request().sendBufferLimit)
        return true;
    abandon(false, sendBufferExceeded(request().sendBufferLimit));
    return false;
}

bool QWebSocketTransport::sendText(const QString& text)
{
    if (!maySend(text.size()))
        return false;
    socket_->sendTextMessage(text);
    return true;
}

bool QWebSocketTransport::sendBinary(const QByteArray& data)
{
    if (!maySend(data.size()))
        return false;
    socket_->sendBinaryMessage(data);
    return true;
}

bool QWebSocketTransport::ping(const QByteArray& payload)
{
    if (payload.size() > longestControlPayload || !maySend(payload.size()))
        return false;
    note(EventKind::PingSent, {{FieldKey::Size, std::int64_t{payload.size()}}});
    socket_->ping(payload);
    return true;
}

void QWebSocketTransport::close(std::uint16_t code, const QString& reason)
{
    if (state() == State::Opening) {
        abandon(false, "Closed before the connection stood.");
        return;
    }
    if (state() != State::Open || isFinishing())
        return;
    const std::uint16_t sent = sendableCloseCode(code);
    const QString text = sentReason(sent, reason);
    enterClosing(endedByUs(CloseCause::LocalAbort, "The peer did not take our Close frame."));
    if (decision_ != 0 || socket_->state() != QAbstractSocket::ConnectedState)
        return; // It has ended by itself meanwhile, and is about to say so.
    note(EventKind::CloseSent,
         {{FieldKey::Code, std::int64_t{sent}}, {FieldKey::Reason, text.toStdString()}});
    report_.closedByUs = true;
    socket_->close(static_cast<QWebSocketProtocol::CloseCode>(sent), text);
}

void QWebSocketTransport::drop(DropKind kind)
{
    if (kind == DropKind::Close)
        close();
    else if (kind == DropKind::Reset)
        abandon(true, "We sent RST.");
    else
        abandon(false, "We sent FIN without a Close frame.");
}

bool QWebSocketTransport::supports(DropKind) const
{
    return true;
}

void QWebSocketTransport::abandon(bool reset, std::string detail)
{
    if (state() == State::Closed || isFinishing())
        return;
    if (tcpSocket_ && reset)
        resetOnClose(tcpSocket_->socketDescriptor());
    else if (tcpSocket_)
        endStreamNow(tcpSocket_->socketDescriptor());
    finish(endedByUs(CloseCause::LocalAbort, std::move(detail)));
}

void QWebSocketTransport::releaseConnection()
{
    if (decision_ != 0)
        clock().cancelTimer(std::exchange(decision_, 0));
    tcpSocket_ = nullptr;
    QWebSocket* const old = std::exchange(socket_, nullptr);
    if (!old)
        return;
    if (auto* tcpSocket = old->findChild<QTcpSocket*>())
        tcpSocket->disconnect(this);
    old->disconnect(this);
    // We may be inside one of its signals, and be deleted before it: it goes by itself.
    old->setParent(nullptr);
    old->abort(); // emits disconnected from within
    probe_.release();
    const auto stale = [this, epoch = epoch()](const char* signal) {
        return [this, epoch, signal] { noteStale(epoch, signal); };
    };
    connect(old, &QWebSocket::connected, this, stale("connected"));
    connect(old, &QWebSocket::disconnected, this, stale("disconnected"));
    connect(old, errorSignal, this, stale("error"));
    connect(old, &QWebSocket::textMessageReceived, this, stale("textMessageReceived"));
    connect(old, &QWebSocket::binaryMessageReceived, this, stale("binaryMessageReceived"));
    old->deleteLater();
}

std::string QWebSocketTransport::waitingFor() const
{
    return redial::waitingFor(report_.failure.phase);
}

} // namespace redial

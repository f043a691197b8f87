// SPDX-License-Identifier: MIT
#include "core/transport/precise_websocket_transport.h"

#include "core/transport/close_reports.h"
#include "core/transport/request_rules.h"
#include "core/wire/websocket_close.h"

#include <QHostAddress>
#include <QNetworkProxy>
#include <QPointer>
#include <QSslCipher>
#include <QSslSocket>

#include <utility>

namespace redial {

namespace {

constexpr qsizetype longestControlPayload = 125; // RFC 6455 5.5

std::string_view viewOf(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

QByteArray bytesOf(const std::string& text)
{
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

/// Everything of one epoch.
struct PreciseWebSocketTransport::Connection
{
    explicit Connection(const TransportRequest& request)
        : upgrade(request)
        , reader(WebSocketRole::Client,
                 WebSocketLimits{static_cast<std::uint64_t>(request.maximumMessageSize)})
    {
    }

    QTcpSocket* socket = nullptr;
    SocketEndProbe probe;
    SocketFailure failure;
    bool failed = false;
    UpgradeExchange upgrade;
    WebSocketReader reader;
    WebSocketSender sender;
    bool closeSent = false;
    /// How it ends once the peer has closed its side: a Close or a violation was read.
    std::optional<CloseInfo> end;
    TimerId decision = 0;
};

PreciseWebSocketTransport::PreciseWebSocketTransport(Clock& clock, QObject* parent)
    : ClockedTransport(clock, parent)
{
}

PreciseWebSocketTransport::~PreciseWebSocketTransport()
{
    releaseConnection();
}

bool PreciseWebSocketTransport::open(quint32 epoch, const TransportRequest& request)
{
    if (!beginEpoch(epoch, request))
        return false;
    if (const auto problem = problemOf(request))
        finish(endedByUs(CloseCause::NetworkError, *problem));
    else
        startSocket();
    return true;
}

void PreciseWebSocketTransport::startSocket()
{
    const bool encrypted = request().url.scheme() == QLatin1String("wss");
    const auto tls = tlsConfiguration(request().tls);
    if (encrypted && !tls) {
        finish(endedByUs(CloseCause::TlsFailed, tls.error()));
        return;
    }
    connection_ = std::make_unique<Connection>(request());
    const QString host = request().url.host();
    if (!encrypted) {
        connection_->socket = new QTcpSocket(this);
        connectSocket();
        connection_->socket->connectToHost(host, portOf(request().url));
        return;
    }
    auto* const socket = new QSslSocket(this);
    connection_->socket = socket;
    socket->setSslConfiguration(*tls);
    connectSocket();
    connectTls(*socket);
    const QString& name = request().tls.verifyName;
    socket->connectToHostEncrypted(host, portOf(request().url), name.isEmpty() ? host : name);
}

void PreciseWebSocketTransport::connectSocket()
{
    QTcpSocket* const socket = connection_->socket;
    socket->setProxy(QNetworkProxy::NoProxy);
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(socket, &QTcpSocket::connected, this, &PreciseWebSocketTransport::onTcpConnected);
    connect(socket, &QTcpSocket::readyRead, this, &PreciseWebSocketTransport::onReadyRead);
    connect(socket, &QTcpSocket::disconnected, this, &PreciseWebSocketTransport::onEnded);
    connect(socket, &QTcpSocket::errorOccurred, this, [this](QAbstractSocket::SocketError error) {
        if (!std::exchange(connection_->failed, true)) {
            connection_->failure.error = error;
            connection_->failure.errorString = connection_->socket->errorString();
            connection_->failure.end = connection_->probe.read();
        }
        onEnded();
    });
}

void PreciseWebSocketTransport::connectTls(QSslSocket& socket)
{
    if (!request().tls.verify)
        socket.ignoreSslErrors();
    connect(&socket, &QSslSocket::encrypted, this, &PreciseWebSocketTransport::onEncrypted);
    connect(&socket, &QSslSocket::sslErrors, this, [this](const QList<QSslError>& errors) {
        for (const QSslError& error : errors)
            connection_->failure.tlsErrors << error.errorString();
    });
}

void PreciseWebSocketTransport::onTcpConnected()
{
    QTcpSocket& socket = *connection_->socket;
    connection_->probe.attach(socket.socketDescriptor());
    note(EventKind::TcpConnected,
         {{FieldKey::Address, socket.peerAddress().toString().toStdString()},
          {FieldKey::Port, std::int64_t{socket.peerPort()}}});
    if (qobject_cast<QSslSocket*>(&socket))
        connection_->failure.phase = SocketFailure::Phase::TlsHandshake;
    else
        sendUpgrade();
}

void PreciseWebSocketTransport::onEncrypted()
{
    const QSslCipher cipher = static_cast<QSslSocket*>(connection_->socket)->sessionCipher();
    note(EventKind::TlsEstablished, {{FieldKey::Protocol, cipher.protocolString().toStdString()},
                                     {FieldKey::Detail, cipher.name().toStdString()}});
    sendUpgrade();
}

void PreciseWebSocketTransport::sendUpgrade()
{
    connection_->failure.phase = SocketFailure::Phase::Upgrade;
    note(EventKind::UpgradeRequest, {{FieldKey::Url, notableUrl(request().url)}});
    connection_->socket->write(bytesOf(connection_->upgrade.requestBytes()));
}

void PreciseWebSocketTransport::onReadyRead()
{
    const QByteArray bytes = connection_->socket->readAll();
    if (connection_->failure.phase == SocketFailure::Phase::Upgrade) {
        takeUpgradeBytes(bytes);
    } else if (!connection_->reader.isStopped()) {
        connection_->reader.feed(viewOf(bytes));
        takeEvents();
    }
}

void PreciseWebSocketTransport::takeUpgradeBytes(const QByteArray& bytes)
{
    auto answer = connection_->upgrade.feed(viewOf(bytes), clock().wallNow());
    if (!answer)
        return;
    const Expected<UpgradeExchange::Accepted, CloseInfo>& outcome = answer->outcome;
    note(
        EventKind::UpgradeResponse,
        {{FieldKey::HttpStatus, std::int64_t{answer->status.value_or(0)}},
         {FieldKey::Subprotocol, outcome ? outcome->info.subprotocol.toStdString() : std::string()},
         {FieldKey::Detail, outcome ? std::string() : outcome.error().detail}});
    if (outcome)
        takeAccepted(std::move(answer->outcome).value());
    else
        finish(outcome.error());
}

void PreciseWebSocketTransport::takeAccepted(UpgradeExchange::Accepted accepted)
{
    Connection* const current = connection_.get();
    current->failure.phase = SocketFailure::Phase::Open;
    if (const auto& deflate = accepted.deflate) {
        current->sender.enableDeflate(
            MessageDeflater(deflate->clientMaxWindowBits, deflate->clientNoContextTakeover));
        current->reader.enableDeflate(
            MessageInflater(deflate->serverMaxWindowBits, deflate->serverNoContextTakeover));
    }
    current->reader.feed(accepted.rest);
    if (const auto* socket = qobject_cast<QSslSocket*>(current->socket))
        accepted.info.tlsProtocol = socket->sessionCipher().protocolString();
    const QPointer<PreciseWebSocketTransport> self(this);
    enterOpen(accepted.info);
    if (self && connection_.get() == current)
        takeEvents();
}

void PreciseWebSocketTransport::takeEvents()
{
    // A slot may end the epoch, or this object.
    const QPointer<PreciseWebSocketTransport> self(this);
    Connection* const current = connection_.get();
    while (self && connection_.get() == current) {
        const auto event = current->reader.next();
        if (!event)
            return;
        takeEvent(*event);
    }
}

void PreciseWebSocketTransport::takeEvent(const WebSocketEvent& event)
{
    switch (event.kind) {
    case WebSocketEvent::Kind::Text:
        emit textReceived(epoch(), QString::fromStdString(event.payload));
        break;
    case WebSocketEvent::Kind::Binary:
        emit binaryReceived(epoch(), bytesOf(event.payload));
        break;
    case WebSocketEvent::Kind::Ping:
        takePing(event.payload);
        break;
    case WebSocketEvent::Kind::Pong:
        note(EventKind::PongReceived,
             {{FieldKey::Size, static_cast<std::int64_t>(event.payload.size())}});
        emit pongReceived(epoch(), bytesOf(event.payload));
        break;
    case WebSocketEvent::Kind::Close:
        takeClose(event);
        break;
    case WebSocketEvent::Kind::Violation:
        takeViolation(event);
        break;
    }
}

void PreciseWebSocketTransport::takePing(const std::string& payload)
{
    const auto size = static_cast<std::int64_t>(payload.size());
    note(EventKind::PingReceived, {{FieldKey::Size, size}});
    // After our Close nothing more may be sent (RFC 6455 5.5.1).
    if (request().automaticPong && !connection_->closeSent &&
        send(connection_->sender.control(opcode::pong, payload)))
        note(EventKind::PongSent, {{FieldKey::Size, size}});
    if (!isFinishing())
        emit pingReceived(epoch(), bytesOf(payload));
}

void PreciseWebSocketTransport::takeClose(const WebSocketEvent& event)
{
    note(EventKind::CloseReceived,
         {{FieldKey::Code, std::int64_t{event.code}}, {FieldKey::Reason, event.payload}});
    const bool begunHere = connection_->closeSent;
    if (!begunHere)
        sendClose(event.code, {});
    connection_->end = endedByHandshake(event.code, event.payload, !begunHere);
    // The server closes the TCP connection first (RFC 6455 7.1.1).
    enterClosing(*connection_->end);
}

void PreciseWebSocketTransport::takeViolation(const WebSocketEvent& event)
{
    note(EventKind::ProtocolError,
         {{FieldKey::Code, std::int64_t{event.code}}, {FieldKey::Detail, event.payload}});
    if (!connection_->closeSent)
        sendClose(event.code, event.payload);
    CloseInfo info = endedByUs(CloseCause::ProtocolError, event.payload);
    info.code = event.code;
    connection_->end = info;
    enterClosing(info);
}

void PreciseWebSocketTransport::onEnded()
{
    if (connection_->socket->state() == QAbstractSocket::UnconnectedState)
        connection_->probe.release();
    // There may be bytes left to read: judge when Qt is done with the socket.
    if (connection_->decision == 0) {
        connection_->decision =
            clock().startTimer(std::chrono::nanoseconds(0), [this] { decide(); });
    }
}

void PreciseWebSocketTransport::decide()
{
    Connection* const current = connection_.get();
    current->decision = 0;
    if (current->socket->bytesAvailable() > 0) {
        const QPointer<PreciseWebSocketTransport> self(this);
        onReadyRead();
        if (!self || connection_.get() != current)
            return;
    }
    if (current->end) {
        finish(*current->end);
        return;
    }
    CloseInfo info = closeInfoOf(current->failure);
    if (info.cause == CloseCause::Reset)
        note(EventKind::ConnectionReset);
    else if (info.cause == CloseCause::EndOfStream)
        note(EventKind::ConnectionEnded);
    if (current->closeSent) {
        info.remote = false;
        info.detail += " Our Close frame was not answered.";
    }
    finish(info);
}

bool PreciseWebSocketTransport::send(const QByteArray& frame)
{
    QTcpSocket& socket = *connection_->socket;
    if (socket.state() != QAbstractSocket::ConnectedState)
        return false;
    const auto* encrypted = qobject_cast<QSslSocket*>(&socket);
    const qint64 waiting =
        socket.bytesToWrite() + (encrypted ? encrypted->encryptedBytesToWrite() : 0);
    if (waiting + frame.size() > request().sendBufferLimit) {
        abandon(DropKind::EndOfStream, sendBufferExceeded(request().sendBufferLimit));
        return false;
    }
    socket.write(frame);
    return true;
}

bool PreciseWebSocketTransport::sendText(const QString& text)
{
    if (state() != State::Open)
        return false;
    return send(connection_->sender.message(opcode::text, viewOf(text.toUtf8())));
}

bool PreciseWebSocketTransport::sendBinary(const QByteArray& data)
{
    if (state() != State::Open)
        return false;
    return send(connection_->sender.message(opcode::binary, viewOf(data)));
}

bool PreciseWebSocketTransport::ping(const QByteArray& payload)
{
    if (state() != State::Open || payload.size() > longestControlPayload)
        return false;
    if (!send(connection_->sender.control(opcode::ping, viewOf(payload))))
        return false;
    note(EventKind::PingSent, {{FieldKey::Size, std::int64_t{payload.size()}}});
    return true;
}

void PreciseWebSocketTransport::close(std::uint16_t code, const QString& reason)
{
    if (state() == State::Opening)
        abandon(DropKind::EndOfStream, "Closed before the connection stood.");
    if (state() != State::Open)
        return;
    sendClose(sendableCloseCode(code), viewOf(reason.toUtf8()));
    enterClosing(
        endedByUs(CloseCause::LocalAbort, "The peer did not answer our Close frame in time."));
}

void PreciseWebSocketTransport::sendClose(std::uint16_t code, std::string_view reason)
{
    connection_->closeSent = true;
    const std::string payload = closePayload(code, reason);
    connection_->socket->write(connection_->sender.control(opcode::close, payload));
    note(EventKind::CloseSent,
         {{FieldKey::Code, std::int64_t{code}},
          {FieldKey::Reason, payload.size() > 2 ? payload.substr(2) : std::string()}});
}

void PreciseWebSocketTransport::drop(DropKind kind)
{
    if (kind == DropKind::Close)
        close();
    else
        abandon(kind,
                kind == DropKind::Reset ? "We sent RST." : "We sent FIN without a Close frame.");
}

void PreciseWebSocketTransport::abandon(DropKind kind, std::string detail)
{
    if (state() == State::Closed || isFinishing())
        return;
    if (kind == DropKind::Reset)
        resetOnClose(connection_->socket->socketDescriptor());
    else
        endStreamNow(connection_->socket->socketDescriptor());
    finish(endedByUs(CloseCause::LocalAbort, std::move(detail)));
}

void PreciseWebSocketTransport::releaseConnection()
{
    const std::unique_ptr<Connection> old = std::move(connection_);
    if (!old)
        return;
    if (old->decision != 0)
        clock().cancelTimer(old->decision);
    QTcpSocket* const socket = old->socket;
    socket->disconnect(this);
    // We may be inside one of its signals, and be deleted before it: it goes by itself.
    socket->setParent(nullptr);
    socket->abort();
    old->probe.release();
    const auto stale = [this, epoch = epoch()](const char* signal) {
        return [this, epoch, signal] { noteStale(epoch, signal); };
    };
    connect(socket, &QTcpSocket::connected, this, stale("connected"));
    connect(socket, &QTcpSocket::disconnected, this, stale("disconnected"));
    connect(socket, &QTcpSocket::errorOccurred, this, stale("errorOccurred"));
    connect(socket, &QTcpSocket::readyRead, this, stale("readyRead"));
    socket->deleteLater();
}

std::string PreciseWebSocketTransport::waitingFor() const
{
    return redial::waitingFor(connection_ ? connection_->failure.phase
                                          : SocketFailure::Phase::Connecting);
}

} // namespace redial

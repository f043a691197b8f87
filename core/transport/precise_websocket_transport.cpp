// SPDX-License-Identifier: MIT
#include "core/transport/precise_websocket_transport.h"

#include "core/transport/client_socket.h"
#include "core/transport/close_reports.h"
#include "core/transport/request_rules.h"
#include "core/wire/url_without_secrets.h"
#include "core/wire/utf8_text.h"
#include "core/wire/websocket_close.h"

#include <QHostAddress>
#include <QPointer>
#include <QSslCipher>
#include <QSslSocket>

#include <utility>

namespace redial {

namespace {

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

    ClientSocket* socket = nullptr;
    UpgradeExchange upgrade;
    WebSocketReader reader;
    WebSocketSender sender;
    bool closeSent = false;
    /// How it is let go of.
    DropKind dropKind = DropKind::EndOfStream;
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

void PreciseWebSocketTransport::setAsleep(bool asleep)
{
    asleep_ = asleep;
    if (connection_)
        connection_->socket->setAsleep(asleep);
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
    const QUrl& url = request().url;
    std::optional<QSslConfiguration> tls;
    if (url.scheme() == QLatin1String("wss")) {
        const auto configuration = tlsConfiguration(request().tls);
        if (!configuration) {
            finish(endedByUs(CloseCause::TlsFailed, configuration.error()));
            return;
        }
        tls = *configuration;
    }
    connection_ = std::make_unique<Connection>(request());
    auto* const socket = new ClientSocket(tls, clock(), this);
    connection_->socket = socket;
    socket->setResolver(resolver_);
    socket->setAsleep(asleep_);
    connect(socket, &ClientSocket::tcpConnected, this, &PreciseWebSocketTransport::noteConnected);
    connect(socket, &ClientSocket::ready, this, &PreciseWebSocketTransport::sendUpgrade);
    connect(socket, &ClientSocket::received, this, &PreciseWebSocketTransport::takeBytes);
    connect(socket, &ClientSocket::ended, this, &PreciseWebSocketTransport::onEnded);
    const QString& name = request().tls.verifyName;
    socket->connectTo(url.host(), portOf(url), name.isEmpty() ? url.host() : name);
}

void PreciseWebSocketTransport::noteConnected()
{
    const QTcpSocket& socket = connection_->socket->tcp();
    note(EventKind::TcpConnected,
         {{FieldKey::Address, socket.peerAddress().toString().toStdString()},
          {FieldKey::Port, std::int64_t{socket.peerPort()}}});
}

void PreciseWebSocketTransport::sendUpgrade()
{
    if (const QSslSocket* tls = connection_->socket->tls()) {
        const QSslCipher cipher = tls->sessionCipher();
        note(EventKind::TlsEstablished,
             {{FieldKey::Protocol, cipher.protocolString().toStdString()},
              {FieldKey::Detail, cipher.name().toStdString()}});
    }
    connection_->socket->setPhase(SocketFailure::Phase::Upgrade);
    note(EventKind::UpgradeRequest,
         {{FieldKey::Url, urlWithoutSecrets(request().url).toStdString()}});
    connection_->socket->write(bytesOf(connection_->upgrade.requestBytes()));
}

void PreciseWebSocketTransport::takeBytes(const QByteArray& bytes)
{
    if (state() == State::Opening) {
        takeUpgradeBytes(bytes);
    } else {
        // A reader that has met a Close or a violation takes nothing more.
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
    current->socket->setPhase(SocketFailure::Phase::Open);
    if (const auto& deflate = accepted.deflate) {
        current->sender.enableDeflate(
            MessageDeflater(deflate->clientMaxWindowBits, deflate->clientNoContextTakeover));
        current->reader.enableDeflate(MessageInflater(deflate->serverNoContextTakeover));
    }
    current->reader.feed(accepted.rest);
    if (const QSslSocket* tls = current->socket->tls())
        accepted.info.tlsProtocol = tls->sessionCipher().protocolString();
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
        emit textReceived(epoch(), textOfUtf8(event.payload));
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
    if (current->end) {
        finish(*current->end);
        return;
    }
    CloseInfo info = closeInfoOf(current->socket->failure());
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
    ClientSocket& socket = *connection_->socket;
    if (!socket.isConnected())
        return false;
    if (socket.waitingBytes() + frame.size() > request().sendBufferLimit) {
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
    connection_->dropKind = kind;
    finish(endedByDrop(connection_->end, std::move(detail)));
}

void PreciseWebSocketTransport::releaseConnection()
{
    const std::unique_ptr<Connection> old = std::move(connection_);
    if (!old)
        return;
    if (old->decision != 0)
        clock().cancelTimer(old->decision);
    old->socket->retire(old->dropKind, this,
                        [this, epoch = epoch()](const char* signal) { noteStale(epoch, signal); });
}

std::string PreciseWebSocketTransport::waitingFor() const
{
    return redial::waitingFor(connection_ ? connection_->socket->failure().phase
                                          : SocketFailure::Phase::Connecting);
}

} // namespace redial

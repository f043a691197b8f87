// SPDX-License-Identifier: MIT
#include "core/server/websocket_connection.h"

#include "core/net/socket_calls.h"
#include "core/server/upgrade_rules.h"
#include "core/wire/url_without_secrets.h"
#include "core/wire/utf8_text.h"
#include "core/wire/websocket_close.h"

#include <QSslSocket>
#include <QTcpSocket>

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

WebSocketConnection::WebSocketConnection(QTcpSocket* socket, quint32 number,
                                         const ServerSettings& settings, Clock& clock,
                                         EventRecorder recorder, QObject* parent)
    : QObject(parent)
    , ServerLink({number, {}, {}, socket->peerAddress().toString()}, recorder)
    , socket_(socket)
    , settings_(settings)
    , clock_(clock)
    , head_(settings.http)
    , reader_(WebSocketRole::Server, settings.websocket)
    , keepAlive_(
          {settings.pingInterval, settings.pongTimeout}, clock,
          [this](const QByteArray& payload) {
              ping(payload);
              return state_ == State::Open;
          },
          [this] { onPongMissed(); })
{
    socket_->setParent(this);
    socket_->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    endProbe_.attach(socket_->socketDescriptor());
    connect(socket_, &QTcpSocket::readyRead, this, &WebSocketConnection::onReadyRead);
    connect(socket_, &QTcpSocket::disconnected, this, &WebSocketConnection::onDisconnected);
    armDeadline(settings_.handshakeTimeout, {.cause = CloseCause::ConnectTimeout,
                                             .remote = false,
                                             .detail = "the handshake took too long"});
    if (settings_.interceptor) {
        interceptor_ = settings_.interceptor(facts());
        // When the server has recorded the connection.
        QMetaObject::invokeMethod(
            this, [this] { interceptor_->accepted(*this); }, Qt::QueuedConnection);
    }
    if (socket_->bytesAvailable() > 0)
        QMetaObject::invokeMethod(this, &WebSocketConnection::onReadyRead, Qt::QueuedConnection);
    if (socket_->state() == QAbstractSocket::UnconnectedState)
        QMetaObject::invokeMethod(this, &WebSocketConnection::onDisconnected, Qt::QueuedConnection);
}

WebSocketConnection::~WebSocketConnection()
{
    clock_.cancelTimer(deadline_);
    socket_->disconnect(this);
}

void WebSocketConnection::onReadyRead()
{
    if (reading_)
        takeBytes(socket_->readAll());
}

void WebSocketConnection::takeBytes(const QByteArray& bytes)
{
    switch (state_) {
    case State::Handshake:
        onHandshakeBytes(viewOf(bytes));
        break;
    case State::Open:
    case State::Closing:
        onFrames(viewOf(bytes));
        break;
    case State::Silent:
    case State::Draining:
    case State::Finished:
        break;
    }
}

void WebSocketConnection::onHandshakeBytes(std::string_view bytes)
{
    const auto whole = head_.feed(bytes);
    if (!whole)
        return refuse(whole.error().status, whole.error().sentence);
    if (!*whole)
        return;
    auto head = parseRequestHead(head_.head());
    if (!head)
        return refuse(head.error().status, head.error().sentence);
    recorder().record(EventKind::UpgradeRequest,
                      {{FieldKey::Url, targetWithoutSecrets(head->target)}});
    auto offer = checkUpgradeRequest(std::move(*head));
    if (!offer)
        return refuse(offer.error().status, offer.error().sentence);
    answerUpgrade(std::move(*offer), head_.rest());
}

void WebSocketConnection::answerUpgrade(UpgradeOffer offer, std::string rest)
{
    if (!isAuthorized(offer, settings_.password))
        return refuse(401, "name and password are wrong or missing");
    if (!isKnownStation(identityOf(offer), settings_.stations))
        return refuse(404, "no station of that id is known here");
    setFacts({facts().number, identityOf(offer), chooseSubprotocol(offer, settings_.subprotocols),
              facts().peerAddress});
    const UpgradeReply reply = replyTo(offer);
    if (state_ != State::Handshake)
        return;
    if (reply.then == UpgradeReply::Then::Silence)
        state_ = State::Silent;
    if (!reply.bytes.empty()) {
        if (!write(reply.bytes))
            return;
        recorder().record(EventKind::UpgradeResponse, {{FieldKey::HttpStatus, reply.status}});
    }
    switch (reply.then) {
    case UpgradeReply::Then::Open:
        return open(std::move(rest));
    case UpgradeReply::Then::End:
        return drain({.cause = CloseCause::HandshakeFailed,
                      .remote = false,
                      .httpStatus = reply.status,
                      .detail = "refused on purpose"});
    case UpgradeReply::Then::Silence:
        clock_.cancelTimer(std::exchange(deadline_, 0));
        break;
    }
}

UpgradeReply WebSocketConnection::replyTo(const UpgradeOffer& offer)
{
    std::string extensions;
    if (const auto answer =
            settings_.deflate ? answerDeflateOffer(offer.extensions) : std::nullopt) {
        extensions = answer->header;
        const DeflateParameters& agreed = answer->parameters;
        reader_.enableDeflate(MessageInflater(agreed.clientNoContextTakeover));
        deflater_.emplace(agreed.serverMaxWindowBits, agreed.serverNoContextTakeover);
    }
    UpgradeReply usual{
        writeUpgradeAnswer(offer.key, facts().subprotocol.toStdString(), extensions)};
    return interceptor_ ? interceptor_->upgrade(*this, offer, std::move(usual)) : usual;
}

void WebSocketConnection::open(std::string rest)
{
    clock_.cancelTimer(std::exchange(deadline_, 0));
    state_ = State::Open;
    keepAlive_.start();
    peer_ =
        std::make_unique<ServedPeer>(*this, settings_.behaviour(facts()), settings_.script, clock_);
    emit opened();
    // Whoever listens may have ended it.
    if (state_ != State::Open)
        return;
    if (facts().subprotocol.isEmpty() && settings_.closeWithoutSubprotocol) {
        peer_->opened();
        return close(close_code::protocolError, QStringLiteral("no common subprotocol"));
    }
    peer_->opened();
    if (interceptor_ && state_ == State::Open)
        interceptor_->opened(*this);
    onFrames(rest);
}

void WebSocketConnection::refuse(int status, const std::string& sentence)
{
    recorder().record(EventKind::Refused,
                      {{FieldKey::HttpStatus, status}, {FieldKey::Detail, sentence}});
    std::vector<std::pair<std::string, std::string>> headers;
    if (status == 401)
        headers.emplace_back("WWW-Authenticate", "Basic realm=\"redial\"");
    write(writeRefusal(status, sentence, headers));
    drain({.cause = CloseCause::HandshakeFailed,
           .remote = false,
           .httpStatus = status,
           .detail = sentence});
}

void WebSocketConnection::onFrames(std::string_view bytes)
{
    reader_.feed(bytes);
    while (state_ == State::Open || state_ == State::Closing) {
        const auto event = reader_.next();
        if (!event)
            return;
        if (!interceptor_ || !interceptor_->swallows(*this, *event))
            onEvent(*event);
        if (interceptor_ && state_ != State::Finished)
            interceptor_->handled(*this, *event);
    }
}

void WebSocketConnection::onEvent(const WebSocketEvent& event)
{
    switch (event.kind) {
    case WebSocketEvent::Kind::Text:
        if (state_ == State::Open)
            peer_->text(textOfUtf8(event.payload));
        break;
    case WebSocketEvent::Kind::Binary:
        if (state_ == State::Open)
            peer_->binary(bytesOf(event.payload));
        break;
    case WebSocketEvent::Kind::Ping:
        onPing(event);
        break;
    case WebSocketEvent::Kind::Pong:
        recorder().record(EventKind::PongReceived, {{FieldKey::Size, event.payload.size()}});
        keepAlive_.pongReceived(bytesOf(event.payload));
        break;
    case WebSocketEvent::Kind::Close:
        onCloseFrame(event);
        break;
    case WebSocketEvent::Kind::Violation:
        onViolation(event);
        break;
    }
}

void WebSocketConnection::onPing(const WebSocketEvent& event)
{
    recorder().record(EventKind::PingReceived, {{FieldKey::Size, event.payload.size()}});
    if (!settings_.automaticPong || state_ != State::Open)
        return;
    if (sendFrame(opcode::pong, event.payload))
        recorder().record(EventKind::PongSent, {{FieldKey::Size, event.payload.size()}});
}

void WebSocketConnection::onCloseFrame(const WebSocketEvent& event)
{
    recorder().record(EventKind::CloseReceived,
                      {{FieldKey::Code, event.code}, {FieldKey::Reason, event.payload}});
    const bool began = state_ == State::Closing;
    if (!began)
        sendClose(event.code, {});
    drain({.cause = CloseCause::CloseHandshake,
           .code = event.code,
           .reason = event.payload,
           .remote = !began});
}

void WebSocketConnection::onViolation(const WebSocketEvent& event)
{
    recorder().record(EventKind::ProtocolError,
                      {{FieldKey::Code, event.code}, {FieldKey::Detail, event.payload}});
    if (state_ == State::Open)
        sendClose(event.code, event.payload);
    drain({.cause = CloseCause::ProtocolError, .remote = false, .detail = event.payload});
}

void WebSocketConnection::ping(const QByteArray& payload)
{
    if (state_ != State::Open)
        return;
    if (sendFrame(opcode::ping, viewOf(payload)))
        recorder().record(EventKind::PingSent, {{FieldKey::Size, payload.size()}});
}

void WebSocketConnection::onPongMissed()
{
    recorder().record(EventKind::Note, {{FieldKey::Text, "no pong came within the time-out"}});
    end_ = CloseInfo{.cause = CloseCause::PongTimeout, .remote = false};
    reset();
}

void WebSocketConnection::close(std::uint16_t code, const QString& reason)
{
    if (state_ != State::Open)
        return;
    keepAlive_.stop();
    sendClose(code, reason.toStdString());
    expectClose();
}

void WebSocketConnection::expectClose()
{
    if (state_ != State::Open)
        return;
    keepAlive_.stop();
    state_ = State::Closing;
    armDeadline(settings_.closeTimeout, {.cause = CloseCause::LocalAbort,
                                         .remote = false,
                                         .detail = "the client did not answer our Close frame"});
}

void WebSocketConnection::endStream()
{
    if (state_ == State::Open || state_ == State::Closing)
        endStreamNow();
}

void WebSocketConnection::endStreamNow()
{
    drain({.cause = CloseCause::LocalAbort,
           .remote = false,
           .detail = "ended without a Close frame"});
}

void WebSocketConnection::reset()
{
    if (state_ == State::Finished)
        return;
    resetOnClose(socket_->socketDescriptor());
    if (lingering_)
        lingering_->resetOnEnd();
    const CloseInfo end = end_.value_or(
        CloseInfo{.cause = CloseCause::LocalAbort, .remote = false, .detail = "reset"});
    recorder().record(EventKind::ConnectionReset, {{FieldKey::Remote, false}});
    socket_->disconnect(this);
    endProbe_.release();
    socket_->abort();
    lingering_.reset();
    finish(end);
}

void WebSocketConnection::drain(CloseInfo end)
{
    if (state_ == State::Draining || state_ == State::Finished)
        return;
    keepAlive_.stop();
    state_ = State::Draining;
    end_ = end;
    lingering_ = std::make_unique<LingeringClose>(socket_->socketDescriptor());
    connect(lingering_.get(), &LingeringClose::ended, this, [this] { finish(*end_); });
    armDeadline(settings_.closeTimeout, std::move(end));
    socket_->disconnectFromHost();
}

void WebSocketConnection::onDisconnected()
{
    if (lingering_)
        return lingering_->endStream();
    CloseInfo end = end_.value_or(CloseInfo{.cause = CloseCause::EndOfStream});
    if (!end_ && endProbe_.read() == SocketEnd::Reset)
        end.cause = CloseCause::Reset;
    if (!end_)
        recorder().record(end.cause == CloseCause::Reset ? EventKind::ConnectionReset
                                                         : EventKind::ConnectionEnded,
                          {{FieldKey::Remote, true}});
    finish(std::move(end));
}

void WebSocketConnection::armDeadline(std::chrono::nanoseconds delay, CloseInfo end)
{
    clock_.cancelTimer(deadline_);
    deadline_ = clock_.startTimer(delay, [this, end = std::move(end)] {
        deadline_ = 0;
        end_ = end;
        reset();
    });
}

void WebSocketConnection::finish(CloseInfo end)
{
    if (std::exchange(state_, State::Finished) == State::Finished)
        return;
    keepAlive_.stop();
    clock_.cancelTimer(std::exchange(deadline_, 0));
    endProbe_.release();
    if (interceptor_)
        interceptor_->closed();
    if (peer_)
        peer_->closed(end);
    emit finished(end);
}

} // namespace redial

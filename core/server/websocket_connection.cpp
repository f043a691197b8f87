// SPDX-License-Identifier: MIT
#include "core/server/websocket_connection.h"

#include "core/server/upgrade_rules.h"
#include "core/wire/url_without_secrets.h"
#include "core/wire/utf8_text.h"
#include "core/wire/websocket_close.h"

#include <utility>

namespace redial {

namespace {

QString peerAddressOf(const StreamSocket& socket)
{
    const auto end = socket.remoteEnd();
    return end ? end->host : QString();
}

} // namespace

WebSocketConnection::WebSocketConnection(const WebSocketConnectionShare& share,
                                         std::unique_ptr<StreamSocket> socket, quint32 number,
                                         EventRecorder recorder)
    : ServerLink({number, {}, {}, peerAddressOf(*socket)}, recorder)
    , share_(share)
    , socket_(std::move(socket))
    , head_(std::make_unique<HttpHeadCollector>(share.settings.http))
    , reader_(WebSocketRole::Server, share.settings.websocket)
{
    socket_->setHandler(*this);
    armDeadline(share_.settings.handshakeTimeout);
    if (!share_.settings.interceptor)
        return;
    interceptor_ = share_.settings.interceptor(facts());
    socket_->pauseReading();
}

WebSocketConnection::~WebSocketConnection()
{
    stopDeadline();
}

void WebSocketConnection::start()
{
    socket_->resumeReading();
    interceptor_->accepted(*this);
}

void WebSocketConnection::onStreamBytes(StreamSocket&, std::string_view bytes)
{
    switch (state_) {
    case State::Handshake:
        onHandshakeBytes(bytes);
        break;
    case State::Open:
    case State::Closing:
        onFrames(bytes);
        break;
    case State::Silent:
    case State::Draining:
    case State::Finished:
        break;
    }
}

void WebSocketConnection::onHandshakeBytes(std::string_view bytes)
{
    const auto whole = head_->feed(bytes);
    if (!whole)
        return refuse(whole.error().status, whole.error().sentence);
    if (!*whole)
        return;
    auto head = parseRequestHead(head_->head());
    if (!head)
        return refuse(head.error().status, head.error().sentence);
    recorder().record(EventKind::UpgradeRequest,
                      {{FieldKey::Url, targetWithoutSecrets(head->target)}});
    auto offer = checkUpgradeRequest(std::move(*head));
    if (!offer)
        return refuse(offer.error().status, offer.error().sentence);
    std::string rest = head_->rest();
    head_.reset();
    state_ = State::Silent;
    answerUpgrade(std::move(*offer), std::move(rest));
}

void WebSocketConnection::answerUpgrade(UpgradeOffer offer, std::string rest)
{
    if (!isAuthorized(offer, share_.settings.password))
        return refuse(401, "name and password are wrong or missing");
    if (!isKnownStation(identityOf(offer), share_.settings.stations))
        return refuse(404, "no station of that id is known here");
    setFacts({facts().number, identityOf(offer),
              chooseSubprotocol(offer, share_.settings.subprotocols), facts().peerAddress});
    const UpgradeReply reply = replyTo(offer);
    if (state_ != State::Silent)
        return;
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
        stopDeadline();
        break;
    }
}

UpgradeReply WebSocketConnection::replyTo(const UpgradeOffer& offer)
{
    std::string extensions;
    if (const auto answer =
            share_.settings.deflate ? answerDeflateOffer(offer.extensions) : std::nullopt) {
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
    stopDeadline();
    state_ = State::Open;
    startKeepAlive();
    peer_ = std::make_unique<ServedPeer>(*this, share_.settings.behaviour(facts()),
                                         share_.settings.script, share_.clock);
    share_.owner.onConnectionOpened(*this);
    // Whoever listens may have ended it.
    if (state_ != State::Open)
        return;
    if (facts().subprotocol.isEmpty() && share_.settings.closeWithoutSubprotocol) {
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
    reader_.lend(bytes);
    WebSocketEvent event;
    while ((state_ == State::Open || state_ == State::Closing) && reader_.next(event)) {
        if (!interceptor_ || !interceptor_->swallows(*this, event))
            onEvent(event);
        if (interceptor_ && state_ != State::Finished)
            interceptor_->handled(*this, event);
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
            peer_->binary(QByteArray::fromStdString(event.payload));
        break;
    case WebSocketEvent::Kind::Ping:
        onPing(event);
        break;
    case WebSocketEvent::Kind::Pong:
        recorder().record(EventKind::PongReceived, {{FieldKey::Size, event.payload.size()}});
        if (keepAlive_)
            keepAlive_->pongReceived(QByteArray::fromStdString(event.payload));
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
    if (!share_.settings.automaticPong || state_ != State::Open)
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
    if (sendFrame(opcode::ping, payload.toStdString()))
        recorder().record(EventKind::PingSent, {{FieldKey::Size, payload.size()}});
}

void WebSocketConnection::startKeepAlive()
{
    const KeepAlive::Settings settings{share_.settings.pingInterval, share_.settings.pongTimeout};
    if (settings.interval.count() <= 0)
        return;
    keepAlive_ = std::make_unique<KeepAlive>(
        settings, share_.clock,
        [this](const QByteArray& payload) {
            ping(payload);
            return state_ == State::Open;
        },
        [this] { onPongMissed(); });
    keepAlive_->start();
}

void WebSocketConnection::stopKeepAlive()
{
    if (keepAlive_)
        keepAlive_->stop();
}

void WebSocketConnection::onPongMissed()
{
    recorder().record(EventKind::Note, {{FieldKey::Text, "no pong came within the time-out"}});
    end_ =
        std::make_unique<CloseInfo>(CloseInfo{.cause = CloseCause::PongTimeout, .remote = false});
    reset();
}

void WebSocketConnection::close(std::uint16_t code, const QString& reason)
{
    if (state_ != State::Open)
        return;
    stopKeepAlive();
    sendClose(code, reason.toStdString());
    expectClose();
}

void WebSocketConnection::expectClose()
{
    if (state_ != State::Open)
        return;
    stopKeepAlive();
    state_ = State::Closing;
    armDeadline(share_.settings.closeTimeout);
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
    recorder().record(EventKind::ConnectionReset, {{FieldKey::Remote, false}});
    socket_->abort();
    finish(end_ ? *end_
                : CloseInfo{.cause = CloseCause::LocalAbort, .remote = false, .detail = "reset"});
}

void WebSocketConnection::drain(CloseInfo end)
{
    if (isEnding())
        return;
    stopKeepAlive();
    state_ = State::Draining;
    end_ = std::make_unique<CloseInfo>(std::move(end));
    armDeadline(share_.settings.closeTimeout);
    socket_->resumeReading();
    socket_->finish();
}

void WebSocketConnection::onStreamPeerFinished(StreamSocket&)
{
    if (isEnding())
        return;
    recorder().record(EventKind::ConnectionEnded, {{FieldKey::Remote, true}});
    drain({.cause = CloseCause::EndOfStream});
}

void WebSocketConnection::onStreamClosed(StreamSocket&, const StreamClose& close)
{
    if (close.cause == StreamClose::Cause::OutputLimit) {
        recorder().record(EventKind::ConnectionReset, {{FieldKey::Remote, false}});
        return finish({.cause = CloseCause::LocalAbort,
                       .remote = false,
                       .detail = "the client does not read: more waits for it than the send "
                                 "buffer limit"});
    }
    if (end_)
        return finish(*end_);
    const bool isReset = close.cause == StreamClose::Cause::Reset;
    recorder().record(isReset ? EventKind::ConnectionReset : EventKind::ConnectionEnded,
                      {{FieldKey::Remote, true}});
    finish(isReset ? CloseInfo{.cause = CloseCause::Reset} : close.closeInfo());
}

void WebSocketConnection::armDeadline(std::chrono::nanoseconds delay)
{
    stopDeadline();
    deadline_ = share_.wheel.insert(delay, *this);
}

void WebSocketConnection::stopDeadline()
{
    share_.wheel.cancel(std::exchange(deadline_, 0));
}

void WebSocketConnection::onWheelTimer(std::uint32_t)
{
    deadline_ = 0;
    if (state_ == State::Handshake || state_ == State::Silent)
        end_ = std::make_unique<CloseInfo>(CloseInfo{.cause = CloseCause::ConnectTimeout,
                                                     .remote = false,
                                                     .detail = "the handshake took too long"});
    else if (!end_)
        end_ = std::make_unique<CloseInfo>(
            CloseInfo{.cause = CloseCause::LocalAbort,
                      .remote = false,
                      .detail = "the client did not answer our Close frame"});
    reset();
}

void WebSocketConnection::finish(const CloseInfo& end)
{
    if (std::exchange(state_, State::Finished) == State::Finished)
        return;
    stopKeepAlive();
    stopDeadline();
    if (interceptor_)
        interceptor_->closed();
    if (peer_)
        peer_->closed(end);
    share_.owner.onConnectionFinished(*this, end);
}

} // namespace redial

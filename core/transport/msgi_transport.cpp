// SPDX-License-Identifier: MIT
#include "core/transport/msgi_transport.h"

#include "core/transport/client_socket.h"
#include "core/transport/close_reports.h"
#include "core/transport/msgi_frame_bytes.h"
#include "core/transport/request_rules.h"

#include <QPointer>
#include <QSslCipher>
#include <QSslSocket>

#include <algorithm>
#include <limits>
#include <utility>

namespace redial {

namespace {

/// The contract of Transport::ping().
constexpr qsizetype longestPing = 125;
constexpr std::uint16_t orderlyEnd = 1000; // as closeInfoOf(MsgiEnd)
constexpr std::uint16_t brokenRules = 1002;

QByteArray bytesOf(std::string_view text)
{
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

std::uint32_t frameLimit(const TransportRequest& request)
{
    constexpr std::int64_t largest = std::numeric_limits<std::uint32_t>::max();
    return static_cast<std::uint32_t>(
        std::clamp<std::int64_t>(request.maximumMessageSize, msgiHeadSize, largest));
}

CloseInfo endedInOrder(const QByteArray& reason, bool remote)
{
    return endedByHandshake(orderlyEnd, reason.toStdString(), remote);
}

} // namespace

/// Everything of one epoch.
struct MsgiTransport::Connection
{
    explicit Connection(std::uint32_t limit) : reader(limit) {}

    ClientSocket* socket = nullptr;
    MsgiReader reader;
    PayloadPipeline pipeline;
    /// DISCONNECT or ERROR was our last frame.
    bool lastSent = false;
    /// The peer's last frame was read.
    bool lastRead = false;
    /// How it is let go of.
    DropKind dropKind = DropKind::EndOfStream;
    /// How it ends once the peer has closed its side.
    std::optional<CloseInfo> end;
    TimerId decision = 0;
};

MsgiTransport::MsgiTransport(Clock& clock, QObject* parent) : ClockedTransport(clock, parent) {}

MsgiTransport::~MsgiTransport()
{
    releaseConnection();
}

void MsgiTransport::setPipeline(const PipelineSettings& settings)
{
    pipelines_.reset();
    if (!settings.isEmpty())
        pipelines_.emplace(settings);
}

bool MsgiTransport::open(quint32 epoch, const TransportRequest& request)
{
    if (!beginEpoch(epoch, request))
        return false;
    if (const auto problem = problemOfMsgi(request.url))
        finish(endedByUs(CloseCause::NetworkError, *problem));
    else
        startSocket();
    return true;
}

void MsgiTransport::startSocket()
{
    const QUrl& url = request().url;
    std::optional<QSslConfiguration> tls;
    if (url.scheme() == QLatin1String("msgis")) {
        const auto configuration = tlsConfiguration(request().tls);
        if (!configuration) {
            finish(endedByUs(CloseCause::TlsFailed, configuration.error()));
            return;
        }
        tls = *configuration;
    }
    connection_ = std::make_unique<Connection>(frameLimit(request()));
    auto* const socket = new ClientSocket(tls, clock(), this);
    connection_->socket = socket;
    socket->setResolver(resolver_);
    socket->setOptions(request().socket);
    connect(socket, &ClientSocket::tcpConnected, this, &MsgiTransport::noteConnected);
    connect(socket, &ClientSocket::ready, this, &MsgiTransport::enterReady);
    connect(socket, &ClientSocket::received, this, &MsgiTransport::takeBytes);
    connect(socket, &ClientSocket::ended, this, &MsgiTransport::onEnded);
    const QString& name = request().tls.verifyName;
    socket->connectTo(url.host(), static_cast<quint16>(url.port()),
                      name.isEmpty() ? url.host() : name);
}

void MsgiTransport::noteConnected()
{
    const QTcpSocket& socket = connection_->socket->tcp();
    note(EventKind::TcpConnected,
         {{FieldKey::Address, socket.peerAddress().toString().toStdString()},
          {FieldKey::Port, std::int64_t{socket.peerPort()}}});
}

void MsgiTransport::enterReady()
{
    OpenInfo info;
    if (const QSslSocket* tls = connection_->socket->tls()) {
        const QSslCipher cipher = tls->sessionCipher();
        info.tlsProtocol = cipher.protocolString();
        note(EventKind::TlsEstablished, {{FieldKey::Protocol, info.tlsProtocol.toStdString()},
                                         {FieldKey::Detail, cipher.name().toStdString()}});
    }
    if (pipelines_) {
        auto made = pipelines_->next();
        if (!made) {
            finish(endedByUs(CloseCause::NetworkError, made.error()));
            return;
        }
        connection_->pipeline = std::move(made).value();
    }
    connection_->socket->setPhase(SocketFailure::Phase::Open);
    enterOpen(info);
}

void MsgiTransport::takeBytes(const QByteArray& bytes)
{
    // A slot may end the epoch, or this object.
    const QPointer<MsgiTransport> self(this);
    Connection* const current = connection_.get();
    if (current->lastRead)
        return;
    current->reader.feed({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    while (self && connection_.get() == current && !current->lastRead) {
        const auto next = current->reader.next();
        if (!next)
            return;
        if (const auto* error = std::get_if<MsgiError>(&*next))
            takeViolation(codeOf(error->kind), error->sentence());
        else
            takeFrame(std::get<MsgiFrame>(*next));
    }
}

void MsgiTransport::takeFrame(const MsgiFrame& frame)
{
    switch (frame.type) {
    case MsgiType::Ping:
        takePing(bytesOf(frame.payload));
        break;
    case MsgiType::Pong:
        note(EventKind::PongReceived, {{FieldKey::Size, std::int64_t(frame.payload.size())}});
        emit pongReceived(epoch(), bytesOf(frame.payload));
        break;
    case MsgiType::Data:
    case MsgiType::Control:
        takePayload(frame);
        break;
    case MsgiType::Disconnect:
        takeDisconnect(bytesOf(frame.payload));
        break;
    case MsgiType::Error:
    case MsgiType::Heartbeat:
        emit frameReceived(epoch(), frame.type, bytesOf(frame.payload));
        break;
    }
}

void MsgiTransport::takePayload(const MsgiFrame& frame)
{
    QByteArray payload;
    if (connection_->pipeline.isEmpty()) {
        payload = bytesOf(frame.payload);
    } else {
        const PayloadResult result = connection_->pipeline.incoming(frame.payload);
        if (!result)
            return takeViolation(codeOf(result.error().kind), result.error().sentence);
        payload = bytesOf(*result);
    }
    if (frame.type == MsgiType::Data)
        emit binaryReceived(epoch(), payload);
    else
        emit frameReceived(epoch(), frame.type, payload);
}

void MsgiTransport::takePing(const QByteArray& payload)
{
    note(EventKind::PingReceived, {{FieldKey::Size, std::int64_t{payload.size()}}});
    if (request().automaticPong && state() == State::Open && send(MsgiType::Pong, payload))
        note(EventKind::PongSent, {{FieldKey::Size, std::int64_t{payload.size()}}});
    emit pingReceived(epoch(), payload);
}

void MsgiTransport::takeDisconnect(const QByteArray& reason)
{
    Connection& current = *connection_;
    current.lastRead = true;
    note(EventKind::CloseReceived,
         {{FieldKey::Reason, reason.toStdString()},
          {FieldKey::FrameType, std::string(nameOf(MsgiType::Disconnect))}});
    if (!current.lastSent) {
        current.end = endedInOrder(reason, true);
        sendLast(MsgiType::Disconnect, {}, {});
        enterClosing(*current.end);
    }
}

void MsgiTransport::fail(MsgiErrorCode code, const std::string& sentence)
{
    if (state() == State::Open)
        takeViolation(code, sentence);
}

void MsgiTransport::takeViolation(MsgiErrorCode code, const std::string& sentence)
{
    Connection& current = *connection_;
    current.lastRead = true;
    note(EventKind::ProtocolError, {{FieldKey::Detail, sentence}});
    current.end = endedByUs(CloseCause::ProtocolError, sentence);
    current.end->code = brokenRules;
    if (!current.lastSent) {
        std::string payload;
        appendMsgiError(payload, code, sentence);
        sendLast(MsgiType::Error, QByteArray::fromStdString(payload), sentence);
    }
    enterClosing(*current.end);
}

void MsgiTransport::onEnded()
{
    // There may be bytes left to read: judge when Qt is done with the socket.
    if (connection_->decision == 0) {
        connection_->decision =
            clock().startTimer(std::chrono::nanoseconds(0), [this] { decide(); });
    }
}

void MsgiTransport::decide()
{
    Connection* const current = connection_.get();
    current->decision = 0;
    CloseInfo info = closeInfoOf(current->socket->failure());
    // Behind our own FIN the kernel cannot tell the peer's FIN from RST: either ends it in order.
    const bool byPeer = info.cause == CloseCause::EndOfStream || info.cause == CloseCause::Reset;
    if (current->end && (byPeer || current->lastRead)) {
        finish(*current->end);
        return;
    }
    if (info.cause == CloseCause::Reset)
        note(EventKind::ConnectionReset);
    else if (info.cause == CloseCause::EndOfStream)
        note(EventKind::ConnectionEnded);
    if (current->reader.isInsideFrame())
        info.detail += " A frame was cut short.";
    finish(info);
}

bool MsgiTransport::send(MsgiType type, const QByteArray& payload)
{
    ClientSocket& socket = *connection_->socket;
    const auto size = payload.size() + qsizetype{msgiHeadSize};
    if (!socket.isConnected() || size > qsizetype{frameLimit(request())})
        return false;
    if (socket.waitingBytes() + size > request().sendBufferLimit) {
        abandon(DropKind::EndOfStream, sendBufferExceeded(request().sendBufferLimit));
        return false;
    }
    socket.write(msgiFrameBytes(type, payload));
    return true;
}

bool MsgiTransport::sendText(const QString& text)
{
    return sendBinary(text.toUtf8());
}

bool MsgiTransport::sendBinary(const QByteArray& data)
{
    return state() == State::Open && sendThrough(MsgiType::Data, data);
}

bool MsgiTransport::sendFrame(MsgiType type, const QByteArray& payload)
{
    if (state() != State::Open)
        return false;
    return type == MsgiType::Control ? sendThrough(type, payload) : send(type, payload);
}

bool MsgiTransport::sendThrough(MsgiType type, const QByteArray& payload)
{
    if (connection_->pipeline.isEmpty())
        return send(type, payload);
    const std::string_view plain{payload.constData(), static_cast<std::size_t>(payload.size())};
    if (!connection_->pipeline.fits(plain, frameLimit(request()) - msgiHeadSize))
        return false;
    const PayloadResult result = connection_->pipeline.outgoing(plain);
    if (!result) {
        fail(codeOf(result.error().kind), result.error().sentence);
        return false;
    }
    const bool sent = send(type, bytesOf(*result));
    if (!sent)
        fail(MsgiErrorCode::FrameTooLarge, "A payload behind the pipeline could not be sent.");
    return sent;
}

bool MsgiTransport::ping(const QByteArray& payload)
{
    if (state() != State::Open || payload.size() > longestPing || !send(MsgiType::Ping, payload))
        return false;
    note(EventKind::PingSent, {{FieldKey::Size, std::int64_t{payload.size()}}});
    return true;
}

void MsgiTransport::close(std::uint16_t, const QString& reason)
{
    if (state() == State::Opening)
        abandon(DropKind::EndOfStream, "Closed before the connection stood.");
    if (state() != State::Open)
        return;
    const QByteArray sent = sentReason(1000, reason).toUtf8();
    connection_->end = endedInOrder(sent, false);
    sendLast(MsgiType::Disconnect, sent, sent.toStdString());
    enterClosing(endedByUs(CloseCause::LocalAbort,
                           "The peer did not end the connection after our DISCONNECT in time."));
}

void MsgiTransport::sendLast(MsgiType type, const QByteArray& payload, std::string reason)
{
    connection_->lastSent = true;
    connection_->socket->write(msgiFrameBytes(type, payload));
    connection_->socket->endSending();
    note(EventKind::CloseSent,
         {{FieldKey::Code, std::int64_t{type == MsgiType::Error ? brokenRules : orderlyEnd}},
          {FieldKey::Reason, std::move(reason)},
          {FieldKey::FrameType, std::string(nameOf(type))}});
}

void MsgiTransport::drop(DropKind kind)
{
    if (kind == DropKind::Close)
        close();
    else
        abandon(kind, kind == DropKind::Reset ? "We sent RST." : "We sent FIN without DISCONNECT.");
}

void MsgiTransport::abandon(DropKind kind, std::string detail)
{
    if (state() == State::Closed || isFinishing())
        return;
    connection_->dropKind = kind;
    finish(endedByDrop(connection_->end, std::move(detail)));
}

void MsgiTransport::releaseConnection()
{
    const std::unique_ptr<Connection> old = std::move(connection_);
    if (!old)
        return;
    if (old->decision != 0)
        clock().cancelTimer(old->decision);
    old->socket->retire(old->dropKind, this,
                        [this, epoch = epoch()](const char* signal) { noteStale(epoch, signal); });
}

std::string MsgiTransport::waitingFor() const
{
    return redial::waitingFor(connection_ ? connection_->socket->failure().phase
                                          : SocketFailure::Phase::Connecting);
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/transport/in_memory_transport.h"

#include "core/transport/close_reports.h"
#include "core/transport/in_memory_network.h"
#include "core/transport/request_rules.h"

#include <utility>

namespace redial {

InMemoryTransport::InMemoryTransport(InMemoryNetwork& network, QObject* parent)
    : ClockedTransport(network.clock(), parent), network_(network)
{
}

InMemoryTransport::~InMemoryTransport()
{
    if (link_)
        abandon(CloseCause::EndOfStream, {});
}

bool InMemoryTransport::open(quint32 epoch, const TransportRequest& request)
{
    if (!beginEpoch(epoch, request))
        return false;
    reader_ = WebSocketReader(WebSocketRole::Client);
    violation_.reset();
    link_ = std::make_shared<InMemoryLink>();
    link_->client = this;
    link_->toServer = std::make_shared<InMemoryPipe>(clock(), network_.latency());
    link_->toClient = std::make_shared<InMemoryPipe>(clock(), network_.latency());
    link_->toServer->push([this, weak = std::weak_ptr(link_)] {
        // The link is gone if this object is: only the two ends hold it, and there is one yet.
        if (const auto link = weak.lock(); link && link->client)
            network_.arrive(this->request(), link);
    });
    return true;
}

bool InMemoryTransport::sendText(const QString& text)
{
    if (state() != State::Open)
        return false;
    sendToServer(link_, [text](InMemoryPeer& peer) { peer.deliverText(text); });
    return true;
}

bool InMemoryTransport::sendBinary(const QByteArray& data)
{
    if (state() != State::Open)
        return false;
    sendToServer(link_, [data](InMemoryPeer& peer) { peer.deliverBinary(data); });
    return true;
}

bool InMemoryTransport::ping(const QByteArray& payload)
{
    if (state() != State::Open || payload.size() > longestControlPayload)
        return false;
    note(EventKind::PingSent, {{FieldKey::Size, std::int64_t{payload.size()}}});
    sendToServer(link_, [payload](InMemoryPeer& peer) { peer.deliverPing(payload); });
    return true;
}

void InMemoryTransport::close(std::uint16_t code, const QString& reason)
{
    if (state() == State::Opening) {
        abandon(CloseCause::EndOfStream, "Closed before the connection stood.");
        return;
    }
    if (state() != State::Open)
        return;
    const std::uint16_t sent = sendableCloseCode(code);
    const QString text = sentReason(sent, reason);
    note(EventKind::CloseSent,
         {{FieldKey::Code, std::int64_t{sent}}, {FieldKey::Reason, text.toStdString()}});
    sendToServer(link_, [sent, text](InMemoryPeer& peer) { peer.deliverClose(sent, text); });
    enterClosing(
        endedByUs(CloseCause::LocalAbort, "The peer did not answer our Close frame in time."));
}

void InMemoryTransport::drop(DropKind kind)
{
    if (kind == DropKind::Close) {
        close();
        return;
    }
    if (state() == State::Closed || isFinishing())
        return;
    const bool reset = kind == DropKind::Reset;
    abandon(reset ? CloseCause::Reset : CloseCause::EndOfStream,
            reset ? "We sent RST." : "We sent FIN without a Close frame.");
}

void InMemoryTransport::deliverOpened(const QString& subprotocol)
{
    note(EventKind::UpgradeResponse, {{FieldKey::HttpStatus, std::int64_t{101}},
                                      {FieldKey::Subprotocol, subprotocol.toStdString()}});
    enterOpen({.subprotocol = subprotocol, .headers = {}, .deflate = false, .tlsProtocol = {}});
}

void InMemoryTransport::deliverRefusal(const CloseInfo& info)
{
    if (info.cause == CloseCause::Reset)
        note(EventKind::ConnectionReset);
    if (info.cause == CloseCause::EndOfStream)
        note(EventKind::ConnectionEnded);
    finish(info);
}

void InMemoryTransport::deliverBytes(const std::string& bytes)
{
    reader_.feed(bytes);
    while (state() == State::Open || state() == State::Closing) {
        const auto event = reader_.next();
        if (!event)
            break;
        take(*event);
    }
}

void InMemoryTransport::take(const WebSocketEvent& event)
{
    const QByteArray payload = QByteArray::fromStdString(event.payload);
    switch (event.kind) {
    case WebSocketEvent::Kind::Text:
        return deliverText(QString::fromUtf8(payload));
    case WebSocketEvent::Kind::Binary:
        return deliverBinary(payload);
    case WebSocketEvent::Kind::Ping:
        return deliverPing(payload);
    case WebSocketEvent::Kind::Pong:
        return deliverPong(payload);
    case WebSocketEvent::Kind::Close:
        return deliverClose(event.code, QString::fromUtf8(payload));
    case WebSocketEvent::Kind::Violation:
        break;
    }
    takeViolation(event);
}

/// As over a socket: a Close frame says what was broken, and the server's end is waited for.
void InMemoryTransport::takeViolation(const WebSocketEvent& event)
{
    note(EventKind::ProtocolError,
         {{FieldKey::Code, std::int64_t{event.code}}, {FieldKey::Detail, event.payload}});
    CloseInfo info = endedByUs(CloseCause::ProtocolError, event.payload);
    info.code = event.code;
    violation_ = info;
    if (state() == State::Closing)
        return;
    const QString text = sentReason(event.code, QString::fromStdString(event.payload));
    note(EventKind::CloseSent,
         {{FieldKey::Code, std::int64_t{event.code}}, {FieldKey::Reason, text.toStdString()}});
    sendToServer(link_,
                 [code = event.code, text](InMemoryPeer& peer) { peer.deliverClose(code, text); });
    enterClosing(info);
}

void InMemoryTransport::deliverText(const QString& text)
{
    emit textReceived(epoch(), text);
}

void InMemoryTransport::deliverBinary(const QByteArray& data)
{
    emit binaryReceived(epoch(), data);
}

void InMemoryTransport::deliverPing(const QByteArray& payload)
{
    note(EventKind::PingReceived, {{FieldKey::Size, std::int64_t{payload.size()}}});
    if (request().automaticPong) {
        note(EventKind::PongSent, {{FieldKey::Size, std::int64_t{payload.size()}}});
        sendToServer(link_, [payload](InMemoryPeer& peer) { peer.deliverPong(payload); });
    }
    emit pingReceived(epoch(), payload);
}

void InMemoryTransport::deliverPong(const QByteArray& payload)
{
    note(EventKind::PongReceived, {{FieldKey::Size, std::int64_t{payload.size()}}});
    emit pongReceived(epoch(), payload);
}

void InMemoryTransport::deliverClose(std::uint16_t code, const QString& reason)
{
    // Nothing is read any more: the end of the stream will come.
    if (violation_)
        return;
    note(EventKind::CloseReceived,
         {{FieldKey::Code, std::int64_t{code}}, {FieldKey::Reason, reason.toStdString()}});
    const bool begunHere = state() == State::Closing;
    if (!begunHere) {
        note(EventKind::CloseSent, {{FieldKey::Code, std::int64_t{code}}});
        sendToServer(link_,
                     [code, reason](InMemoryPeer& peer) { peer.deliverClose(code, reason); });
    }
    finish(endedByHandshake(code, reason.toStdString(), !begunHere));
}

void InMemoryTransport::deliverEnd(CloseCause cause)
{
    const bool reset = cause == CloseCause::Reset;
    if (violation_)
        return finish(*violation_);
    note(reset ? EventKind::ConnectionReset : EventKind::ConnectionEnded);
    finish(endedByPeer(cause, reset ? "The peer reset the connection."
                                    : "The peer ended the connection without a Close frame."));
}

void InMemoryTransport::releaseConnection()
{
    if (!link_)
        return;
    link_->client = nullptr;
    link_->toClient->clear();
    link_.reset();
}

std::string InMemoryTransport::waitingFor() const
{
    return "the server did not answer the upgrade";
}

void InMemoryTransport::abandon(CloseCause seenByServer, std::string detail)
{
    sendToServer(link_, [seenByServer](InMemoryPeer& peer) { peer.deliverEnd(seenByServer); });
    // Without a server's end yet nobody else holds the link: the connect never arrives.
    finish(endedByUs(CloseCause::LocalAbort, std::move(detail)));
}

} // namespace redial

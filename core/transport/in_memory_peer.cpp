// SPDX-License-Identifier: MIT
#include "core/transport/in_memory_peer.h"

#include "core/transport/close_reports.h"
#include "core/transport/in_memory_transport.h"

#include <utility>

namespace redial {

InMemoryPeer::InMemoryPeer(quint32 connection, TransportRequest request,
                           std::shared_ptr<InMemoryLink> link)
    : link_(std::move(link)), request_(std::move(request)), connection_(connection)
{
}

InMemoryPeer::~InMemoryPeer() = default;

void InMemoryPeer::setMessagesPass(bool toServer, bool toClient)
{
    if (!established_)
        return;
    link_->toServer->setPassing(toServer);
    link_->toClient->setPassing(toClient);
}

void InMemoryPeer::sendText(const QString& text)
{
    if (maySend())
        sendToClient(link_, [text](InMemoryTransport& client) { client.deliverText(text); });
}

void InMemoryPeer::sendBinary(const QByteArray& data)
{
    if (maySend())
        sendToClient(link_, [data](InMemoryTransport& client) { client.deliverBinary(data); });
}

void InMemoryPeer::sendBytes(const std::string& bytes, bool holdsClose)
{
    if (!maySend())
        return;
    closeSent_ = holdsClose;
    sendToClient(link_, [bytes](InMemoryTransport& client) { client.deliverBytes(bytes); });
}

void InMemoryPeer::setDelays(std::function<std::chrono::nanoseconds()> toServer,
                             std::function<std::chrono::nanoseconds()> toClient)
{
    if (!established_)
        return;
    link_->toServer->setDelay(std::move(toServer));
    link_->toClient->setDelay(std::move(toClient));
}

void InMemoryPeer::setIncoming(std::function<void(const QString&)> incoming)
{
    incoming_ = std::move(incoming);
}

void InMemoryPeer::ping(const QByteArray& payload)
{
    if (maySend())
        sendToClient(link_, [payload](InMemoryTransport& client) { client.deliverPing(payload); });
}

void InMemoryPeer::pong(const QByteArray& payload)
{
    if (maySend())
        sendToClient(link_, [payload](InMemoryTransport& client) { client.deliverPong(payload); });
}

void InMemoryPeer::close(std::uint16_t code, const QString& reason)
{
    if (!maySend())
        return;
    closeSent_ = true;
    sendToClient(link_,
                 [code, reason](InMemoryTransport& client) { client.deliverClose(code, reason); });
}

void InMemoryPeer::endStream()
{
    if (!established_)
        return;
    sendToClient(link_,
                 [](InMemoryTransport& client) { client.deliverEnd(CloseCause::EndOfStream); });
    end(endedByUs(CloseCause::LocalAbort, "The server sent FIN."));
}

void InMemoryPeer::reset()
{
    if (!established_)
        return;
    sendToClient(link_, [](InMemoryTransport& client) { client.deliverEnd(CloseCause::Reset); });
    end(endedByUs(CloseCause::LocalAbort, "The server sent RST."));
}

void InMemoryPeer::deliverText(const QString& text)
{
    if (incoming_)
        incoming_(text);
    else
        pass(text);
}

void InMemoryPeer::deliverBinary(const QByteArray& data)
{
    emit binaryReceived(data);
}

void InMemoryPeer::deliverPing(const QByteArray& payload)
{
    if (automaticPong_)
        pong(payload);
    emit pingReceived(payload);
}

void InMemoryPeer::deliverPong(const QByteArray& payload)
{
    emit pongReceived(payload);
}

void InMemoryPeer::deliverClose(std::uint16_t code, const QString& reason)
{
    const bool begunHere = closeSent_;
    if (!begunHere && answersClose_)
        close(code, reason);
    emit closeReceived(code, reason);
    if (begunHere || answersClose_) {
        sendToClient(link_,
                     [](InMemoryTransport& client) { client.deliverEnd(CloseCause::EndOfStream); });
        end(endedByHandshake(code, reason.toStdString(), !begunHere));
    }
}

void InMemoryPeer::deliverEnd(CloseCause cause)
{
    end(endedByPeer(cause, "The client ended the connection."));
}

void InMemoryPeer::end(CloseInfo info)
{
    if (!std::exchange(established_, false))
        return;
    link_->toServer->replaceAll([weak = weak_from_this(), info = std::move(info)] {
        if (const auto self = weak.lock())
            emit self->closed(info);
    });
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/server/msgi_raw_link.h"

namespace redial {

namespace {

ServerLinkFacts factsOf(const MsgiSession& session)
{
    return {static_cast<quint32>(session.id()), QString::fromStdString(session.clientId()),
            QStringLiteral("msgi"), QString::fromStdString(session.remoteAddress())};
}

std::optional<WebSocketEvent> eventOf(const MsgiFrame& frame)
{
    const auto event = [&](WebSocketEvent::Kind kind) {
        return WebSocketEvent{kind, 1000, std::string(frame.payload)};
    };
    switch (frame.type) {
    case MsgiType::Ping:
        return event(WebSocketEvent::Kind::Ping);
    case MsgiType::Pong:
        return event(WebSocketEvent::Kind::Pong);
    case MsgiType::Disconnect:
        return event(WebSocketEvent::Kind::Close);
    case MsgiType::Data:
    case MsgiType::Control:
        return event(WebSocketEvent::Kind::Binary);
    case MsgiType::Error:
    case MsgiType::Heartbeat:
        break;
    }
    return std::nullopt;
}

} // namespace

MsgiRawLink::MsgiRawLink(MsgiSession& session, const EventRecorder& recorder,
                         const InterceptorFactory& factory)
    : ServerLink(factsOf(session), recorder), session_(session), interceptor_(factory(facts()))
{
}

void MsgiRawLink::begin()
{
    interceptor_->accepted(*this);
    if (session_.isOpen())
        interceptor_->opened(*this);
}

bool MsgiRawLink::swallows(const MsgiFrame& frame)
{
    const auto event = eventOf(frame);
    return event && interceptor_->swallows(*this, *event);
}

void MsgiRawLink::handled(const MsgiFrame& frame)
{
    const auto event = eventOf(frame);
    if (event && session_.isOpen())
        interceptor_->handled(*this, *event);
}

bool MsgiRawLink::takes(std::string_view head, std::string_view payload)
{
    std::string bytes(head);
    bytes.append(payload);
    return interceptor_->takesBytes(*this, bytes);
}

void MsgiRawLink::ping(const QByteArray& payload)
{
    session_.write(MsgiType::Ping, {payload.constData(), std::size_t(payload.size())});
}

void MsgiRawLink::close(std::uint16_t, const QString& reason)
{
    session_.disconnect(reason.toStdString());
}

void MsgiRawLink::endStream()
{
    session_.endStream();
}

void MsgiRawLink::reset()
{
    session_.drop();
}

void MsgiRawLink::writeText(const QString& text)
{
    session_.send(text.toStdString());
}

void MsgiRawLink::writeBinary(const QByteArray& data)
{
    session_.send({data.constData(), std::size_t(data.size())});
}

qint64 MsgiRawLink::waitingBytes() const
{
    return static_cast<qint64>(session_.waitingBytes());
}

bool MsgiRawLink::writeRaw(std::string_view bytes)
{
    const bool sent = session_.socket_.send(bytes);
    if (session_.socket_.isCongested())
        session_.noteCongestion();
    return sent;
}

void MsgiRawLink::flush()
{
    session_.socket_.sendHeldBack();
}

void MsgiRawLink::halfClose()
{
    session_.socket_.finish();
}

void MsgiRawLink::setReading(bool on)
{
    session_.setHeldUnread(!on);
}

void MsgiRawLink::readSome(qint64 most)
{
    session_.socket_.readSome(static_cast<std::size_t>(most));
}

qintptr MsgiRawLink::descriptor() const
{
    return session_.socket_.descriptor();
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "in_memory_server.h"

#include "core/transport/close_reports.h"

namespace redial::test {

namespace {

InMemoryAnswer refuse(CloseCause cause, const char* detail)
{
    return {InMemoryAnswer::Refuse{endedByPeer(cause, detail)}};
}

} // namespace

InMemoryServer::InMemoryServer(Clock& clock) : network_(clock)
{
    network_.setAdmission(
        [this](quint32, const TransportRequest& request) { return admit(request); });
    connect(&network_, &InMemoryNetwork::connected, this, &InMemoryServer::serve);
}

QUrl InMemoryServer::url() const
{
    return QUrl(QStringLiteral("ws://memory/station/one?k=v"));
}

InMemoryAnswer InMemoryServer::admit(const TransportRequest& request)
{
    ++sight_.connections;
    using Upgrade = ServerScript::Upgrade;
    switch (script_.upgrade) {
    case Upgrade::Silent:
        return {InMemoryAnswer::Silent{}};
    case Upgrade::NotListening:
        return refuse(CloseCause::Refused, "Connection refused");
    case Upgrade::EndOfStream:
        return refuse(CloseCause::EndOfStream, "FIN before the upgrade was answered");
    case Upgrade::Reset:
        return refuse(CloseCause::Reset, "RST before the upgrade was answered");
    case Upgrade::WrongAccept:
    case Upgrade::NoUpgradeHeader:
    case Upgrade::ForeignSubprotocol:
        return refuse(CloseCause::HandshakeFailed, "not a valid answer");
    case Upgrade::Status: {
        CloseInfo info = endedByPeer(CloseCause::HttpRefused, "HTTP refused");
        info.httpStatus = script_.status;
        if (script_.extraHeader.startsWith("Retry-After: "))
            info.retryAfter = std::chrono::seconds(script_.extraHeader.mid(13).trimmed().toInt());
        return {InMemoryAnswer::Refuse{info}};
    }
    case Upgrade::Accept:
        break;
    }
    return {InMemoryAnswer::Accept{request.subprotocols.value(0)}};
}

void InMemoryServer::serve(const std::shared_ptr<InMemoryPeer>& peer)
{
    InMemoryPeer* const p = peer.get();
    const bool echo = script_.then == ServerScript::Then::Echo;
    connect(p, &InMemoryPeer::textReceived, this, [this, p, echo](const QString& text) {
        sight_.texts << text;
        if (echo)
            p->sendText(text);
    });
    connect(p, &InMemoryPeer::binaryReceived, this, [p, echo](const QByteArray& data) {
        if (echo)
            p->sendBinary(data);
    });
    connect(p, &InMemoryPeer::pongReceived, this,
            [this](const QByteArray& payload) { sight_.pongs << payload; });
    connect(p, &InMemoryPeer::closeReceived, this, [this](quint16 code, const QString& reason) {
        sight_.closeCode = code;
        sight_.closeReason = reason.toUtf8();
    });
    connect(p, &InMemoryPeer::closed, this, [this](const CloseInfo& info) {
        ++sight_.ends;
        sight_.reset = info.cause == CloseCause::Reset;
        sight_.endOfStream = info.cause == CloseCause::EndOfStream;
    });
    actAfterOpen(*p);
}

void InMemoryServer::actAfterOpen(InMemoryPeer& peer)
{
    using Then = ServerScript::Then;
    switch (script_.then) {
    case Then::Close:
    case Then::CloseAndEnd:
    case Then::CloseAndStay:
    case Then::CloseAndGoOn:
        peer.close(static_cast<std::uint16_t>(script_.closeCode),
                   QString::fromUtf8(script_.closeReason));
        break;
    case Then::EndOfStream:
        peer.endStream();
        break;
    case Then::Reset:
        peer.reset();
        break;
    case Then::Ping:
        peer.ping("are you there");
        break;
    case Then::Mute:
        peer.setAnswersClose(false);
        break;
    case Then::Echo:
    case Then::EndInsteadOfClose:
    case Then::MaskedFrame:
    case Then::Violation:
        break;
    }
}

} // namespace redial::test

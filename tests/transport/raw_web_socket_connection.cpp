// SPDX-License-Identifier: MIT
#include "raw_web_socket_connection.h"

#include "core/net/socket_calls.h"
#include "raw_web_socket_server.h"

#include <QCryptographicHash>

namespace redial::test {

namespace {

QByteArray acceptKey(const QByteArray& request)
{
    const QByteArray name("sec-websocket-key: ");
    const auto begin = request.toLower().indexOf(name) + name.size();
    const QByteArray key = request.mid(begin, request.indexOf("\r\n", begin) - begin).trimmed();
    return QCryptographicHash::hash(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
                                    QCryptographicHash::Sha1)
        .toBase64();
}

QByteArray firstSubprotocol(const QByteArray& request)
{
    const QByteArray name("sec-websocket-protocol: ");
    const auto at = request.toLower().indexOf(name);
    if (at < 0)
        return {};
    const auto begin = at + name.size();
    const QByteArray offered = request.mid(begin, request.indexOf("\r\n", begin) - begin);
    return offered.split(',').first().trimmed();
}

} // namespace

RawWebSocketConnection::RawWebSocketConnection(RawWebSocketServer& server, QTcpSocket* socket)
    : QObject(&server), server_(server), socket_(socket), script_(server.script_)
{
    ++server_.sight_.connections;
    probe_.attach(socket_->socketDescriptor());
    socket_->setParent(this);
    connect(socket_, &QTcpSocket::readyRead, this, &RawWebSocketConnection::onReadyRead);
    connect(socket_, &QTcpSocket::disconnected, this, &RawWebSocketConnection::onDisconnected);
    if (!script_.greeting.isEmpty())
        socket_->write(script_.greeting);
    if (socket_->bytesAvailable() > 0)
        onReadyRead();
}

void RawWebSocketConnection::onDisconnected()
{
    const auto end = probe_.read();
    ++server_.sight_.ends;
    server_.sight_.reset = end == SocketEnd::Reset;
    server_.sight_.endOfStream = end == SocketEnd::EndOfStream;
    probe_.release();
    deleteLater();
}

void RawWebSocketConnection::onReadyRead()
{
    received_ += socket_->readAll();
    if (!upgraded_) {
        if (!received_.contains("\r\n\r\n"))
            return;
        upgraded_ = true;
        answerUpgrade();
    }
    while (takeFrame()) {
    }
}

void RawWebSocketConnection::answerUpgrade()
{
    const auto end = received_.indexOf("\r\n\r\n") + 4;
    const QByteArray request = received_.left(end);
    received_.remove(0, end);
    server_.sight_.request = request;
    using Upgrade = ServerScript::Upgrade;
    switch (script_.upgrade) {
    case Upgrade::Silent:
    case Upgrade::NotListening:
        return;
    case Upgrade::EndOfStream:
        probe_.release();
        socket_->disconnectFromHost();
        return;
    case Upgrade::Reset:
        reset();
        return;
    case Upgrade::Status:
        socket_->write("HTTP/1.1 " + QByteArray::number(script_.status) + " Said so\r\n" +
                       script_.extraHeader + "Content-Length: 2\r\n\r\nno");
        return;
    default:
        break;
    }
    QByteArray answer = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n";
    if (script_.upgrade != Upgrade::NoUpgradeHeader)
        answer += "Upgrade: websocket\r\n";
    answer += "Sec-WebSocket-Accept: " +
              (script_.upgrade == Upgrade::WrongAccept ? QByteArray("bm8=") : acceptKey(request)) +
              "\r\n";
    const QByteArray subprotocol = script_.upgrade == Upgrade::ForeignSubprotocol
                                       ? QByteArray("foreign")
                                       : firstSubprotocol(request);
    if (!subprotocol.isEmpty())
        answer += "Sec-WebSocket-Protocol: " + subprotocol + "\r\n";
    socket_->write(answer + script_.extraHeader + "\r\n");
    actAfterOpen();
}

void RawWebSocketConnection::actAfterOpen()
{
    using Then = ServerScript::Then;
    switch (script_.then) {
    case Then::Close:
    case Then::CloseAndStay:
    case Then::CloseAndGoOn:
        sendClose(script_.closeCode, script_.closeReason);
        if (script_.then == Then::CloseAndGoOn)
            sendFrame(0x81, "after the Close");
        return;
    case Then::CloseAndEnd:
        sendClose(script_.closeCode, script_.closeReason);
        probe_.release();
        socket_->disconnectFromHost();
        return;
    case Then::EndOfStream:
        probe_.release();
        socket_->disconnectFromHost();
        return;
    case Then::Reset:
        socket_->flush();
        reset();
        return;
    case Then::Ping:
        sendFrame(0x89, "are you there");
        return;
    case Then::Violation:
        sendFrame(0x83, "reserved opcode");
        return;
    case Then::MaskedFrame:
        socket_->write(QByteArray("\x81\x82\0\0\0\0hi", 8));
        return;
    case Then::Echo:
    case Then::EndInsteadOfClose:
    case Then::Mute:
        return;
    }
}

bool RawWebSocketConnection::takeFrame()
{
    const auto byteAt = [this](qsizetype i) { return static_cast<unsigned char>(received_.at(i)); };
    if (received_.size() < 6)
        return false;
    qsizetype size = byteAt(1) & 0x7FU;
    qsizetype header = 2;
    if (size == 126) {
        size = byteAt(2) * 256 + byteAt(3);
        header = 4;
    } else if (size == 127) {
        if (received_.size() < 14)
            return false;
        size = 0;
        for (qsizetype i = 2; i < 10; ++i)
            size = size * 256 + byteAt(i);
        header = 10;
    }
    if ((byteAt(1) & 0x80U) == 0)
        qFatal("a client sent an unmasked frame");
    if (received_.size() < header + 4 + size)
        return false;
    QByteArray payload = received_.mid(header + 4, size);
    for (qsizetype i = 0; i < size; ++i)
        payload[i] = static_cast<char>(payload.at(i) ^ received_.at(header + i % 4));
    const int head = byteAt(0);
    received_.remove(0, header + 4 + size);
    onFrame(head, payload);
    return true;
}

void RawWebSocketConnection::onFrame(int head, const QByteArray& payload)
{
    const int opcode = head & 0x0F;
    ServerSight& sight = server_.sight_;
    if (opcode == 0x8) {
        sight.closeCode = payload.size() < 2 ? 1005
                                             : static_cast<unsigned char>(payload.at(0)) * 256 +
                                                   static_cast<unsigned char>(payload.at(1));
        sight.closeReason = payload.mid(2);
        using Then = ServerScript::Then;
        if (script_.then == Then::Mute || script_.then == Then::CloseAndStay)
            return;
        if (!closeSent_ && script_.then != Then::EndInsteadOfClose)
            sendFrame(0x88, payload);
        probe_.release();
        socket_->disconnectFromHost();
        return;
    }
    if (opcode == 0x9)
        sendFrame(0x8A, payload);
    if (opcode == 0xA)
        sight.pongs << payload;
    if (opcode == 0x1)
        sight.texts << QString::fromUtf8(payload);
    if (opcode == 0x1 || opcode == 0x2)
        sight.messageBytes += payload.size();
    if (script_.then == ServerScript::Then::Echo && (opcode == 0x1 || opcode == 0x2))
        sendFrame(head, payload); // compressed as it came
}

void RawWebSocketConnection::sendFrame(int head, const QByteArray& payload)
{
    QByteArray frame;
    frame.append(static_cast<char>(head));
    if (payload.size() < 126) {
        frame.append(static_cast<char>(payload.size()));
    } else if (payload.size() < 65536) {
        frame.append(static_cast<char>(126));
        frame.append(static_cast<char>(payload.size() >> 8));
        frame.append(static_cast<char>(payload.size() & 0xFF));
    } else {
        frame.append(static_cast<char>(127));
        for (int shift = 56; shift >= 0; shift -= 8)
            frame.append(static_cast<char>((payload.size() >> shift) & 0xFF));
    }
    socket_->write(frame + payload);
}

void RawWebSocketConnection::sendClose(int code, const QByteArray& reason)
{
    closeSent_ = true;
    QByteArray payload;
    if (code != 1005) {
        payload.append(static_cast<char>(code >> 8));
        payload.append(static_cast<char>(code & 0xFF));
    }
    sendFrame(0x88, payload + reason);
}

void RawWebSocketConnection::reset()
{
    resetOnClose(socket_->socketDescriptor());
    probe_.release();
    socket_->abort();
}

} // namespace redial::test

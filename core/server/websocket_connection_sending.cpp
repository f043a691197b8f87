// SPDX-License-Identifier: MIT
// What a server's connection sends, and what an interceptor may do to its bytes.
#include "core/server/websocket_connection.h"
#include "core/wire/websocket_close.h"

namespace redial {

namespace {

std::string_view viewOf(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace

bool WebSocketConnection::isTaken(const QString& text)
{
    return interceptor_ && state_ == State::Open && interceptor_->takesMessage(*this, text);
}

void WebSocketConnection::writeText(const QString& text)
{
    sendMessage(opcode::text, viewOf(text.toUtf8()));
}

void WebSocketConnection::writeBinary(const QByteArray& data)
{
    sendMessage(opcode::binary, viewOf(data));
}

void WebSocketConnection::sendMessage(std::uint8_t opcode, std::string_view payload)
{
    if (state_ != State::Open)
        return;
    if (!deflater_)
        return static_cast<void>(sendFrame(opcode, payload));
    std::string frame;
    appendFrame(frame, {.opcode = opcode, .rsv1 = true}, deflater_->deflate(payload));
    write(frame);
}

bool WebSocketConnection::sendFrame(std::uint8_t opcode, std::string_view payload)
{
    std::string frame;
    appendFrame(frame, {.opcode = opcode}, payload);
    return write(frame);
}

void WebSocketConnection::sendClose(std::uint16_t code, const std::string& reason)
{
    const std::string payload = closePayload(code, reason);
    if (!sendFrame(opcode::close, payload))
        return;
    recorder().record(EventKind::CloseSent,
                      {{FieldKey::Code, code},
                       {FieldKey::Reason, payload.size() > 2 ? payload.substr(2) : std::string()}});
}

bool WebSocketConnection::write(std::string_view bytes)
{
    if (isEnding())
        return false;
    if (interceptor_ && interceptor_->takesBytes(*this, bytes))
        return true;
    return writeRaw(bytes);
}

bool WebSocketConnection::writeRaw(std::string_view bytes)
{
    if (isEnding())
        return false;
    if (socket_->send(bytes))
        return true;
    // The socket has ended and tells of it when the caller is done.
    if (!socket_->isConnected()) {
        stopKeepAlive();
        state_ = State::Draining;
    }
    return false;
}

void WebSocketConnection::setReading(bool on)
{
    if (isEnding())
        return;
    if (on)
        socket_->resumeReading();
    else
        socket_->pauseReading();
}

void WebSocketConnection::readSome(qint64 most)
{
    if (!isEnding())
        socket_->readSome(static_cast<std::size_t>(most));
}

} // namespace redial

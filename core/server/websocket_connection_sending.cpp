// SPDX-License-Identifier: MIT
// What a server's connection sends, and what an interceptor may do to its bytes.
#include "core/server/websocket_connection.h"
#include "core/wire/websocket_close.h"

#include <QSslSocket>
#include <QTcpSocket>

#include <sys/socket.h>

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

qint64 WebSocketConnection::waitingBytes() const
{
    const auto* tls = qobject_cast<const QSslSocket*>(socket_);
    return socket_->bytesToWrite() + (tls ? tls->encryptedBytesToWrite() : 0);
}

bool WebSocketConnection::write(std::string_view bytes)
{
    if (state_ == State::Draining || state_ == State::Finished)
        return false;
    if (interceptor_ && interceptor_->takesBytes(*this, bytes))
        return true;
    return writeRaw(bytes);
}

bool WebSocketConnection::writeRaw(std::string_view bytes)
{
    if (state_ == State::Draining || state_ == State::Finished)
        return false;
    socket_->write(bytes.data(), static_cast<qint64>(bytes.size()));
    if (waitingBytes() <= settings_.sendBufferLimit)
        return true;
    keepAlive_.stop();
    end_ = CloseInfo{.cause = CloseCause::LocalAbort,
                     .remote = false,
                     .detail =
                         "the client does not read: more waits for it than the send buffer limit"};
    // Not from within the behaviour's call: the connection must outlive it.
    QMetaObject::invokeMethod(this, &WebSocketConnection::reset, Qt::QueuedConnection);
    state_ = State::Draining;
    return false;
}

void WebSocketConnection::flush()
{
    socket_->flush();
}

void WebSocketConnection::halfClose()
{
    socket_->flush();
    ::shutdown(static_cast<int>(socket_->socketDescriptor()), SHUT_WR);
}

void WebSocketConnection::setReading(bool on)
{
    reading_ = on;
    // A socket that may hold no more than this takes no more from the system.
    socket_->setReadBufferSize(on ? 0 : 1);
    if (on)
        QMetaObject::invokeMethod(this, &WebSocketConnection::onReadyRead, Qt::QueuedConnection);
}

void WebSocketConnection::readSome(qint64 most)
{
    if (state_ == State::Finished)
        return;
    socket_->setReadBufferSize(most);
    if (const QByteArray bytes = socket_->read(most); !bytes.isEmpty())
        takeBytes(bytes);
}

qintptr WebSocketConnection::descriptor() const
{
    return socket_->socketDescriptor();
}

} // namespace redial

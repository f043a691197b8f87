// SPDX-License-Identifier: MIT
#pragma once

#include "core/client/keep_alive.h"
#include "core/server/connection_interceptor.h"
#include "core/server/lingering_close.h"
#include "core/server/served_peer.h"
#include "core/server/server_settings.h"
#include "core/transport/socket_end_probe.h"
#include "core/wire/http_head.h"
#include "core/wire/websocket_reader.h"
#include "core/wire/websocket_upgrade.h"

#include <QObject>

#include <memory>
#include <optional>

class QTcpSocket;

namespace redial {

/// The server's end of one TCP or TLS connection: upgrade, RFC 6455, closing handshake, by our own
/// codec, so that it can close by code, FIN or RST and see what a client really sent. Owns its
/// socket; deletes itself never, but emits finished() once when the socket is gone. Memory is
/// bounded by the settings' limits.
class WebSocketConnection final : public QObject, public ServerLink, private RawConnection
{
    Q_OBJECT
public:
    WebSocketConnection(QTcpSocket* socket, quint32 number, const ServerSettings& settings,
                        Clock& clock, EventRecorder recorder, QObject* parent);
    ~WebSocketConnection() override;

    void ping(const QByteArray& payload) override;
    void close(std::uint16_t code, const QString& reason) override;
    void endStream() override;
    void reset() override;
    /// Answers with an HTTP status instead of the upgrade, and closes.
    void refuse(int status, const std::string& sentence);

    bool isOpen() const { return state_ == State::Open; }

signals:
    void opened();
    void finished(const redial::CloseInfo& info);

protected:
    bool isTaken(const QString& text) override;
    void writeText(const QString& text) override;
    void writeBinary(const QByteArray& data) override;

private:
    /// Silent: the request was read and is not answered.
    enum class State : std::uint8_t { Handshake, Silent, Open, Closing, Draining, Finished };

    ServerLink& link() override { return *this; }
    bool deflates() const override { return deflater_.has_value(); }
    qint64 waitingBytes() const override;
    bool writeRaw(std::string_view bytes) override;
    void flush() override;
    void sendTextUnasked(const QString& text) override { sendTextDirectly(text); }
    void expectClose() override;
    void endStreamNow() override;
    void resetNow() override { reset(); }
    void halfClose() override;
    void setReading(bool on) override;
    void readSome(qint64 most) override;
    qintptr descriptor() const override;

    void onReadyRead();
    void takeBytes(const QByteArray& bytes);
    void onHandshakeBytes(std::string_view bytes);
    void answerUpgrade(UpgradeOffer offer, std::string rest);
    void open(std::string rest);
    UpgradeReply replyTo(const UpgradeOffer& offer);
    void onFrames(std::string_view bytes);
    void onEvent(const WebSocketEvent& event);
    void onPing(const WebSocketEvent& event);
    void onCloseFrame(const WebSocketEvent& event);
    void onViolation(const WebSocketEvent& event);
    void onDisconnected();
    void onPongMissed();
    void sendMessage(std::uint8_t opcode, std::string_view payload);
    /// False if the frame cannot reach the client any more.
    bool sendFrame(std::uint8_t opcode, std::string_view payload);
    bool write(std::string_view bytes);
    void sendClose(std::uint16_t code, const std::string& reason);
    /// Sends what waits, then FIN, and reads on until the peer's FIN, so that no RST overtakes the
    /// last bytes. The first reason to end stands.
    void drain(CloseInfo end);
    void armDeadline(std::chrono::nanoseconds delay, CloseInfo end);
    void finish(CloseInfo end);

    QTcpSocket* socket_;
    const ServerSettings& settings_;
    Clock& clock_;
    State state_ = State::Handshake;
    HttpHeadCollector head_;
    WebSocketReader reader_;
    std::optional<MessageDeflater> deflater_;
    std::unique_ptr<ConnectionInterceptor> interceptor_;
    std::unique_ptr<ServedPeer> peer_;
    SocketEndProbe endProbe_;
    std::unique_ptr<LingeringClose> lingering_;
    KeepAlive keepAlive_;
    TimerId deadline_ = 0;
    std::optional<CloseInfo> end_;
    bool reading_ = true;
};

} // namespace redial

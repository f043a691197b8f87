// SPDX-License-Identifier: MIT
#pragma once

#include "core/client/keep_alive.h"
#include "core/net/stream_socket.h"
#include "core/net/timer_wheel.h"
#include "core/server/connection_interceptor.h"
#include "core/server/served_peer.h"
#include "core/server/server_settings.h"
#include "core/wire/http_head.h"
#include "core/wire/websocket_reader.h"
#include "core/wire/websocket_upgrade.h"

#include <memory>
#include <optional>

namespace redial {

class WebSocketConnection;

/// Whom a WebSocketConnection tells. May destroy it once the event loop has control again.
class WebSocketConnectionOwner
{
public:
    virtual void onConnectionOpened(WebSocketConnection& connection) = 0;
    /// Once; nothing follows.
    virtual void onConnectionFinished(WebSocketConnection& connection, const CloseInfo& info) = 0;

protected:
    ~WebSocketConnectionOwner() = default;
};

/// What the connections of one server share. All of it outlives them.
struct WebSocketConnectionShare
{
    const ServerSettings& settings;
    Clock& clock;
    TimerWheel& wheel;
    WebSocketConnectionOwner& owner;
};

/// The server's end of one TCP or TLS connection: upgrade, RFC 6455, closing handshake, by our own
/// codec, so that it can close by code, FIN or RST and see what a client really sent. Owns its
/// socket, which is connected, any TLS handshake over. Memory is bounded by the settings' limits.
class WebSocketConnection final : public ServerLink,
                                  private RawConnection,
                                  private StreamHandler,
                                  private WheelHandler
{
public:
    WebSocketConnection(const WebSocketConnectionShare& share, std::unique_ptr<StreamSocket> socket,
                        quint32 number, EventRecorder recorder);
    ~WebSocketConnection() override;

    /// Once, if somebody interferes: who may act from now on. Nothing is read before.
    void start();

    void ping(const QByteArray& payload) override;
    void close(std::uint16_t code, const QString& reason) override;
    void endStream() override;
    void reset() override;
    /// Answers with an HTTP status instead of the upgrade, and closes.
    void refuse(int status, const std::string& sentence);

protected:
    bool isTaken(const QString& text) override;
    void writeText(const QString& text) override;
    void writeBinary(const QByteArray& data) override;

private:
    /// Silent: the request was read and is not answered, yet or for good.
    enum class State : std::uint8_t { Handshake, Silent, Open, Closing, Draining, Finished };

    ServerLink& link() override { return *this; }
    bool deflates() const override { return deflater_.has_value(); }
    qint64 waitingBytes() const override { return static_cast<qint64>(socket_->pending()); }
    bool writeRaw(std::string_view bytes) override;
    void flush() override { socket_->sendHeldBack(); }
    void sendTextUnasked(const QString& text) override { sendTextDirectly(text); }
    void expectClose() override;
    void endStreamNow() override;
    void resetNow() override { reset(); }
    void halfClose() override { socket_->finish(); }
    void setReading(bool on) override;
    void readSome(qint64 most) override;
    qintptr descriptor() const override { return socket_->descriptor(); }

    void onStreamBytes(StreamSocket& socket, std::string_view bytes) override;
    void onStreamPeerFinished(StreamSocket& socket) override;
    void onStreamClosed(StreamSocket& socket, const StreamClose& close) override;
    void onWheelTimer(std::uint32_t tag) override;

    void onHandshakeBytes(std::string_view bytes);
    void answerUpgrade(UpgradeOffer offer, std::string rest);
    void open(std::string rest);
    UpgradeReply replyTo(const UpgradeOffer& offer);
    void onFrames(std::string_view bytes);
    void onEvent(const WebSocketEvent& event);
    void onPing(const WebSocketEvent& event);
    void onCloseFrame(const WebSocketEvent& event);
    void onViolation(const WebSocketEvent& event);
    void startKeepAlive();
    void stopKeepAlive();
    void onPongMissed();
    void sendMessage(std::uint8_t opcode, std::string_view payload);
    /// False if the frame cannot reach the client any more.
    bool sendFrame(std::uint8_t opcode, std::string_view payload);
    bool write(std::string_view bytes);
    void sendClose(std::uint16_t code, const std::string& reason);
    /// Sends what waits, then FIN, and reads on until the peer's FIN, so that no RST overtakes the
    /// last bytes (RFC 9112 9.6). The first reason to end stands.
    void drain(CloseInfo end);
    bool isEnding() const { return state_ == State::Draining || state_ == State::Finished; }
    void armDeadline(std::chrono::nanoseconds delay);
    void stopDeadline();
    void finish(const CloseInfo& end);

    const WebSocketConnectionShare& share_;
    std::unique_ptr<StreamSocket> socket_;
    State state_ = State::Handshake;
    std::unique_ptr<HttpHeadCollector> head_; ///< absent once the head was read
    WebSocketReader reader_;
    std::optional<MessageDeflater> deflater_;
    std::unique_ptr<ConnectionInterceptor> interceptor_;
    std::unique_ptr<ServedPeer> peer_;
    std::unique_ptr<KeepAlive> keepAlive_; ///< absent where no pings are sent
    TimerWheel::Timer deadline_ = 0;
    std::unique_ptr<CloseInfo> end_; ///< absent while nothing has ended it
};

} // namespace redial

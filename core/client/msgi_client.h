// SPDX-License-Identifier: MIT
#pragma once

#include "core/client/connection.h"
#include "core/session/msgi_session_machine.h"
#include "core/wire/msgi_control.h"
#include "core/wire/pipeline_maker.h"
#include "core/wire/value_container.h"

#include <functional>
#include <map>
#include <span>

namespace redial {

class MsgiTransport;

/// Everything that an MsgiClient is told at its start. A plain value.
struct MsgiClientConfiguration
{
    /// The longest frame is request.maximumMessageSize; PINGs are the policy's.
    ConnectionConfiguration connection = standardConnection();
    PipelineSettings pipeline;
    /// Tells the server this name on each connection; empty: none. UTF-8, at most
    /// mostMsgiClientIdBytes.
    std::string clientId;
    /// Own HEARTBEAT frames while online, anew on each connection; zero: none.
    std::chrono::nanoseconds heartbeatInterval{};

    /// msgiDefaultLimit for a frame.
    static ConnectionConfiguration standardConnection();
};

/// The policy as an MSGI client takes it. MSGI has no bring-up: a client is ready as soon as the
/// transport stands, even one that the server turns away a moment later (TLS 1.3, no certificate).
/// So ResetOn::Ready becomes Stable; otherwise its attempts would never count beyond 1.
ReconnectPolicy policyForMsgi(ReconnectPolicy policy);

/// A client of an MSGI server (docs/msgi.md): owns a Connection over MsgiTransport, so that a lost
/// link is regained by the reconnect policy. Online once the transport stands; nothing sent on one
/// connection is sent again on the next. Handlers belong to the client: they survive every
/// reconnect and see each message once, in order; a handler may send, and may call anything but the
/// client's destructor. Lives on one thread.
class MsgiClient final : public QObject
{
    Q_OBJECT
public:
    using MessageHandler = std::function<void(const QByteArray& message)>;
    using ContainerHandler = std::function<void(const ValueContainer& container)>;
    /// From another client of the server, broadcast or private; the views live for the call.
    using DeliveryHandler = std::function<void(const MsgiDelivery& delivery)>;

    MsgiClient(MsgiClientConfiguration configuration, Clock& clock, Random random,
               EventRecorder recorder, QObject* parent = nullptr);
    ~MsgiClient() override;

    bool start(const QUrl& url) { return connection_->start(url); }
    void stop() { connection_->stop(); }
    bool isOnline() const { return connection_->controller().isOnline(); }
    /// The session that the server named on this connection; absent until it has.
    std::optional<MsgiSessionId> sessionId() const { return session_; }

    /// All of these are false, and nothing was sent, while not online, and for what is longer than
    /// a frame once it has passed the pipeline; what is refused for the first reason is recorded
    /// (send_rejected).
    bool sendMessage(const QString& text);
    bool sendRaw(const QByteArray& bytes);
    bool sendContainer(const ValueContainer& container);
    /// One frame of many messages: each arrives as if it had been sent alone.
    bool sendBatch(std::span<const std::string> messages);
    /// To every other client of the server.
    bool broadcast(const QByteArray& message);
    /// To one client by the name that it gave.
    bool sendPrivate(const std::string& clientId, const QByteArray& message);

    /// Every message that no handler of a type takes. Replaces the one before; empty: none.
    void setMessageHandler(MessageHandler handler) { onMessage_ = std::move(handler); }
    /// Containers (binary form) of this type.
    void setContainerHandler(const std::string& type, ContainerHandler handler);
    void setDeliveryHandler(DeliveryHandler handler) { onDelivery_ = std::move(handler); }

    Connection& connection() { return *connection_; }
    const Connection& connection() const { return *connection_; }
    MsgiTransport& transport() { return *transport_; }

signals:
    /// Every message, before its handler.
    void messageReceived(const QByteArray& message);
    /// The peer's ERROR frame.
    void errorReceived(quint16 code, const QString& sentence);

private:
    void onOpened();
    void onOnline();
    void onClosed();
    void onFrame(MsgiType type, const QByteArray& payload);
    void step(const MsgiInput& input, const QByteArray& payload = {});
    void carryOut(const MsgiEffect& effect, MsgiType type, const QByteArray& payload);
    void takeMessage(const QByteArray& message);
    bool giveToType(const QByteArray& message);
    void takeControl(const QByteArray& payload);
    void takeBatch(MsgiBatch batch);
    void takeError(const QByteArray& payload);
    bool sendControl(const std::string& payload);
    bool maySend();
    void recordControl(EventKind kind, const QByteArray& payload) const;
    void record(EventKind kind, std::initializer_list<Field> fields);
    void armTimer();

    MsgiClientConfiguration configuration_;
    MsgiSessionPolicy policy_; ///< heartbeats alone: the transport and KeepAlive do the rest
    Clock& clock_;
    EventRecorder recorder_;
    std::unique_ptr<Connection> connection_;
    MsgiTransport* transport_ = nullptr; ///< the connection's
    MsgiSessionState state_;
    std::optional<MsgiSessionId> session_;
    TimerId timer_ = 0;
    MessageHandler onMessage_;
    DeliveryHandler onDelivery_;
    std::map<std::string, ContainerHandler, std::less<>> onType_;
};

} // namespace redial

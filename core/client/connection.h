// SPDX-License-Identifier: MIT
#pragma once

#include "core/client/keep_alive.h"
#include "core/log/event_recorder.h"
#include "core/reconnect/reconnect_controller.h"
#include "core/transport/transport.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace redial {

/// Everything a Connection needs beside its transport. A plain value.
struct ConnectionConfiguration
{
    /// What each attempt sends; the URL is set by start(), the time limits by the policy.
    TransportRequest request;
    ReconnectPolicy policy;
    /// The protocol tells texts from bytes by nothing: what can be read is recorded as text.
    bool recordsReadableAsText = false;
    /// False keeps the log of a client that lives long from growing with every message.
    bool recordsMessages = true;
};

/// One link that is regained when it is lost: owns one Transport and one ReconnectController, gives
/// the transport's signals to the controller and the controller's wishes to the transport, mirrors
/// its actuation and exports all of its signals (the seed documents call it ReconnectGlue). Records
/// lane transport, and lane network from the transport's notes. Sends pings by the policy and drops
/// the link when a pong is missed. Knows no protocol above WebSocket messages. Lives on one thread
/// with its clock; the transport may work on another one behind ThreadedTransport.
class Connection final : public QObject
{
    Q_OBJECT
public:
    Connection(ConnectionConfiguration configuration, std::unique_ptr<Transport> transport,
               Clock& clock, Random random, EventRecorder recorder, QObject* parent = nullptr);
    ~Connection() override;

    /// Asked for the URL of each attempt instead of start()'s.
    using UrlChooser = std::function<QUrl(quint32 epoch, const QUrl& started)>;
    void setUrlChooser(UrlChooser chooser) { chooser_ = std::move(chooser); }

    /// Actuation, mirrored from the controller.
    bool start(const QUrl& url);
    void stop();
    bool drop(DropKind kind);
    /// start() and stop() with their outcome: resolved when the handshake, or the close, is
    /// complete.
    QFuture<OpenOutcome> open(const QUrl& url);
    QFuture<CloseInfo> close();

    /// What the layer above needs from a connection has been done (boot accepted, or nothing was to
    /// be done).
    void sessionReady();

    /// Ends a link that stands but no longer answers, by a reset: whatever swallows our messages
    /// would swallow a Close frame too. The close has this cause, and the connection is regained.
    /// Nothing happens unless the transport is open.
    void abandon(CloseCause cause, const char* detail);

    /// False if the transport is not open or its send buffer is full; then nothing was sent.
    bool sendText(const QString& text);
    bool sendBinary(const QByteArray& data);

    /// From now on the log has *** where this text would stand in a message, as it is or escaped as
    /// in JSON; an earlier secret is forgotten.
    void keepSecret(const QString& secret);

    const ReconnectController& controller() const { return *controller_; }
    ReconnectController& controller() { return *controller_; }
    const Transport& transport() const { return *transport_; }
    quint32 epoch() const { return recorder_.epoch(); }

signals:
    void connecting(quint32 epoch, quint32 attempt);
    void connected(quint32 epoch);
    void closed(const redial::CloseInfo& info);
    void online();
    void offline();
    void backoffScheduled(std::chrono::milliseconds delay);
    void gaveUp(const QString& reason);

    void opened(quint32 epoch, const redial::OpenInfo& info);
    void textReceived(quint32 epoch, const QString& text);
    void binaryReceived(quint32 epoch, const QByteArray& data);
    /// The transport has answered it already: a hook for whoever wants to know (row A12).
    void pingReceived(quint32 epoch, const QByteArray& payload);

private:
    void recordText(EventKind kind, const QString& text) const;
    void recordBinary(EventKind kind, const QByteArray& data) const;
    TransportOperations operations();
    void connectTransport();
    void connectController();
    void openTransport(quint32 epoch, const QUrl& url);
    void onOpened(quint32 epoch, const OpenInfo& info);
    void onClosed(quint32 epoch, CloseInfo info);
    QByteArray withoutSecret(QByteArray payload) const;

    ConnectionConfiguration configuration_;
    EventRecorder recorder_;
    Clock& clock_;
    UrlChooser chooser_;
    KeepAlive keepAlive_;
    std::unique_ptr<Transport> transport_;
    std::unique_ptr<ReconnectController> controller_;
    QByteArray secret_; ///< empty: there is none
    QByteArray escapedSecret_;
    /// Why the link was abandoned.
    std::optional<std::pair<CloseCause, const char*>> abandoned_;
};

} // namespace redial

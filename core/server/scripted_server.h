// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/net/stream_context.h"
#include "core/net/stream_listener.h"
#include "core/net/timer_wheel.h"
#include "core/server/server_settings.h"
#include "core/server/tls_reception.h"
#include "core/server/websocket_connection.h"

#include <QObject>
#include <QUrl>

#include <memory>
#include <set>
#include <unordered_map>
#include <vector>

namespace redial {

/// A WebSocket server that plays what it is told: a behaviour answers, a script closes by code, FIN
/// or RST (rows A13, A15). Takes very many clients on one thread, behind one Poller; listens on
/// 127.0.0.1 unless told otherwise; memory for each client is bounded. Records what it sees as
/// Source::Server, the connection's number as the epoch. Owns its connections; lives on its clock's
/// thread.
class ScriptedServer final : public QObject,
                             private StreamAcceptor,
                             private WebSocketConnectionOwner
{
    Q_OBJECT
public:
    ScriptedServer(ServerSettings settings, Clock& clock, EventRecorder recorder,
                   QObject* parent = nullptr);
    ~ScriptedServer() override;

    /// The port that is listened on; the error names the address and the remedy.
    Expected<quint16, QString> listen();
    /// Stops listening and resets every connection.
    void stop();
    /// Stops listening; what stands goes on.
    void stopListening();

    bool isListening() const { return listener_.isListening(); }
    /// Where it listens from the next listen() on; 0 for any free port.
    void setPort(quint16 port) { port_ = port; }
    /// While off, connections are completed by the system and wait in its queue. No effect while
    /// nothing listens.
    void setAccepting(bool on) { listener_.setAccepting(on); }
    /// -1 while nothing listens.
    int listenerDescriptor() const { return listener_.descriptor(); }
    QHostAddress listenerAddress() const { return settings_.address; }
    /// Connections from these ports of this machine are closed unheard and not counted: they were
    /// made to fill the system's queue.
    void setFillers(std::set<quint16> ports) { fillers_ = std::move(ports); }
    quint16 port() const { return port_; }
    /// ws:// or wss:// with this server's address; the path is "/".
    QUrl url() const;
    std::size_t connectionCount() const { return connections_.size(); }
    /// Of every connection that stands, in ascending order.
    std::vector<quint32> linkNumbers() const;
    /// Null if there is none of that number.
    ServerLink* link(quint32 number) const;

signals:
    /// listen() has opened the port; whoever hears of it may close it again.
    void listening();
    void connectionOpened(quint32 number, const QString& identity);
    void connectionClosed(quint32 number, const redial::CloseInfo& info);

private:
    void onStreamAccepted(FileDescriptor socket) override;
    void onStreamRefused(Refusal refusal) override;
    void onConnectionOpened(WebSocketConnection& connection) override;
    void onConnectionFinished(WebSocketConnection& connection, const CloseInfo& info) override;

    void begin(std::unique_ptr<StreamSocket> socket, quint32 number);
    void refuseBeyondTheLimit(WebSocketConnection& connection);
    Q_INVOKABLE void buryTheGone() { gone_.clear(); }

    ServerSettings settings_;
    EventRecorder recorder_;
    quint16 port_ = 0;
    quint32 lastNumber_ = 0;
    std::set<quint16> fillers_;
    Poller poller_;
    StreamContext streams_;
    TimerWheel wheel_;
    StreamListener listener_;
    std::unique_ptr<TlsReception> reception_; ///< absent without TLS
    const WebSocketConnectionShare share_;
    std::unordered_map<quint32, std::unique_ptr<WebSocketConnection>> connections_;
    std::vector<std::unique_ptr<WebSocketConnection>> gone_;
};

} // namespace redial

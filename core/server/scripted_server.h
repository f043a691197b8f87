// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/server/server_settings.h"

#include <QObject>
#include <QUrl>

#include <memory>
#include <set>
#include <unordered_map>
#include <vector>

class QTcpServer;

namespace redial {

class WebSocketConnection;

/// A WebSocket server that plays what it is told: a behaviour answers, a script closes by code, FIN
/// or RST (rows A13, A15). Takes many clients; listens on 127.0.0.1 unless told otherwise; memory
/// for each client is bounded. Records what it sees as Source::Server, the connection's number as
/// the epoch. Owns its connections; lives on its clock's thread.
class ScriptedServer final : public QObject
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

    bool isListening() const;
    /// Where it listens from the next listen() on; 0 for any free port.
    void setPort(quint16 port) { port_ = port; }
    /// While off, connections are completed by the system and wait in its queue. No effect while
    /// nothing listens.
    void setAccepting(bool on);
    /// -1 while nothing listens.
    qintptr listenerDescriptor() const;
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
    void onNewConnection();
    void refuseBeyondTheLimit(WebSocketConnection& connection);
    std::unique_ptr<QTcpServer> makeServer();

    ServerSettings settings_;
    Clock& clock_;
    EventRecorder recorder_;
    std::unique_ptr<QTcpServer> server_;
    quint16 port_ = 0;
    quint32 lastNumber_ = 0;
    std::unordered_map<quint32, WebSocketConnection*> connections_;
    std::set<quint16> fillers_;
};

} // namespace redial

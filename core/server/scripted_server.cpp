// SPDX-License-Identifier: MIT
#include "core/server/scripted_server.h"

#include "core/server/tls_listener.h"
#include "core/server/websocket_connection.h"

#include <QTcpServer>
#include <QTcpSocket>

#include <algorithm>

namespace redial {

ScriptedServer::ScriptedServer(ServerSettings settings, Clock& clock, EventRecorder recorder,
                               QObject* parent)
    : QObject(parent)
    , settings_(std::move(settings))
    , clock_(clock)
    , recorder_(recorder)
    , port_(settings_.port)
{
}

ScriptedServer::~ScriptedServer()
{
    stop();
}

std::unique_ptr<QTcpServer> ScriptedServer::makeServer()
{
    if (!settings_.tls)
        return std::make_unique<QTcpServer>();
    TlsListener::Settings tls;
    tls.configuration = *settings_.tls;
    tls.handshakeTimeout = settings_.handshakeTimeout;
    tls.mostHandshakes = settings_.mostConnections;
    tls.interceptor = settings_.tlsInterceptor;
    tls.nextNumber = [this] { return ++lastNumber_; };
    tls.isFiller = [this](quint16 port) { return fillers_.contains(port); };
    return std::make_unique<TlsListener>(std::move(tls), clock_, recorder_);
}

Expected<quint16, QString> ScriptedServer::listen()
{
    server_ = makeServer();
    server_->setListenBacklogSize(1024);
    server_->setMaxPendingConnections(1024);
    // From the second time on, the port of the first: clients know it.
    if (!server_->listen(settings_.address, port_)) {
        const QString reason = server_->errorString();
        server_.reset();
        return Unexpected{
            QStringLiteral(
                "cannot listen on %1 port %2: %3. Choose another port, or 0 for any free one.")
                .arg(settings_.address.toString())
                .arg(port_)
                .arg(reason)};
    }
    port_ = server_->serverPort();
    connect(server_.get(), &QTcpServer::pendingConnectionAvailable, this,
            &ScriptedServer::onNewConnection);
    recorder_.record(
        EventKind::Listening,
        {{FieldKey::Address, settings_.address.toString().toStdString()}, {FieldKey::Port, port_}});
    emit listening();
    return port_;
}

void ScriptedServer::stop()
{
    stopListening();
    const auto standing = connections_;
    for (const auto& [number, connection] : standing)
        connection->reset();
}

void ScriptedServer::stopListening()
{
    server_.reset();
}

bool ScriptedServer::isListening() const
{
    return server_ != nullptr;
}

void ScriptedServer::setAccepting(bool on)
{
    if (!server_)
        return;
    if (on)
        server_->resumeAccepting();
    else
        server_->pauseAccepting();
}

qintptr ScriptedServer::listenerDescriptor() const
{
    return server_ ? server_->socketDescriptor() : -1;
}

QUrl ScriptedServer::url() const
{
    QUrl url;
    url.setScheme(settings_.tls ? QStringLiteral("wss") : QStringLiteral("ws"));
    url.setHost(settings_.address.toString());
    url.setPort(port_);
    url.setPath(QStringLiteral("/"));
    return url;
}

std::vector<quint32> ScriptedServer::linkNumbers() const
{
    std::vector<quint32> numbers;
    for (const auto& [number, connection] : connections_)
        numbers.push_back(number);
    std::ranges::sort(numbers);
    return numbers;
}

ServerLink* ScriptedServer::link(quint32 number) const
{
    const auto found = connections_.find(number);
    return found == connections_.end() ? nullptr : found->second;
}

void ScriptedServer::onNewConnection()
{
    while (server_ && server_->hasPendingConnections()) {
        QTcpSocket* socket = server_->nextPendingConnection();
        if (fillers_.contains(socket->peerPort())) {
            socket->deleteLater();
            continue;
        }
        const quint32 number = settings_.tls ? TlsListener::numberOf(*socket) : ++lastNumber_;
        auto* connection =
            new WebSocketConnection(socket, number, settings_, clock_, recorder_, this);
        connections_.emplace(number, connection);
        // With TLS it was recorded before the handshake.
        if (!settings_.tls)
            connection->recorder().record(
                EventKind::Accepted,
                {{FieldKey::Address, socket->peerAddress().toString().toStdString()},
                 {FieldKey::Port, socket->peerPort()}});
        connect(connection, &WebSocketConnection::opened, this, [this, connection, number] {
            emit connectionOpened(number, connection->facts().identity);
        });
        connect(connection, &WebSocketConnection::finished, this,
                [this, connection, number](const CloseInfo& info) {
                    connections_.erase(number);
                    connection->deleteLater();
                    emit connectionClosed(number, info);
                });
        refuseBeyondTheLimit(*connection);
    }
}

void ScriptedServer::refuseBeyondTheLimit(WebSocketConnection& connection)
{
    const auto most = static_cast<std::size_t>(settings_.mostConnections);
    const auto refusals = static_cast<std::size_t>(settings_.mostRefusals);
    if (connections_.size() > most + refusals)
        connection.reset();
    else if (connections_.size() > most)
        connection.refuse(503, "this server has as many connections as it takes");
}

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/server/server_settings.h"
#include "core/transport/in_memory_network.h"

#include <QObject>

#include <map>
#include <memory>

namespace redial {

class InMemoryInterceptor;
class InMemoryServerLink;

/// A ScriptedServer without sockets: the same behaviours and scripts on an InMemoryNetwork, in
/// virtual time. Of the settings it uses subprotocols, stations, script and behaviour. Does not own
/// the network, which outlives it.
class InMemoryServer final : public QObject
{
    Q_OBJECT
public:
    InMemoryServer(ServerSettings settings, InMemoryNetwork& network, EventRecorder recorder,
                   QObject* parent = nullptr);
    ~InMemoryServer() override;

    /// Null: none. It outlives the server.
    void setInterceptor(InMemoryInterceptor* interceptor) { interceptor_ = interceptor; }
    /// Not listening refuses every connect, as a closed port does.
    void setListening(bool listening);
    /// Stops listening and resets every connection.
    void stop();

signals:
    void connectionOpened(quint32 number, const QString& identity);
    void connectionClosed(quint32 number, const redial::CloseInfo& info);

private:
    InMemoryAnswer admit(quint32 connection, const TransportRequest& request);
    /// The first of our own that is offered; empty if none is.
    QString chooseSubprotocol(const TransportRequest& request) const;
    void onConnected(const std::shared_ptr<InMemoryPeer>& peer);

    ServerSettings settings_;
    InMemoryNetwork& network_;
    EventRecorder recorder_;
    std::map<quint32, std::unique_ptr<InMemoryServerLink>> links_;
    quint32 lastNumber_ = 0;
    /// Of connects that were let in and are not open yet, by the network's number.
    std::map<quint32, quint32> numbers_;
    InMemoryInterceptor* interceptor_ = nullptr;
    bool listening_ = true;
};

} // namespace redial

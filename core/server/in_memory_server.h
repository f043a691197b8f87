// SPDX-License-Identifier: MIT
#pragma once

#include "core/server/server_settings.h"
#include "core/transport/in_memory_network.h"

#include <QObject>

#include <map>
#include <memory>

namespace redial {

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

    /// Not listening refuses every connect, as a closed port does.
    void setListening(bool listening);
    /// Stops listening and resets every connection.
    void stop();

signals:
    void connectionOpened(quint32 number, const QString& identity);
    void connectionClosed(quint32 number, const redial::CloseInfo& info);

private:
    InMemoryAnswer admit(const TransportRequest& request) const;
    void onConnected(const std::shared_ptr<InMemoryPeer>& peer);

    ServerSettings settings_;
    InMemoryNetwork& network_;
    EventRecorder recorder_;
    std::map<quint32, std::unique_ptr<InMemoryServerLink>> links_;
    quint32 lastNumber_ = 0;
    bool listening_ = true;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/client/client.h"
#include "core/fault/proxy.h"
#include "core/fault/server_faults.h"
#include "core/server/scripted_server.h"
#include "core/time/system_clock.h"

#include <memory>
#include <vector>

namespace redial::soak {

/// Stations, a proxy and a server in this process, on real sockets on 127.0.0.1: every other
/// station goes through the proxy; every fourth has QWebSocket, the others our own transport. The
/// server and the proxy do a random plan each.
class SoakBench
{
public:
    /// With TLS the stations take any certificate.
    SoakBench(SystemClock& clock, int stations, std::uint64_t seed, bool tls);
    ~SoakBench();

    /// Empty, or why it cannot run.
    QString start();
    /// Ends every fault, for good.
    void endFaults();
    int onlineStations() const;
    void stopStations();
    /// No station, server or proxy has a connection any more.
    bool isAtRest() const;
    /// Who still has connections, with what was recorded last of each.
    QString restless() const;
    void stopServers();

    const EventLog& log() const { return log_; }
    const FaultPlan& serverPlan() const { return serverPlan_; }
    const FaultPlan& proxyPlan() const { return proxyPlan_; }

private:
    /// What was recorded last of connections that this source has not closed, a line each.
    QString openOf(Source source) const;
    std::unique_ptr<Client> makeStation(int number);

    SystemClock& clock_;
    EventLog log_;
    Random random_;
    FaultPlan serverPlan_;
    ServerFaults serverFaults_;
    FaultPlan proxyPlan_;
    std::unique_ptr<ScriptedServer> server_;
    Poller poller_;
    ProxyPipePool pipes_;
    std::unique_ptr<Proxy> proxy_;
    int stationCount_;
    bool tls_;
    std::vector<std::unique_ptr<Client>> stations_;
};

} // namespace redial::soak

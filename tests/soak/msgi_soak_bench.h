// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/proxy.h"
#include "core/server/msgi_server_group.h"
#include "core/time/system_clock.h"
#include "tests/soak/msgi_soak_client.h"

#include <memory>
#include <vector>

namespace redial::soak {

/// Clients of MSGI in this process, all through one proxy with a plan of faults, to a server on two
/// threads that answers each message by itself; on real sockets on 127.0.0.1.
class MsgiSoakBench
{
public:
    MsgiSoakBench(SystemClock& clock, std::size_t clients, std::uint64_t seed, FaultPlan plan,
                  SoakMistake mistake = SoakMistake::None);
    ~MsgiSoakBench();

    /// Empty, or why it cannot run.
    QString start();
    /// Each client sends until so many more of its messages have been answered.
    void wantMore(std::size_t answers);
    bool areSatisfied() const;
    /// A client wants no connection any more.
    bool hasLostOne() const;
    /// How many are not satisfied, and how many never will be.
    QString unsatisfied() const;
    /// Of all clients, how often a link was won or regained.
    std::size_t links() const;
    void endFaults() { proxy_->endFaults(); }
    /// Every connection, by RST; each client is satisfied when it has another one.
    void dropAll();
    void stopClients();
    /// Nobody has a connection any more.
    bool isAtRest() const;
    void stopServers();

    const EventLog& log() const { return log_; }
    const FaultPlan& plan() const { return plan_; }
    QStringList complaints() const { return account_.complaints(); }

private:
    class Answerer;

    SystemClock& clock_;
    EventLog log_;
    Random random_;
    FaultPlan plan_;
    MessageAccount account_;
    std::unique_ptr<Answerer> answerer_;
    std::unique_ptr<MsgiServerGroup> server_;
    Poller poller_;
    ProxyPipePool pipes_;
    std::unique_ptr<Proxy> proxy_;
    std::vector<std::unique_ptr<MsgiSoakClient>> clients_;
};

} // namespace redial::soak

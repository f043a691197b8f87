// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/scheduled_faults.h"
#include "core/server/in_memory_interceptor.h"

#include <map>
#include <set>

namespace redial {

class ClientMachine;
class InMemoryServer;

/// Does a plan's faults on an InMemoryServer, in virtual time: the same seed gives the same run.
/// Sees the messages that come from the client, not those to it. Owns neither clock nor server;
/// outlives the server.
class VirtualFaults final : public ScheduledFaults, public InMemoryInterceptor
{
public:
    VirtualFaults(const FaultPlan& plan, Clock& clock, Random random, EventRecorder recorder);
    ~VirtualFaults() override;

    void setServer(InMemoryServer* server) { server_ = server; }
    /// The client's, for P4 and P5. Outlives this.
    void setMachine(ClientMachine* machine) { machine_ = machine; }
    /// Ends every fault, and records those that changed nothing.
    void finish();

    std::optional<InMemoryAnswer> answer(const ServerLinkFacts& facts,
                                         const QString& path) override;
    void opened(quint32 number, InMemoryPeer& peer) override;

private:
    struct Link
    {
        InMemoryPeer* peer = nullptr; ///< null before it is accepted
        bool isLost = false;          ///< its client's machine has slept
        std::set<FaultIndex> states;
        std::set<TimerId> timers;
    };

    void onMessage(quint32 number, FaultOpcode opcode, const QString& text);
    void onClosed(quint32 number);
    void carryOut(const FaultEffect& effect) override;
    void begin(const FaultEffect& effect);
    void end(const FaultEffect& effect);
    void beginOnServer(FaultIndex index);
    void endOnServer(FaultIndex index);
    void actOnLink(FaultIndex index, quint32 number, InMemoryPeer& peer);
    void setPassing(quint32 number);
    void restart(const Fault& fault);
    void suspend(FaultIndex index);

    InMemoryServer* server_ = nullptr;
    ClientMachine* machine_ = nullptr;
    std::map<quint32, Link> links_;
    /// What a fault answers to the connect that is being decided about.
    std::optional<InMemoryAnswer> answer_;
    std::set<FaultIndex> closedBy_;
    std::set<FaultIndex> hungBy_;
    TimerId restart_ = 0;
};

} // namespace redial

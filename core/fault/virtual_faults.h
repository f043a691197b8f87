// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/scheduled_faults.h"
#include "core/fault/virtual_fault_link.h"
#include "core/server/in_memory_interceptor.h"

#include <map>
#include <memory>
#include <set>

namespace redial {

class ClientMachine;
class InMemoryServer;

/// Does a plan's faults on an InMemoryServer, in virtual time: the same seed gives the same run.
/// Owns neither clock nor server; outlives the server.
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
                                         const TransportRequest& request,
                                         const QString& usual) override;
    void opened(InMemoryServerLink& link) override;
    bool takesMessage(quint32 number, const QString& text) override;

private:
    friend class VirtualFaultLink;

    void onClosed(quint32 number);
    void carryOut(const FaultEffect& effect) override;
    void begin(const FaultEffect& effect);
    void end(const FaultEffect& effect);
    void beginOnServer(FaultIndex index);
    void endOnServer(FaultIndex index);
    void closePort(FaultIndex index, bool dropsConnections);
    void openPort(FaultIndex index);
    void openPortLater(FaultIndex index, std::chrono::nanoseconds delay);
    void flapPort(FaultIndex index, bool down);
    void restart(FaultIndex index);
    void beLame(FaultIndex index);
    void changeBackends(FaultIndex index);
    void suspend(FaultIndex index);
    void endLink(quint32 number, const QString& how, std::uint16_t code);
    /// Those that were accepted and stand.
    std::vector<quint32> standing() const;
    void later(std::chrono::nanoseconds delay, std::function<void()> action);

    InMemoryServer* server_ = nullptr;
    ClientMachine* machine_ = nullptr;
    std::map<quint32, std::unique_ptr<VirtualFaultLink>> links_;
    /// The connect that is being decided about, and what a fault answers to it.
    const TransportRequest* request_ = nullptr;
    QString usual_;
    std::optional<InMemoryAnswer> answer_;
    std::set<FaultIndex> closedBy_;
    std::set<FaultIndex> hungBy_;   ///< nothing moves
    std::set<FaultIndex> silentBy_; ///< nothing new is answered
    std::set<TimerId> timers_;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_host.h"
#include "core/fault/fault_journal.h"
#include "core/server/connection_interceptor.h"

#include <map>
#include <memory>

namespace redial {

class ScriptedServer;
class ServerFaultLink;

/// Does a plan's faults on one ScriptedServer: decides by a FaultSchedule, acts through an
/// interceptor on each connection and on the listener itself. Owns neither clock nor server; made
/// before the server, whose settings get factory(), and outlives it. Lives on its clock's thread.
class ServerFaults final : public FaultHost
{
public:
    ServerFaults(const FaultPlan& plan, Clock& clock, Random random, EventRecorder recorder);
    ~ServerFaults() override;

    /// For ServerSettings::interceptor.
    InterceptorFactory factory();
    /// Whose listener the faults of that stage close. May be absent.
    void setServer(ScriptedServer* server) { server_ = server; }
    /// Arms the plan. Call before the server listens.
    void start();
    /// Ends every fault and records those that changed nothing. Call at the end of the run.
    void finish();

    FaultMode faultMode() const override { return FaultMode::Server; }
    std::vector<HostedFault> hostedFaults() const override;
    Expected<FaultIndex, QString> addFault(const PlannedFault& fault) override;
    bool armFault(FaultIndex fault) override;
    bool disarmFault(FaultIndex fault) override;

private:
    friend class ServerFaultLink;

    void apply(const FaultSchedule::Effects& effects);
    void applyToServer(const FaultEffect& effect);
    void flap(FaultIndex fault, bool down);
    void setListening(bool on, FaultIndex fault, bool dropConnections);
    void rearm();

    Clock& clock_;
    FaultSchedule schedule_;
    FaultJournal journal_;
    ScriptedServer* server_ = nullptr;
    std::map<std::uint32_t, ServerFaultLink*> links_;
    std::map<FaultIndex, TimerId> flaps_;
    TimerId timer_ = 0;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/client/client.h"
#include "core/fault/fault_host.h"
#include "core/fault/fault_journal.h"
#include "core/transport/host_resolver.h"

#include <memory>
#include <optional>
#include <vector>

namespace redial {

/// Does a plan's faults at Redial's own client: what its look-ups of names bring (D1 to D5), and
/// more clients beside it (P7, P9). The transport asks it for names; it is told of each connection.
/// Owns neither clock nor transport; outlives the transport. Lives on its clock's thread.
class ClientFaults final : public FaultHost, public HostResolver
{
public:
    ClientFaults(const FaultPlan& plan, Clock& clock, Random random, EventRecorder recorder);
    ~ClientFaults() override;

    /// The client whose connections are meant; what further clients need to be like it. It outlives
    /// this, or forget() is called before it goes.
    void follow(Client& client, const QUrl& url, const ConnectionConfiguration& connection,
                const std::optional<SessionConfiguration>& session);
    /// Arms the plan. Call before the client starts.
    void start();
    /// Ends every fault, and records those that changed nothing.
    void finish();

    void resolve(const QString& host, QObject* receiver, Answer answer) override;

    FaultMode faultMode() const override { return FaultMode::Client; }
    std::vector<HostedFault> hostedFaults() const override;
    Expected<FaultIndex, QString> addFault(const PlannedFault& fault) override;
    bool armFault(FaultIndex fault) override;
    bool disarmFault(FaultIndex fault) override;

private:
    void apply(const FaultSchedule::Effects& effects);
    void begin(const FaultEffect& effect);
    void addClients(std::int64_t count, bool sameIdentity);
    void bitten(FaultIndex fault, std::optional<std::uint32_t> connection,
                const std::string& detail);
    void rearm();

    Clock& clock_;
    Random random_;
    EventRecorder recorder_;
    FaultSchedule schedule_;
    FaultJournal journal_;
    QObject context_; ///< of what is connected to the client
    QUrl url_;
    ConnectionConfiguration connection_;
    std::optional<SessionConfiguration> session_;
    std::uint32_t number_ = 0;
    /// What acts on the look-up of this attempt.
    std::vector<FaultIndex> lookups_;
    /// What further clients say is not part of the run.
    EventLog theirLog_;
    std::vector<std::unique_ptr<Client>> others_;
    TimerId timer_ = 0;
};

} // namespace redial

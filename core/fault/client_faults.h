// SPDX-License-Identifier: MIT
#pragma once

#include "core/client/client.h"
#include "core/fault/scheduled_faults.h"
#include "core/transport/host_resolver.h"

#include <memory>
#include <optional>
#include <vector>

namespace redial {

class ClientMachine;

/// Does a plan's faults at Redial's own client: what its look-ups of names bring (D1 to D5),
/// what becomes of its machine (P4, P5), and more clients beside it (P7, P9). The transport asks it
/// for names; it is told of each connection. Owns neither clock nor transport; outlives the
/// transport. Lives on its clock's thread.
class ClientFaults final : public ScheduledFaults, public HostResolver
{
public:
    /// `machine` is that of the client whose civil time and sleep the faults change; outlives this.
    ClientFaults(const FaultPlan& plan, Clock& clock, Random random, EventRecorder recorder,
                 ClientMachine& machine);
    ~ClientFaults() override;

    /// The client whose connections are meant; what further clients need to be like it. It outlives
    /// this, or forget() is called before it goes.
    void follow(Client& client, const QUrl& url, const ConnectionConfiguration& connection,
                const std::optional<SessionConfiguration>& session);
    /// Ends every fault, and records those that changed nothing.
    void finish();

    void resolve(const QString& host, QObject* receiver, Answer answer) override;

private:
    void carryOut(const FaultEffect& effect) override;
    void addClients(std::int64_t count);
    /// A second one of the same identity, for so long; zero: for good.
    void addRival(std::chrono::nanoseconds hold);
    Client& add(const QUrl& url);

    ClientMachine& machine_;
    Random random_;
    EventRecorder recorder_;
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
};

} // namespace redial

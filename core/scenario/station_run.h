// SPDX-License-Identifier: MIT
#pragma once

#include "core/client/client.h"
#include "core/log/event_log.h"
#include "core/log/run_info.h"
#include "core/scenario/station_run_configuration.h"
#include "core/time/timer_lag_probe.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace redial {

class ClientMachine;
class FaultHost;
class ForeignClient;
class InMemoryNetwork;
class InMemoryServer;
class ScriptedServer;
class ServerFaults;
class ClientFaults;
class VirtualClock;
class VirtualFaults;

/// What a run's client is given instead of the run's own: for tests, and for clients that are wrong
/// on purpose (core/mutants). Each takes the run's own; absent: the run's own is used.
struct ClientParts
{
    /// The clock that the client waits on. It must not outlive the one it is given.
    std::function<std::unique_ptr<Clock>(Clock& own)> clock;
    std::function<std::unique_ptr<Transport>(std::unique_ptr<Transport> own)> transport;
    /// Of a stream session.
    TokenProvider tokens = {};
};

/// One run of one client, Redial's own station or somebody else's, from its start to its end, in
/// real time on real sockets or in virtual time in memory: the same client, session, policy and
/// scripts. Owns clock, log, client and, if there is no URL, the server. Its log is all that
/// anybody needs to know of it. Used by the command line, the window and tests. Lives on one
/// thread; nothing blocks.
class StationRun final : public QObject
{
    Q_OBJECT
public:
    explicit StationRun(StationRunConfiguration configuration, QObject* parent = nullptr);
    ~StationRun() override;

    /// Before start().
    void setClientParts(ClientParts parts) { clientParts_ = std::move(parts); }

    /// Begins. The error is a sentence; then nothing new runs, and nothing was recorded but what
    /// the server said. A run begins once: a second start is refused and changes nothing.
    Expected<void, QString> start();

    /// Ends the run in good order: the client closes, the server goes, run_ended is recorded,
    /// ended() is emitted. An outage that is on ends with it.
    void stop();

    /// What the user may do in between. False if there is nothing to drop.
    bool drop(DropKind kind);
    /// Connects again after the client was stopped. False if it is wanted already, the link is
    /// still closing, or the run is not under way.
    bool connectAgain();

    /// Virtual time only: runs to the end, or until `proceed`, which is asked now and then, says
    /// false. Call after start().
    void runToEnd(const std::function<bool()>& proceed = {});

    bool isRunning() const { return phase_ == Phase::Running || phase_ == Phase::Stopping; }
    bool hasEnded() const { return phase_ == Phase::Ended; }
    const StationRunConfiguration& configuration() const { return configuration_; }
    std::shared_ptr<EventLog> log() const { return log_; }
    const RunInfo& info() const { return info_; }
    Clock& clock() const { return *clock_; }
    /// Null before start().
    const ReconnectController* controller() const;
    /// Null before start(), and if the client is not Redial's own.
    Client* client() const { return client_.get(); }
    /// The run's own server on a real socket; null if there is none.
    ScriptedServer* server() const { return server_.get(); }
    /// Arms faults of that server, or of the client where the server is somebody else's, while it
    /// runs; null if there is neither.
    FaultHost* faults() const;
    /// Where the client connects, without secrets; empty before start().
    QUrl serverUrl() const;
    /// Why the run could not go on, a sentence; absent if it could. Its run_ended says the same.
    const std::optional<QString>& failure() const { return failure_; }

signals:
    void ended();

private:
    enum class Phase : std::uint8_t { Idle, Running, Stopping, Ended };

    Expected<void, QString> startServer();
    void makeClient();
    void startForeign();
    void stopForeign();
    /// That of the client's machine.
    Clock& machineClock() const;
    std::unique_ptr<Transport> makeTransport();
    ConnectionConfiguration connectionConfiguration() const;
    void plan();
    void at(std::chrono::nanoseconds when, std::function<void()> action);
    void call(const PlannedCall& planned);
    void beginOutage(std::size_t index);
    void endOutage(std::size_t index);
    void recordOutage(EventKind kind, std::size_t index);
    void fail(const QString& sentence);
    void finish();
    void makeMachine();
    void recordEnd();

    StationRunConfiguration configuration_;
    std::shared_ptr<EventLog> log_;
    std::unique_ptr<Clock> clock_;
    VirtualClock* virtualClock_ = nullptr;
    EventRecorder harness_;
    TimerLagProbe lagProbe_;
    RunInfo info_;
    QUrl serverUrl_;                         ///< with the password
    std::unique_ptr<ClientMachine> machine_; ///< where faults may change it
    std::unique_ptr<InMemoryNetwork> network_;
    std::unique_ptr<VirtualFaults> virtualFaults_; ///< outlives the server in memory
    std::unique_ptr<InMemoryServer> memoryServer_;
    std::unique_ptr<ServerFaults> faults_;       ///< outlives the server
    std::unique_ptr<ClientFaults> clientFaults_; ///< against a server of somebody else's
    std::unique_ptr<ScriptedServer> server_;
    ClientParts clientParts_;
    std::unique_ptr<Clock> clientClock_; ///< the client's, if it is not the run's
    std::unique_ptr<Client> client_;     ///< null where it is not Redial's own
    std::unique_ptr<ForeignClient> foreign_;
    std::vector<TimerId> planned_;
    std::set<std::size_t> outagesOn_; ///< by their place in the configuration
    std::optional<QString> failure_;
    Phase phase_ = Phase::Idle;
};

} // namespace redial

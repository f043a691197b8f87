// SPDX-License-Identifier: MIT
#pragma once

#include "core/client/backend_selector.h"
#include "core/client/msgi_client.h"
#include "core/log/event_log.h"
#include "core/log/run_info.h"
#include "core/time/system_clock.h"
#include "core/time/timer_lag_probe.h"

namespace redial {

/// Everything that one run of an MSGI client is made of. A plain value; toJson() is what its run
/// file says.
struct MsgiRunConfiguration
{
    /// At least one; with several a server is picked for each attempt.
    std::vector<BackendSelector::Server> servers;
    BalanceStrategy strategy = BalanceStrategy::RoundRobin;
    HealthThresholds thresholds;
    std::chrono::nanoseconds probeInterval = std::chrono::seconds(2);
    MsgiClientConfiguration client;
    /// Sent once each, in order, as soon as the client is online for the first time.
    QStringList messages;
    /// Each message of the server is sent back.
    bool echo = false;
    struct Drop
    {
        std::chrono::nanoseconds at{};
        DropKind kind = DropKind::Reset;
    };
    std::vector<Drop> drops;
    /// The run ends by itself after this; absent: when it is stopped, or has given up.
    std::optional<std::chrono::nanoseconds> duration;
    std::uint64_t seed = 1;

    /// Everything but keys.
    QJsonObject toJson() const;
    /// The first thing that cannot run, with the remedy.
    Expected<void, QString> validate() const;
};

/// A msgi:// or msgis:// URL with host and port, behind it "*weight" if it has one. The error is a
/// sentence.
Expected<BackendSelector::Server, QString> parseMsgiServer(const QString& text);
/// True for what parseMsgiServer() is meant for, right or wrong.
bool isMsgiUrl(const QString& text);

/// One run of one MSGI client against servers of somebody else's, in real time, from its start to
/// its end. Owns clock and client. Lives on one thread; nothing blocks.
class MsgiRun final : public QObject
{
    Q_OBJECT
public:
    /// Precondition: the configuration is valid. `log` may hold what a server in this process has
    /// recorded, which goes on doing so.
    explicit MsgiRun(MsgiRunConfiguration configuration,
                     std::shared_ptr<EventLog> log = std::make_shared<EventLog>(),
                     QObject* parent = nullptr);
    ~MsgiRun() override;

    /// Once.
    void start();
    /// Ends the run in good order: DISCONNECT, run_ended, ended().
    void stop();

    bool hasEnded() const { return phase_ == Phase::Ended; }
    std::shared_ptr<EventLog> log() const { return log_; }
    const RunInfo& info() const { return info_; }
    MsgiClient& client() { return *client_; }
    BackendSelector* selector() { return selector_.get(); }

signals:
    void messageReceived(const QByteArray& message);
    /// The server's ERROR frame.
    void errorReceived(quint16 code, const QString& sentence);
    void ended();

private:
    enum class Phase : std::uint8_t { Idle, Running, Stopping, Ended };

    void makeSelector();
    void connectClient();
    void sendMessages();
    void at(std::chrono::nanoseconds when, std::function<void()> action);
    void finish();

    MsgiRunConfiguration configuration_;
    std::shared_ptr<EventLog> log_;
    SystemClock clock_;
    EventRecorder harness_;
    TimerLagProbe lagProbe_;
    RunInfo info_;
    std::unique_ptr<BackendSelector> selector_; ///< null with one server; outlives the client
    std::unique_ptr<MsgiClient> client_;
    std::vector<TimerId> planned_;
    bool sent_ = false;
    Phase phase_ = Phase::Idle;
};

} // namespace redial

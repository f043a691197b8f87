// SPDX-License-Identifier: MIT
#pragma once

#include "core/foreign/examined_server.h"
#include "core/log/run_info.h"
#include "core/process/foreign_client.h"
#include "core/time/system_clock.h"
#include "core/time/timer_lag_probe.h"

#include <QObject>

#include <memory>
#include <optional>

namespace redial {

/// One examination of a foreign client on real sockets, from its start to its end: server, plan,
/// and the client's process if there is a command; otherwise somebody starts it by hand. Owns clock
/// and log; its log is all that anybody needs to know of it. Lives on one thread; nothing blocks.
class ClientExamination final : public QObject
{
    Q_OBJECT
public:
    struct Settings
    {
        ServerSettings server;
        ExaminationSettings plan; ///< canRestart is set by whether there is a command
        std::optional<ForeignCommand> command;
        std::optional<std::chrono::nanoseconds> timeLimit;

        /// What is asked for where nobody says otherwise: port 9100, any subprotocol of OCPP.
        static Settings usual();
    };

    /// What may be asked for.
    static constexpr std::uint32_t fewestAttempts = 3; ///< fewer tell nothing
    static constexpr std::uint32_t mostAttempts = 1000;
    /// Beyond it sums of durations leave the clock.
    static constexpr std::chrono::hours longestDuration{10 * 365 * 24};

    /// A client that sends without end is ended when the log has taken so much.
    static constexpr std::size_t mostLogBytes = std::size_t(1) << 30;

    explicit ClientExamination(Settings settings, QObject* parent = nullptr);
    ~ClientExamination() override;

    /// Opens the port; the error is a sentence. Then start().
    Expected<quint16, QString> listen() { return server_.listen(); }
    void start();
    /// Ends it with what was learned so far.
    void stop() { examination_.stop(); }

    bool hasEnded() const { return ended_; }
    const Settings& settings() const { return settings_; }
    const ExaminationPlan& plan() const { return examination_.plan(); }
    EventLog& log() { return log_; }
    const EventLog& log() const { return log_; }
    const RunInfo& info() const { return info_; }
    QUrl url() const { return server_.url(); }
    /// Why nothing, or not everything, could be learned: a sentence.
    const std::optional<QString>& failure() const { return failure_; }

signals:
    void announced();
    void ended();

private:
    void onClientEnded();
    void finish();
    void recordEnd();
    void watchMemory();

    Settings settings_;
    SystemClock clock_;
    EventLog log_;
    EventRecorder harness_;
    TimerLagProbe lagProbe_;
    RunInfo info_;
    ExaminedServer server_;
    Examination examination_;
    std::unique_ptr<ForeignClient> client_;
    std::optional<QString> failure_;
    TimerId timeLimit_ = 0;
    bool tookTooMuch_ = false;
    bool finishing_ = false;
    bool restarting_ = false;
    bool ended_ = false;
};

} // namespace redial

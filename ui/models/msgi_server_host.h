// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/run_info.h"
#include "core/server/msgi_server.h"
#include "core/time/system_clock.h"

#include <QObject>

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace redial {

/// A session of the server as the window shows it.
struct MsgiSessionRow
{
    MsgiSessionId id = 0;
    QString client; ///< as it named itself; empty until it did
    QString address;
    std::chrono::nanoseconds age{};
    std::chrono::nanoseconds idle{};
    std::uint64_t bytesIn = 0; ///< of messages, as the application sees them
    std::uint64_t bytesOut = 0;

    friend bool operator==(const MsgiSessionRow&, const MsgiSessionRow&) = default;
};

/// The MSGI server inside this program, and the log of its newest run. Sends every message back
/// while it echoes. Lives on the window's thread and never blocks it.
class MsgiServerHost final : public QObject, private MsgiServerHandler
{
    Q_OBJECT
public:
    explicit MsgiServerHost(QObject* parent = nullptr);
    ~MsgiServerHost() override;

    /// At 127.0.0.1; 0 is any free port. Of a run, once more where the run's client looks for it.
    /// The error is a sentence. Precondition: !isRunning().
    Expected<quint16, QString> start(quint16 port);
    /// From the next start on the server belongs to a run: it records in that run's log, and its
    /// payloads pass this pipeline. Until endRun(), even if it is stopped and started again.
    /// Precondition: !isRunning().
    void beginRun(std::shared_ptr<EventLog> log, PipelineSettings pipeline);
    /// Stops the server. No effect without a run.
    void endRun();
    bool isOfRun() const { return runLog_ != nullptr; }
    /// Says DISCONNECT to everybody; stateChanged() tells when the last one has gone.
    void stop();
    bool isRunning() const { return server_ && server_->isRunning(); }
    bool isListening() const { return server_ && server_->isListening(); }
    /// Where clients connect to: "msgi://127.0.0.1:9200". Precondition: isListening().
    QString url() const;
    void setEcho(bool echo) { echo_ = echo; }

    /// How many there are.
    std::size_t sessionCount() const { return server_ ? server_->sessionCount() : 0; }
    /// In the order of their numbers, at most so many.
    std::vector<MsgiSessionRow> sessions(std::size_t most) const;
    /// To everybody. False if there is nobody, or no room.
    bool broadcast(const QString& message);
    bool sendPrivate(MsgiSessionId session, const QString& message);
    /// False if it has gone.
    bool disconnectSession(MsgiSessionId session);

    /// Null before the first start.
    std::shared_ptr<EventLog> log() const { return log_; }
    const RunInfo& info() const { return info_; }
    MsgiCounters counters() const { return server_ ? server_->counters() : MsgiCounters(); }

signals:
    void stateChanged();

private:
    struct Bytes
    {
        std::uint64_t in = 0;
        std::uint64_t out = 0;
    };

    Expected<quint16, QString> startAgain();

    void onMsgiConnected(MsgiSession& session) override;
    void onMsgiMessage(MsgiSession& session, std::string_view message) override;
    void onMsgiDisconnected(MsgiSession& session, const CloseInfo& info) override;

    SystemClock clock_;
    std::shared_ptr<EventLog> log_;
    std::shared_ptr<EventLog> runLog_; ///< null: each start has a log of its own
    PipelineSettings pipeline_;
    RunInfo info_;
    std::unique_ptr<SessionRegistry> registry_;
    std::map<MsgiSessionId, Bytes> bytes_;
    bool echo_ = true;
    std::unique_ptr<MsgiServer> server_; // last: it tells the others of its end
};

} // namespace redial

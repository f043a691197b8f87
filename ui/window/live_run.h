// SPDX-License-Identifier: MIT
#pragma once

#include "core/scenario/msgi_run.h"
#include "core/scenario/proxy_run.h"
#include "core/scenario/station_run.h"
#include "core/time/system_clock.h"
#include "ui/view/time_range.h"

#include <QObject>
#include <QPointer>

#include <memory>
#include <optional>

namespace redial {

class MsgiServerHost;

/// The run that this window conducts on real sockets: a client, with a server in this process or
/// against a real one, or a proxy between two others. At most one at a time.
class LiveRun final : public QObject
{
    Q_OBJECT
public:
    explicit LiveRun(QObject* parent = nullptr);
    ~LiveRun() override;

    /// The error is one sentence. Precondition: !isRunning().
    Expected<void, QString> start(const StationRunConfiguration& configuration);
    Expected<void, QString> start(const ProxySettings& proxy);
    /// Records in `log`. `server`: is stopped with the run, which ends when it has; null if there
    /// is none of the run's own. Precondition: !isRunning().
    void start(const MsgiRunConfiguration& configuration, std::shared_ptr<EventLog> log,
               MsgiServerHost* server);
    /// Returns at once; stateChanged() tells when the run has ended.
    void stop();
    /// The station's link, or every one that is relayed. False if there is none to drop.
    bool drop(DropKind kind);
    /// A message of the tester's, where the protocol has such. False if nothing was sent.
    bool send(const QString& message);
    /// Why no message can be sent now, as a clause; empty if one can.
    QString reasonNotToSend() const;

    bool isRunning() const;
    /// Clients are relayed: there is no link of ours.
    bool isProxy() const { return proxy_ && proxy_->isRunning(); }
    /// Where they connect to. Precondition: isProxy().
    HostPort proxyAddress() const { return proxy_->address(); }
    /// Why the link cannot be dropped now, as a clause; empty if it can.
    QString reasonNotToDrop() const;
    /// The log of the newest run; null before the first.
    std::shared_ptr<EventLog> log() const;
    RunInfo info() const;
    /// Arms faults of the embedded server or the proxy; null if there is none, or no run is under
    /// way.
    FaultHost* faultHost() const;
    /// Real time for what records the run.
    Clock& clock() { return clock_; }
    /// Time since the run's first event; absent if none is under way.
    std::optional<RunTime> now() const;

signals:
    void stateChanged();

private:
    /// Of the run under way; null for a proxy, or if there is none.
    const ReconnectController* controller() const;
    void setRun(std::unique_ptr<StationRun> station, std::unique_ptr<MsgiRun> msgi,
                std::unique_ptr<ProxyRun> proxy);
    void endServer();

    SystemClock clock_;
    // The newest run is one of the three; the others are null.
    std::unique_ptr<StationRun> station_;
    std::unique_ptr<MsgiRun> msgi_;
    /// Of the MSGI run, as long as that lasts.
    QPointer<MsgiServerHost> server_;
    std::unique_ptr<ProxyRun> proxy_;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/scenario/station_run.h"
#include "core/time/system_clock.h"
#include "ui/view/time_range.h"

#include <QObject>

#include <memory>
#include <optional>

namespace redial {

/// The run that this window conducts: a station on real sockets, with a server in this process or
/// against a real one. At most one at a time.
class LiveRun final : public QObject
{
    Q_OBJECT
public:
    explicit LiveRun(QObject* parent = nullptr);
    ~LiveRun() override;

    /// The error is one sentence. Precondition: !isRunning().
    Expected<void, QString> start(const StationRunConfiguration& configuration);
    /// Returns at once; stateChanged() tells when the run has ended.
    void stop();
    /// False if there is no link to drop.
    bool drop(DropKind kind);

    bool isRunning() const { return run_ && run_->isRunning(); }
    /// Why the link cannot be dropped now, as a clause; empty if it can.
    QString reasonNotToDrop() const;
    /// The log of the newest run; null before the first.
    std::shared_ptr<EventLog> log() const { return run_ ? run_->log() : nullptr; }
    RunInfo info() const { return run_ ? run_->info() : RunInfo(); }
    /// Arms faults of the embedded server; null if there is none, or no run is under way.
    FaultHost* faultHost() const { return isRunning() ? run_->faults() : nullptr; }
    /// Real time for what records the run.
    Clock& clock() { return clock_; }
    /// Time since the run's first event; absent if none is under way.
    std::optional<RunTime> now() const;

signals:
    void stateChanged();

private:
    SystemClock clock_;
    std::unique_ptr<StationRun> run_;
};

} // namespace redial

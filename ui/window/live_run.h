// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/run_info.h"
#include "core/reconnect/reconnect_policy.h"
#include "core/time/system_clock.h"
#include "ui/models/run_settings.h"
#include "ui/view/time_range.h"

#include <QObject>

#include <memory>
#include <optional>

namespace redial {

class EventLog;

/// The run that this window conducts: a station on real sockets, with a server in this process or
/// against a real one. At most one at a time.
class LiveRun final : public QObject
{
    Q_OBJECT
public:
    explicit LiveRun(QObject* parent = nullptr);
    ~LiveRun() override;

    /// The error is one sentence. While a run is under way it changes nothing.
    Expected<void, QString> start(const RunSettings& settings, const ReconnectPolicy& policy);
    void stop();
    /// "close", "fin" or "reset". False if there is no link to drop.
    bool drop(const QString& kind);

    bool isRunning() const;
    /// The log of the newest run; null before the first.
    std::shared_ptr<EventLog> log() const;
    RunInfo info() const;
    Clock& clock() { return clock_; }
    /// Time since the run's first event; absent if none is under way.
    std::optional<RunTime> now() const;

    /// The command that does the same run without a window; a password in the URL is masked.
    static QString commandLine(const RunSettings& settings, const ReconnectPolicy& policy);

signals:
    void stateChanged();

private:
    SystemClock clock_;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_recorder.h"
#include "core/process/foreign_command.h"
#include "core/process/output_lines.h"
#include "core/time/clock.h"

#include <QObject>

#include <chrono>
#include <memory>
#include <optional>

class QProcess;

namespace redial {

/// A foreign program as a process of its own: started with the URL that it is to connect to, its
/// output kept in the log as notes (Source::Harness, detail "client"), stopped by SIGTERM and,
/// after a grace, SIGKILL; what it started itself in its process group goes with it. Memory is
/// bounded. Lives on its clock's thread; nothing blocks but the destructor, which kills.
class ForeignClient final : public QObject
{
    Q_OBJECT
public:
    static constexpr std::chrono::seconds usualGrace{3};

    ForeignClient(ForeignCommand command, Clock& clock, EventRecorder recorder,
                  std::chrono::nanoseconds grace = usualGrace, QObject* parent = nullptr);
    ~ForeignClient() override;

    /// Starts it, also again after it has ended. Whether that worked is told by ended() alone.
    void start(const QUrl& url);
    /// Asks it to end; ended() comes when it has. Nothing if it does not run.
    void stop();
    bool isRunning() const;
    /// It was started, and ended() has not come yet: it may be over already, but that is told from
    /// the event loop.
    bool isEndAwaited() const { return endAwaited_; }

    /// Why the run cannot go on without it: a sentence with the remedy, absent while it runs, was
    /// stopped, or has not been started.
    const std::optional<QString>& failure() const { return failure_; }
    /// The last start() did not even give a process.
    bool couldNotStart() const { return couldNotStart_; }

signals:
    /// It has ended: after stop(), by itself, or because it could not be started.
    void ended();

private:
    void read();
    void note(const QByteArray& text, const char* detail);
    void onFinished(int code, bool crashed);
    void onFailedToStart();
    void killNow();

    ForeignCommand command_;
    Clock& clock_;
    EventRecorder recorder_;
    std::chrono::nanoseconds grace_;
    std::unique_ptr<QProcess> process_;
    std::unique_ptr<OutputLines> output_;
    std::optional<QString> failure_;
    MonotonicTime startedAt_{};
    TimerId killTimer_ = 0;
    qint64 group_ = 0;
    quint64 starts_ = 0;
    bool endAwaited_ = false;
    bool stopping_ = false;
    bool couldNotStart_ = false;
};

} // namespace redial

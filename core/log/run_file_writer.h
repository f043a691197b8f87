// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/log/event_log.h"
#include "core/log/run_info.h"

#include <QFile>
#include <QString>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace redial {

/// Keeps a run file in step with a log: what the log holds already, then each event as it is
/// appended. Events reach the operating system when 64 KiB have gathered or a quarter of a second
/// after they were appended, so that killing the process loses less than the last second. A file
/// that cannot be written any more is reported once and let go; the run goes on. Owns neither log
/// nor clock, which must outlive it; lives on the log's thread.
class RunFileWriter
{
public:
    static constexpr std::size_t mostBuffered = 64 * 1024;
    static constexpr std::chrono::milliseconds longestDelay{250};

    /// `clock` decides when events must be written at the latest: a SystemClock, also for a run in
    /// virtual time, whose own timers stay untouched so.
    RunFileWriter(EventLog& log, Clock& clock);
    /// Closes the file.
    ~RunFileWriter();
    RunFileWriter(const RunFileWriter&) = delete;
    RunFileWriter& operator=(const RunFileWriter&) = delete;

    /// Called once when writing fails after open(), with one sentence.
    void onError(std::function<void(const QString&)> handler)
    {
        errorHandler_ = std::move(handler);
    }

    /// Creates the file, or empties it, and writes the first line and the events so far. Call once.
    Expected<void, QString> open(const QString& path, const RunInfo& info);

    /// Hands everything to the operating system now.
    void flush();

    /// Writes the rest and closes the file. The error is the one that onError() told, if any.
    Expected<void, QString> close();

    bool isOpen() const { return file_.isOpen(); }

private:
    void take(EventNumber first, EventNumber last);
    void fail();
    void detach();

    EventLog& log_;
    Clock& clock_;
    QFile file_;
    std::string buffer_;
    EventLog::ObserverId observer_ = 0;
    TimerId flushTimer_ = 0;
    MonotonicTime oldestBuffered_{};
    std::function<void(const QString&)> errorHandler_;
    std::optional<QString> error_;
};

/// Writes a whole run at once; an existing file is replaced only when the new one is complete.
Expected<void, QString> saveRunFile(const QString& path, const RunInfo& info, const EventLog& log);

} // namespace redial

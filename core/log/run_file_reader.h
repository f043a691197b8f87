// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/run_file_parser.h"

#include <QFile>

#include <functional>
#include <optional>

namespace redial {

/// Opens a run file piece by piece, so that a window stays alive and can stop half-way: call step()
/// until it is not Reading. Owns the file and, until takeResult(), the log. Lives on one thread.
class RunFileReader
{
public:
    enum class State { Reading, Done, Failed };

    explicit RunFileReader(const QString& path, RunFileLimits limits = {});

    /// Reads and parses up to about `bytes`.
    State step(qint64 bytes = 1 << 20);
    State state() const { return state_; }

    qint64 bytesRead() const { return bytesRead_; }
    /// The file's size; 0 if that is not known (a pipe).
    qint64 bytesTotal() const { return bytesTotal_; }

    /// The run so far: its log grows with each step.
    const std::shared_ptr<EventLog>& log() const { return log_; }

    /// Precondition: state() is Done; call once.
    RunFile takeResult();
    /// Precondition: state() is Failed.
    const RunFileError& error() const { return *error_; }

private:
    State fail(RunFileError error);
    State finish();
    RunFileError tooLarge() const;

    QString path_;
    RunFileLimits limits_;
    QFile file_;
    std::shared_ptr<EventLog> log_;
    RunFileParser parser_;
    std::string buffer_;
    State state_ = State::Reading;
    qint64 bytesRead_ = 0;
    qint64 bytesTotal_ = 0;
    qint64 lostBytes_ = 0;
    std::optional<RunFileError> error_;
};

/// Told of the progress after each piece; false cancels.
using RunFileProgress = std::function<bool(qint64 bytesRead, qint64 bytesTotal)>;

/// Reads a whole run file.
Expected<RunFile, RunFileError> readRunFile(const QString& path, RunFileLimits limits = {},
                                            const RunFileProgress& progress = {});

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"
#include "core/log/run_info.h"

#include <QString>

#include <memory>

namespace redial {

/// A run as it was read from its file.
struct RunFile
{
    RunInfo info;
    std::shared_ptr<EventLog> log;
    /// Bytes of a last line that the file was cut in; 0 for a whole file.
    qint64 lostBytes = 0;

    /// True if the run came to its end: its last event is run_ended.
    bool ended() const;
    /// One sentence about what is missing, empty for a whole file of a run that ended.
    QString warning() const;
};

/// Why a run file was not opened. `sentence` names the file, the line and the remedy.
struct RunFileError
{
    enum class Kind { CannotOpen, Empty, NotARunFile, NewerVersion, Damaged, TooLarge, Cancelled };

    Kind kind{};
    qint64 line = 0; ///< from 1; 0 if it is about no line
    QString sentence;
};

/// What a file may cost. Its events take about as much memory as the file has bytes.
struct RunFileLimits
{
    qint64 fileBytes = qint64{1} << 30;
    std::size_t lineBytes = std::size_t{16} << 20;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_line.h"
#include "core/log/run_file.h"

#include <string>
#include <string_view>

namespace redial {

/// Turns the bytes of a run file, as they come, into RunInfo and events. Holds no more of the bytes
/// than one line. Opens no files. After an error it takes nothing more.
class RunFileParser
{
public:
    /// `name` is what sentences call the file. Events go to `log`, which must outlive the parser.
    RunFileParser(QString name, EventLog& log, RunFileLimits limits = {});

    Expected<void, RunFileError> consume(std::string_view bytes);

    /// Call after the last byte. A last line without line feed is taken if it is whole; otherwise
    /// its bytes are lost. Returns how many.
    Expected<qint64, RunFileError> finish();

    /// Precondition: the first line has been consumed.
    const RunInfo& info() const { return info_; }

private:
    Expected<void, RunFileError> takeLine(std::string_view line);
    Expected<void, RunFileError> takeFirstLine(std::string_view line);
    RunFileError tooLong() const;

    QString name_;
    RunFileLimits limits_;
    EventLineReader events_;
    RunInfo info_;
    std::string pending_; ///< the beginning of a line
    qint64 linesTaken_ = 0;
};

} // namespace redial

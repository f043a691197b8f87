// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/console.h"
#include "core/log/run_file_writer.h"
#include "core/time/system_clock.h"

#include <memory>

namespace redial {

/// --log FILE of a verb: keeps the run file in step with the log, or does nothing if the option was
/// not given. With --remember, of verbs that have it, the file is entered in the history at the
/// end.
class RunFileOption
{
public:
    static OptionSpec spec();

    /// The error is a sentence. Call before the run begins.
    Expected<void, QString> open(const ParsedArguments& arguments, EventLog& log,
                                 const RunInfo& info);
    /// Writes the rest; false, with an error on the console, if the file is not whole or was not
    /// entered.
    bool close(Console& console);

private:
    SystemClock clock_;
    QString remembered_; ///< the file to enter; empty if none
    std::unique_ptr<RunFileWriter> writer_;
};

} // namespace redial

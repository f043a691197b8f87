// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/console.h"
#include "core/history/run_history.h"

namespace redial {

/// --history FILE of `redial runs`.
OptionSpec historySpec();
/// --remember of verbs that run: the run's file (--log) is entered in the history.
OptionSpec rememberSpec();

/// Null, with an error on the console, if it cannot be opened.
std::unique_ptr<RunHistory> openHistory(const ParsedArguments& arguments, Console& console);

/// Enters a run file and tells its number; false, with an error on the console, if it cannot be.
bool rememberRun(RunHistory& history, const QString& path, const QString& caseName,
                 Console& console);

/// False, with an error on the console, if --remember was given without --log: the history stands
/// over run files. Call before the run.
bool checkRemember(const ParsedArguments& arguments, Console& console);
/// What --remember asks for, if it was given, of the runs whose files are whole. False, with an
/// error on the console, if it cannot be done.
bool rememberRuns(const ParsedArguments& arguments, const QStringList& paths, Console& console);

} // namespace redial

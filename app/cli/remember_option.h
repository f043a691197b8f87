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

/// That of --history, or else the user's. Null, with an error on the console, if it cannot be
/// opened.
std::unique_ptr<RunHistory> openHistory(const std::optional<QString>& file, Console& console);

/// Enters a run file and tells its number; false, with an error on the console, if it cannot be.
bool rememberRun(RunHistory& history, const QString& path, const QString& caseName,
                 Console& console);

bool isRememberAsked(const ParsedArguments& arguments);
/// The error is a sentence: --remember was given without --log, and the history stands over run
/// files. Call before the run.
Expected<void, QString> checkRemember(const ParsedArguments& arguments);
/// Enters run files in the user's history. False, with an error on the console, if it cannot be
/// done for all of them.
bool rememberRuns(const QStringList& paths, Console& console);

} // namespace redial

// SPDX-License-Identifier: MIT
#include "app/cli/arguments.h"
#include "app/cli/run_presenter.h"
#include "app/cli/verbs.h"
#include "core/log/run_file_reader.h"

namespace redial {

namespace {

ExitStatus runReplay(const ParsedArguments& arguments, Console& console)
{
    if (arguments.positional().isEmpty()) {
        console.error(QStringLiteral("the run file is missing: redial replay FILE."));
        return ExitStatus::Usage;
    }
    auto file = readRunFile(arguments.positional().first());
    if (!file) {
        console.error(file.error().sentence);
        return ExitStatus::CouldNotRun;
    }
    RunPresenter presenter(console, *file->log, file->info);
    presenter.replay();
    const ExitStatus status = presenter.close();
    if (const QString warning = file->warning(); !warning.isEmpty())
        console.error(warning);
    return status;
}

} // namespace

Verb replayVerb()
{
    return {QStringLiteral("replay"),
            QStringLiteral("FILE"),
            QStringLiteral("Prints the account and the closing table of a run file again"),
            {},
            QStringLiteral("redial replay a.jsonl"),
            runReplay};
}

} // namespace redial

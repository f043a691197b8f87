// SPDX-License-Identifier: MIT
#include "app/cli/report_options.h"
#include "app/cli/run_presenter.h"
#include "app/cli/verbs.h"
#include "core/log/run_file_reader.h"
#include "core/verdict/contradiction.h"
#include "core/verdict/judge.h"

#include <QFileInfo>

namespace redial {

namespace {

ExitStatus runVerify(const ParsedArguments& arguments, Console& console)
{
    if (arguments.positional().isEmpty()) {
        console.error(QStringLiteral("the run file is missing: redial verify FILE."));
        return ExitStatus::Usage;
    }
    const QString path = arguments.positional().first();
    auto file = readRunFile(path);
    if (!file) {
        console.error(file.error().sentence);
        return ExitStatus::CouldNotRun;
    }
    const auto results = judge(*file->log, file->info);
    const RunReport report{*file->log, file->info, results, QFileInfo(path).fileName()};
    const auto written = writeReports(arguments, report);
    if (!written)
        console.error(written.error());
    RunPresenter presenter(console, *file->log, file->info);
    const ExitStatus status = presenter.close();
    if (const QString warning = file->warning(); !warning.isEmpty())
        console.error(warning);
    if (const auto contradiction = contradictionIn(*file->log)) {
        console.error(QStringLiteral("%1 contradicts itself: %2. Its verdict proves nothing; take "
                                     "the file as Redial wrote it.")
                          .arg(path, *contradiction));
        return ExitStatus::CouldNotRun;
    }
    return written ? status : ExitStatus::CouldNotRun;
}

} // namespace

Verb verifyVerb()
{
    return {QStringLiteral("verify"),
            QStringLiteral("FILE"),
            QStringLiteral("Judges a run file again and writes reports of it"),
            reportOptions(),
            QStringLiteral("redial verify a.jsonl --junit a.xml --html a.html"),
            runVerify};
}

} // namespace redial

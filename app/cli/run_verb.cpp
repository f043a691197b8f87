// SPDX-License-Identifier: MIT
// run: scenarios from files, one after the other, judged by what they expect.
#include "app/cli/arguments.h"
#include "app/cli/interrupt.h"
#include "app/cli/remember_option.h"
#include "app/cli/report_options.h"
#include "app/cli/scenario_files.h"
#include "app/cli/verbs.h"
#include "core/base/duration_text.h"
#include "core/scenario/scenario_batch.h"
#include "core/scenario/scenario_result.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <optional>

namespace redial {

namespace {

using Status = ScenarioResult::Status;

/// Runs the files' scenarios and tells what came of each.
class RunTeller
{
public:
    RunTeller(const ParsedArguments& arguments, Console& console, std::optional<std::uint64_t> seed,
              unsigned jobs)
        : arguments_(arguments)
        , console_(console)
        , batch_({arguments.isSet(QStringLiteral("virtual")), seed}, jobs)
    {
        QObject::connect(&interrupt_, &Interrupt::requested, &batch_, &ScenarioBatch::interrupt);
    }

    /// False if the runs' files could not be told apart or placed.
    bool prepare(std::size_t runs)
    {
        const auto log = arguments_.value(QStringLiteral("log"));
        if (!log)
            return true;
        logIsFolder_ = runs > 1 || log->endsWith(QLatin1Char('/')) || QFileInfo(*log).isDir();
        if (!logIsFolder_ || QDir().mkpath(*log))
            return true;
        console_.error(
            QStringLiteral("the folder %1 cannot be made; choose another place.").arg(*log));
        return false;
    }

    void run(const std::vector<ScenarioFile>& files)
    {
        std::vector<ScenarioBatch::Entry> entries;
        QStringList logNames;
        for (const ScenarioFile& file : files) {
            for (std::size_t i = 0; i < file.scenarios.size(); ++i) {
                // Files of one name in two folders.
                QString logName = logNameOf(file, i);
                while (!logName.isEmpty() && logNames.contains(logName))
                    logName.insert(logName.size() - int(qstrlen(".jsonl")),
                                   QStringLiteral("-again"));
                logNames << logName;
                entries.push_back({file.scenarios[i], QFileInfo(file.path).fileName(), logName});
            }
        }
        batch_.run(entries, [&](std::size_t index, ScenarioResult result) {
            tell(std::move(result));
            const QString& logName = entries[index].runFile;
            // One of an earlier session is not this run's.
            if (!results_.back().started.isEmpty() && QFile::exists(logName))
                logs_ << logName;
        });
    }

    ExitStatus finish()
    {
        const auto count = [this](Status status) {
            return std::count_if(results_.begin(), results_.end(),
                                 [status](const auto& result) { return result.status == status; });
        };
        const auto held = count(Status::Held);
        const auto broken = count(Status::NotHeld);
        const auto failed = count(Status::CouldNotRun);
        const auto skipped = count(Status::Skipped);
        if (console_.json())
            console_.object({{QStringLiteral("held"), qint64(held)},
                             {QStringLiteral("not_held"), qint64(broken)},
                             {QStringLiteral("could_not_run"), qint64(failed)},
                             {QStringLiteral("skipped"), qint64(skipped)}});
        else
            console_.result(QStringLiteral("%1 held, %2 not held, %3 could not run, %4 skipped.")
                                .arg(held)
                                .arg(broken)
                                .arg(failed)
                                .arg(skipped));
        const bool isRemembered = !isRememberAsked(arguments_) || rememberRuns(logs_, console_);
        if (!writeReports() || !isRemembered || failed > 0)
            return ExitStatus::CouldNotRun;
        return broken > 0 ? ExitStatus::NotHeld : ExitStatus::Held;
    }

private:
    QString logNameOf(const ScenarioFile& file, std::size_t index) const
    {
        const auto log = arguments_.value(QStringLiteral("log"));
        if (!log || !logIsFolder_)
            return log.value_or(QString());
        QString name = QFileInfo(file.path).fileName();
        name.remove(QRegularExpression(QStringLiteral("(\\.redial)?\\.json$")));
        if (file.scenarios.size() > 1)
            name += QStringLiteral("-%1").arg(index + 1);
        return QDir(*log).filePath(name + QStringLiteral(".jsonl"));
    }

    void tell(ScenarioResult result)
    {
        if (console_.json())
            console_.object(result.toJson());
        else
            console_.line(QStringLiteral("%1  %2 (%3, %4)")
                              .arg(result.statusName().leftJustified(13), result.title,
                                   result.virtualTime ? QStringLiteral("virtual time")
                                                      : QStringLiteral("real time"),
                                   formatDuration(result.length)));
        const QString where = QStringLiteral("%1: %2: ").arg(result.file, result.title);
        if (!result.reason.isEmpty() && result.status == Status::CouldNotRun)
            console_.error(where + result.reason);
        for (const ExpectationResult& expectation : result.expectations) {
            if (!expectation.held)
                console_.error(where + expectation.name + QStringLiteral(": ") +
                               expectation.sentence);
        }
        if (!console_.json()) {
            for (const QString& witness : result.witnesses)
                console_.line(QStringLiteral("    ") + witness);
        }
        results_.push_back(std::move(result));
    }

    bool writeReports()
    {
        bool isWhole = true;
        const auto write = [&](const QString& option,
                               QByteArray (*report)(const std::vector<ScenarioResult>&)) {
            const auto path = arguments_.value(option);
            if (!path)
                return;
            if (const auto written = writeReportFile(*path, report(results_)); !written) {
                console_.error(written.error());
                isWhole = false;
            }
        };
        write(QStringLiteral("junit"), &scenariosJunit);
        write(QStringLiteral("html"), &scenariosHtml);
        return isWhole;
    }

    const ParsedArguments& arguments_;
    Console& console_;
    bool logIsFolder_ = false;
    ScenarioBatch batch_;
    Interrupt interrupt_;
    std::vector<ScenarioResult> results_;
    QStringList logs_; ///< of the runs that ran
};

/// How the runs are made.
struct RunChoice
{
    std::optional<std::uint64_t> seed; ///< absent: the files' own
    unsigned jobs = 1;
};

Expected<RunChoice, QString> readChoice(const ParsedArguments& arguments)
{
    const QString seedOption = QStringLiteral("seed");
    const auto seed = arguments.number(seedOption, 0, UINT64_MAX);
    if (!seed)
        return Unexpected{seed.error()};
    const auto jobs = arguments.number(QStringLiteral("jobs"), 1, ScenarioBatch::mostJobs);
    if (!jobs)
        return Unexpected{jobs.error()};
    if (*jobs == 0)
        return Unexpected{QStringLiteral("--jobs 0 would run nothing; ask for one at least.")};
    if (const auto valid = checkRemember(arguments); !valid)
        return Unexpected{valid.error()};
    return RunChoice{arguments.isSet(seedOption) ? std::optional(*seed) : std::nullopt,
                     unsigned(*jobs)};
}

/// Those that are named, and with --examples ours.
Expected<QStringList, QString> pathsOf(const ParsedArguments& arguments)
{
    QStringList paths = arguments.positional();
    if (!arguments.isSet(QStringLiteral("examples")))
        return paths;
    const auto examples = exampleFiles();
    if (!examples)
        return Unexpected{examples.error()};
    return paths << *examples;
}

ExitStatus runScenarios(const ParsedArguments& arguments, Console& console)
{
    if (arguments.positional().isEmpty() && !arguments.isSet(QStringLiteral("examples"))) {
        console.error(QStringLiteral("the scenario file is missing: redial run FILE, or "
                                     "--examples."));
        return ExitStatus::Usage;
    }
    const auto choice = readChoice(arguments);
    if (!choice) {
        console.error(choice.error());
        return ExitStatus::Usage;
    }
    const auto paths = pathsOf(arguments);
    if (!paths) {
        console.error(paths.error());
        return ExitStatus::CouldNotRun;
    }
    const ScenarioFiles read = readScenarioFiles(*paths, console);
    if (read.wrong > 0 || read.unreadable > 0) {
        console.error(QStringLiteral("nothing ran: %1 of %2 files cannot be used.")
                          .arg(read.wrong + read.unreadable)
                          .arg(paths->size()));
        return ExitStatus::CouldNotRun;
    }
    std::size_t runs = 0;
    for (const ScenarioFile& file : read.files)
        runs += file.scenarios.size();
    RunTeller runner(arguments, console, choice->seed, choice->jobs);
    if (!runner.prepare(runs))
        return ExitStatus::CouldNotRun;
    runner.run(read.files);
    return runner.finish();
}

} // namespace

Verb runVerb()
{
    const QString reports = QStringLiteral("Reports");
    return {QStringLiteral("run"),
            QStringLiteral("[FILE…]"),
            QStringLiteral("Runs scenario files and judges each run by what its file expects"),
            {{QStringLiteral("examples"),
              {},
              QStringLiteral("the scenarios that Redial brings along (docs/scenarios.md)"),
              {}},
             {QStringLiteral("virtual"),
              {},
              QStringLiteral("in virtual time whatever can; what needs sockets is skipped"),
              {}},
             {QStringLiteral("seed"),
              QStringLiteral("NUMBER"),
              QStringLiteral("seed of everything random, instead of the files' own"),
              {}},
             {QStringLiteral("jobs"),
              QStringLiteral("N"),
              QStringLiteral("runs in virtual time at once; what is said stays the same (1)"),
              {}},
             {QStringLiteral("log"),
              QStringLiteral("FILE|FOLDER"),
              QStringLiteral("write the run file here; of several runs into a folder"),
              {},
              true},
             rememberSpec(),
             {QStringLiteral("junit"), QStringLiteral("FILE"),
              QStringLiteral("write the results as JUnit XML, one test case a run"), reports, true},
             {QStringLiteral("html"), QStringLiteral("FILE"),
              QStringLiteral("write the results as one HTML page"), reports, true}},
            QStringLiteral("redial run resources/scenarios/*.redial.json --virtual --junit o.xml"),
            runScenarios};
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/scenario/scenario_runner.h"

#include "core/log/run_file_writer.h"
#include "core/scenario/station_run.h"
#include "core/time/system_clock.h"
#include "core/time/virtual_clock.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QTimer>

namespace redial {

namespace {

using Status = ScenarioResult::Status;

ScenarioResult without(const Scenario& scenario, const QString& file, Status status,
                       const QString& reason)
{
    ScenarioResult result;
    result.file = file;
    result.title = scenario.title();
    result.comment = scenario.comment;
    result.status = status;
    result.reason = reason;
    return result;
}

// A flood of 64 MiB a second is ended before it has cost another 16 MiB.
constexpr std::chrono::milliseconds betweenLooks(250);

bool isTooLong(const EventLog& log)
{
    return log.size() > ScenarioRunner::mostEvents ||
           log.memoryBytes() > ScenarioRunner::mostLogBytes;
}

void fail(ScenarioResult& result, const QString& reason)
{
    result.status = Status::CouldNotRun;
    result.reason = reason;
}

} // namespace

ScenarioRunner::ScenarioRunner(Options options)
    : options_(options)
    , fileClock_(options.interrupted ? std::unique_ptr<Clock>(std::make_unique<VirtualClock>())
                                     : std::make_unique<SystemClock>())
{
}

bool ScenarioRunner::isInterrupted() const
{
    return interrupted_ || (options_.interrupted && *options_.interrupted);
}

ScenarioResult ScenarioRunner::run(const Scenario& scenario, const QString& file,
                                   const QString& runFile)
{
    if (isInterrupted())
        return without(scenario, file, Status::CouldNotRun,
                       QStringLiteral("the runs were interrupted before this one."));
    if (options_.allVirtual && !scenario.runsInVirtualTime())
        return without(scenario, file, Status::Skipped,
                       QStringLiteral("it needs real sockets: run it without --virtual."));
    StationRunConfiguration configuration = scenario.configuration;
    configuration.virtualTime = options_.allVirtual || !scenario.runsOnSystemClock();
    configuration.seed = options_.seed.value_or(configuration.seed);
    StationRun run(std::move(configuration));
    RunFileWriter writer(*run.log(), *fileClock_);
    if (!runFile.isEmpty()) {
        if (const auto opened = writer.open(runFile, run.info()); !opened)
            return without(scenario, file, Status::CouldNotRun, opened.error());
    }
    if (const auto started = run.start(); !started)
        return without(scenario, file, Status::CouldNotRun, started.error());
    const bool complete = wait(run);
    ScenarioResult result = judgeScenario(scenario, *run.log(), run.info(), file);
    if (!complete)
        fail(result, isInterrupted() ? QStringLiteral("the run was interrupted.")
                                     : QStringLiteral("the run recorded more than %1 events and "
                                                      "was ended; make it shorter.")
                                           .arg(mostEvents));
    // Also of a file that was given up in mid-run.
    if (const auto closed = writer.close(); !closed)
        fail(result, closed.error());
    return result;
}

void ScenarioRunner::interrupt()
{
    interrupted_ = true;
    if (present_)
        present_->stop();
}

/// Whether the run came to its own end.
bool ScenarioRunner::wait(StationRun& run)
{
    bool tooLong = false;
    present_ = &run;
    if (run.configuration().virtualTime) {
        run.runToEnd([&] {
            if (!options_.interrupted)
                QCoreApplication::processEvents();
            tooLong = isTooLong(*run.log());
            return !tooLong && !isInterrupted();
        });
    } else if (!run.hasEnded()) {
        QEventLoop loop;
        QObject::connect(&run, &StationRun::ended, &loop, &QEventLoop::quit);
        QTimer watch;
        QObject::connect(&watch, &QTimer::timeout, &run, [&] {
            tooLong = tooLong || isTooLong(*run.log());
            if (tooLong)
                run.stop();
        });
        watch.start(betweenLooks);
        loop.exec();
    }
    present_ = nullptr;
    return !tooLong && !isInterrupted();
}

} // namespace redial

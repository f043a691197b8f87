// SPDX-License-Identifier: MIT
#include "ui/models/scenario_runs.h"

#include <memory>
#include <utility>

namespace redial {

ScenarioRuns::ScenarioRuns(QObject* parent) : QObject(parent)
{
    connect(&worker_, &RunWorker::ended, this, &ScenarioRuns::ended);
}

void ScenarioRuns::start(std::vector<Job> jobs, ScenarioRunner::Options options)
{
    worker_.start([this, jobs = std::move(jobs), options] { work(jobs, options); });
}

void ScenarioRuns::work(const std::vector<Job>& jobs, ScenarioRunner::Options options)
{
    ScenarioRunner runner(options);
    const RunWorker::Interruptible interruptible(worker_, [&runner] { runner.interrupt(); });
    for (const Job& job : jobs) {
        worker_.post([this, id = job.id] { emit started(id); });
        auto result =
            std::make_shared<ScenarioResult>(runner.run(job.scenario, job.file, job.runFile));
        worker_.post([this, id = job.id, result = std::move(result), file = job.runFile] {
            emit finished(id, *result, file);
        });
    }
}

} // namespace redial

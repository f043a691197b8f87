// SPDX-License-Identifier: MIT
#pragma once

#include "core/scenario/scenario_runner.h"
#include "ui/models/run_worker.h"

#include <vector>

namespace redial {

/// Runs scenarios one after the other on a worker's thread. Its destructor ends what runs and waits
/// for it. Lives on the GUI thread.
class ScenarioRuns final : public QObject
{
    Q_OBJECT
public:
    struct Job
    {
        quint64 id = 0;
        Scenario scenario;
        QString file;
        QString runFile; ///< written while it runs; empty: none
    };

    explicit ScenarioRuns(QObject* parent = nullptr);

    /// Nothing happens while something runs.
    void start(std::vector<Job> jobs, ScenarioRunner::Options options);
    /// Ends the present run in good order; it and those after it could not run.
    void stop() { worker_.stop(); }
    bool isRunning() const { return worker_.isRunning(); }

signals:
    void started(quint64 id);
    void finished(quint64 id, const redial::ScenarioResult& result, const QString& runFile);
    /// Everything that was to run is done or was stopped.
    void ended();

private:
    void work(const std::vector<Job>& jobs, ScenarioRunner::Options options);

    RunWorker worker_;
};

} // namespace redial

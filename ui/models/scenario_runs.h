// SPDX-License-Identifier: MIT
#pragma once

#include "core/scenario/scenario_runner.h"

#include <QObject>

#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace redial {

class Interrupter;

/// Runs scenarios one after the other on a thread of its own, so that the window goes on. Owns that
/// thread; its destructor ends what runs and waits for it. Lives on the GUI thread; what a run
/// needs and what came of it crosses under a mutex.
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
    ~ScenarioRuns() override;

    /// Nothing happens while something runs.
    void start(std::vector<Job> jobs, ScenarioRunner::Options options);
    /// Ends the present run in good order; it and those after it could not run.
    void stop();
    bool isRunning() const { return worker_.joinable(); }

signals:
    void started(quint64 id);
    void finished(quint64 id, const redial::ScenarioResult& result, const QString& runFile);
    /// Everything that was to run is done or was stopped.
    void ended();

private:
    struct Note
    {
        quint64 id = 0;
        std::unique_ptr<ScenarioResult> result; ///< null: it has begun
        QString runFile;
    };

    void work(std::vector<Job> jobs, ScenarioRunner::Options options);
    void post(Note note);
    /// Takes what the worker has posted. Called by name, so that the call is made inside Qt alone.
    Q_INVOKABLE void collect();

    std::thread worker_;
    std::mutex mutex_; // guards all below
    std::deque<Note> notes_;
    Interrupter* interrupter_ = nullptr;
    bool stopping_ = false;
    bool done_ = false;
};

} // namespace redial

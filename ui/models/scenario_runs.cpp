// SPDX-License-Identifier: MIT
#include "ui/models/scenario_runs.h"

#include "ui/models/interrupter.h"

#include <QEventLoop>

#include <utility>

namespace redial {

ScenarioRuns::ScenarioRuns(QObject* parent) : QObject(parent) {}

ScenarioRuns::~ScenarioRuns()
{
    stop();
    if (worker_.joinable())
        worker_.join();
}

void ScenarioRuns::start(std::vector<Job> jobs, ScenarioRunner::Options options)
{
    if (isRunning())
        return;
    stopping_ = false;
    done_ = false;
    worker_ = std::thread(
        [this, jobs = std::move(jobs), options]() mutable { work(std::move(jobs), options); });
}

void ScenarioRuns::stop()
{
    const std::lock_guard guard(mutex_);
    stopping_ = true;
    if (interrupter_)
        QMetaObject::invokeMethod(interrupter_, "interrupt", Qt::QueuedConnection);
}

void ScenarioRuns::work(std::vector<Job> jobs, ScenarioRunner::Options options)
{
    const QEventLoop dispatcher; // without one, a thread that Qt did not start has no timers
    ScenarioRunner runner(options);
    Interrupter interrupter([&runner] { runner.interrupt(); });
    {
        const std::lock_guard guard(mutex_);
        interrupter_ = &interrupter;
        if (stopping_)
            runner.interrupt();
    }
    for (const Job& job : jobs) {
        post({job.id, nullptr, {}});
        auto result =
            std::make_unique<ScenarioResult>(runner.run(job.scenario, job.file, job.runFile));
        post({job.id, std::move(result), job.runFile});
    }
    jobs.clear();
    const std::lock_guard guard(mutex_);
    interrupter_ = nullptr;
    done_ = true;
    QMetaObject::invokeMethod(this, "collect", Qt::QueuedConnection);
}

void ScenarioRuns::post(Note note)
{
    const std::lock_guard guard(mutex_);
    notes_.push_back(std::move(note));
    QMetaObject::invokeMethod(this, "collect", Qt::QueuedConnection);
}

void ScenarioRuns::collect()
{
    std::deque<Note> notes;
    bool done = false;
    {
        const std::lock_guard guard(mutex_);
        notes.swap(notes_);
        done = std::exchange(done_, false);
    }
    if (done)
        worker_.join();
    for (const Note& note : notes) {
        if (note.result)
            emit finished(note.id, *note.result, note.runFile);
        else
            emit started(note.id);
    }
    if (done)
        emit ended();
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "ui/models/matrix_runs.h"

#include "core/base/to_qstring.h"
#include "core/base/whole_file.h"
#include "core/fault/fault_catalogue.h"
#include "ui/models/interrupter.h"

#include <QDir>
#include <QEventLoop>

#include <utility>

namespace redial {

MatrixRuns::MatrixRuns(QObject* parent) : QObject(parent) {}

MatrixRuns::~MatrixRuns()
{
    stop();
    if (worker_.joinable())
        worker_.join();
}

void MatrixRuns::start(Task task)
{
    if (isRunning())
        return;
    stopping_ = false;
    done_ = false;
    worker_ = std::thread([this, task = std::move(task)]() mutable { work(std::move(task)); });
}

void MatrixRuns::stop()
{
    const std::lock_guard guard(mutex_);
    stopping_ = true;
    if (interrupter_)
        QMetaObject::invokeMethod(interrupter_, "interrupt", Qt::QueuedConnection);
}

void MatrixRuns::work(Task task)
{
    const QEventLoop dispatcher; // without one, a thread that Qt did not start has no timers
    const Mutant* const mutant = findMutant(task.record.mutant);
    MatrixRunner runner({task.record.seed, mutant, task.logFolder});
    Interrupter interrupter([&runner] { runner.interrupt(); });
    {
        const std::lock_guard guard(mutex_);
        interrupter_ = &interrupter;
        if (stopping_)
            runner.interrupt();
    }
    if (!mutant && !task.record.mutant.isEmpty())
        post({{}, {}, QStringLiteral("There is no mutant %1.").arg(task.record.mutant)});
    else if (!task.logFolder.isEmpty() && !QDir().mkpath(task.logFolder))
        post({{}, {}, QStringLiteral("The folder %1 cannot be made.").arg(task.logFolder)});
    else
        runCells(task, runner);
    task = {};
    const std::lock_guard guard(mutex_);
    interrupter_ = nullptr;
    done_ = true;
    QMetaObject::invokeMethod(this, "collect", Qt::QueuedConnection);
}

void MatrixRuns::runCells(Task& task, MatrixRunner& runner)
{
    const bool isVirtual = task.record.isVirtual;
    for (const Address& address : task.cells) {
        if (isStopping())
            break;
        post({address, {}, {}});
        auto result = std::make_unique<MatrixResult>(
            runner.run(matrixCell(*address.fault, address.phase, isVirtual)));
        if (isStopping() && !result->isDone())
            break;
        task.record.put(*result);
        post({{}, std::move(result), {}});
        // In real time a cell takes seconds, and what was done must not be lost.
        if (!isVirtual && !keep(task))
            return;
    }
    keep(task);
}

bool MatrixRuns::keep(const Task& task)
{
    if (task.file.isEmpty())
        return true;
    const auto written = writeWholeFile(task.file, task.record.toJson());
    if (!written)
        post({{},
              {},
              QStringLiteral("The matrix %1 cannot be written: %2; save it elsewhere.")
                  .arg(task.file, written.error())});
    return written.hasValue();
}

bool MatrixRuns::isStopping()
{
    const std::lock_guard guard(mutex_);
    return stopping_;
}

void MatrixRuns::post(Note note)
{
    const std::lock_guard guard(mutex_);
    notes_.push_back(std::move(note));
    QMetaObject::invokeMethod(this, "collect", Qt::QueuedConnection);
}

void MatrixRuns::collect()
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
        if (note.begun.fault)
            emit started(toQString(note.begun.fault->id), note.begun.phase);
        else if (note.result)
            emit finished(*note.result);
        else
            emit told(note.sentence);
    }
    if (done)
        emit ended();
}

} // namespace redial

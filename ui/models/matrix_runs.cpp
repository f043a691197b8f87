// SPDX-License-Identifier: MIT
#include "ui/models/matrix_runs.h"

#include "core/base/to_qstring.h"
#include "core/base/whole_file.h"
#include "core/fault/fault_catalogue.h"

#include <QDir>

#include <memory>
#include <utility>

namespace redial {

MatrixRuns::MatrixRuns(QObject* parent) : QObject(parent)
{
    connect(&worker_, &RunWorker::ended, this, &MatrixRuns::ended);
}

void MatrixRuns::start(Task task)
{
    worker_.start([this, task = std::move(task)]() mutable { work(task); });
}

void MatrixRuns::work(Task& task)
{
    const Mutant* const mutant = findMutant(task.record.mutant);
    MatrixRunner runner({task.record.seed, mutant, task.logFolder});
    const RunWorker::Interruptible interruptible(worker_, [&runner] { runner.interrupt(); });
    if (!mutant && !task.record.mutant.isEmpty())
        tell(QStringLiteral("There is no mutant %1.").arg(task.record.mutant));
    else if (!task.logFolder.isEmpty() && !QDir().mkpath(task.logFolder))
        tell(QStringLiteral("The folder %1 cannot be made.").arg(task.logFolder));
    else
        runCells(task, runner);
}

void MatrixRuns::runCells(Task& task, MatrixRunner& runner)
{
    const bool isVirtual = task.record.isVirtual;
    for (const Address& address : task.cells) {
        if (worker_.isStopping())
            break;
        worker_.post(
            [this, address] { emit started(toQString(address.fault->id), address.phase); });
        auto result = std::make_shared<MatrixResult>(
            runner.run(matrixCell(*address.fault, address.phase, isVirtual)));
        if (worker_.isStopping() && !result->isDone())
            break;
        task.record.put(*result);
        worker_.post([this, result = std::move(result)] { emit finished(*result); });
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
        tell(QStringLiteral("The matrix %1 cannot be written: %2; save it elsewhere.")
                 .arg(task.file, written.error()));
    return written.hasValue();
}

void MatrixRuns::tell(const QString& sentence)
{
    worker_.post([this, sentence] { emit told(sentence); });
}

} // namespace redial

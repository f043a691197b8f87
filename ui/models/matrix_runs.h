// SPDX-License-Identifier: MIT
#pragma once

#include "core/matrix/matrix_file.h"
#include "core/matrix/matrix_runner.h"
#include "ui/models/run_worker.h"

#include <vector>

namespace redial {

/// Runs cells of the fault matrix one after the other on a worker's thread, and keeps what came of
/// them in a file if it is asked to. Its destructor ends what runs and waits for it. Lives on the
/// GUI thread.
class MatrixRuns final : public QObject
{
    Q_OBJECT
public:
    struct Address
    {
        const FaultDefinition* fault = nullptr;
        ConnectionPhase phase{};
    };
    struct Task
    {
        std::vector<Address> cells;
        MatrixRecord record; ///< what is known already, and of which matrix
        QString logFolder;   ///< where run files go; it is made
        QString file;        ///< where the record is kept; empty: nowhere
    };

    explicit MatrixRuns(QObject* parent = nullptr);

    /// Nothing happens while something runs.
    void start(Task task);
    /// Ends the present run in good order; it and those after it have not run.
    void stop() { worker_.stop(); }
    bool isRunning() const { return worker_.isRunning(); }

signals:
    void started(const QString& fault, redial::ConnectionPhase phase);
    /// Only of a cell that is done, or could not run without having been stopped.
    void finished(const redial::MatrixResult& result);
    /// What went wrong, a sentence.
    void told(const QString& sentence);
    /// Everything that was to run is done or was stopped.
    void ended();

private:
    void work(Task& task);
    void runCells(Task& task, MatrixRunner& runner);
    /// False once it was told why not.
    bool keep(const Task& task);
    void tell(const QString& sentence);

    RunWorker worker_;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/matrix/matrix_file.h"
#include "core/matrix/matrix_runner.h"

#include <QObject>

#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace redial {

class Interrupter;

/// Runs cells of the fault matrix one after the other on a thread of its own, so that the window
/// goes on, and keeps what came of them in a file if it is asked to. Owns that thread; its
/// destructor ends what runs and waits for it. Lives on the GUI thread; what a run needs and what
/// came of it crosses under a mutex.
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
    ~MatrixRuns() override;

    /// Nothing happens while something runs.
    void start(Task task);
    /// Ends the present run in good order; it and those after it have not run.
    void stop();
    bool isRunning() const { return worker_.joinable(); }

signals:
    void started(const QString& fault, redial::ConnectionPhase phase);
    /// Only of a cell that is done, or could not run without having been stopped.
    void finished(const redial::MatrixResult& result);
    /// What went wrong, a sentence.
    void told(const QString& sentence);
    /// Everything that was to run is done or was stopped.
    void ended();

private:
    struct Note
    {
        Address begun; ///< set: it has begun
        std::unique_ptr<MatrixResult> result;
        QString sentence;
    };

    void work(Task task);
    void runCells(Task& task, MatrixRunner& runner);
    /// False once it was told why not.
    bool keep(const Task& task);
    void post(Note note);
    bool isStopping();
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

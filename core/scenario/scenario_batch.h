// SPDX-License-Identifier: MIT
#pragma once

#include "core/scenario/scenario_runner.h"

#include <QObject>

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

class QEventLoop;

namespace redial {

/// Runs many scenarios and tells of each in their order, however many run at once. Those in virtual
/// time are shared among threads, each run with its own clock, log and random numbers; those on
/// sockets run one after the other on this thread, because two at once would disturb each other's
/// times. Lives on one thread; run() comes back when all is told, and handles that thread's events
/// meanwhile.
class ScenarioBatch final : public QObject
{
    Q_OBJECT
public:
    struct Entry
    {
        Scenario scenario;
        QString file;    ///< what results call its file
        QString runFile; ///< empty: none is written
    };
    /// Called on this object's thread.
    using Tell = std::function<void(std::size_t index, ScenarioResult result)>;

    static constexpr unsigned mostJobs = 64;

    /// `jobs`: runs at once, 1 to mostJobs; with 1 no thread is started.
    ScenarioBatch(ScenarioRunner::Options options, unsigned jobs, QObject* parent = nullptr);
    ~ScenarioBatch() override;

    void run(const std::vector<Entry>& entries, const Tell& tell);

    /// Ends the present runs in good order; those that have not begun could not run.
    void interrupt();

private slots:
    void tellWhatIsNext();

private:
    bool isForThreads(const Entry& entry) const;
    void work();
    void finish(std::size_t index, ScenarioResult result);

    ScenarioRunner::Options options_;
    unsigned jobs_;
    ScenarioRunner runner_; ///< of this thread
    const std::vector<Entry>* entries_ = nullptr;
    const Tell* tell_ = nullptr;
    QEventLoop* loop_ = nullptr; ///< while there is nothing left to do but wait
    std::thread::id home_ = std::this_thread::get_id();
    std::size_t told_ = 0;
    std::vector<std::size_t> forThreads_;
    std::atomic<std::size_t> taken_{0}; ///< of those
    std::atomic<bool> interrupted_{false};
    std::mutex mutex_;
    std::vector<std::optional<ScenarioResult>> results_; ///< guarded by mutex_
};

} // namespace redial

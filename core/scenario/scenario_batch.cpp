// SPDX-License-Identifier: MIT
#include "core/scenario/scenario_batch.h"

#include <QEventLoop>

#include <algorithm>
#include <utility>

namespace redial {

ScenarioBatch::ScenarioBatch(ScenarioRunner::Options options, unsigned jobs, QObject* parent)
    : QObject(parent), options_(options), jobs_(std::clamp(jobs, 1U, mostJobs)), runner_(options)
{
}

ScenarioBatch::~ScenarioBatch() = default;

bool ScenarioBatch::isForThreads(const Entry& entry) const
{
    const bool isVirtual = entry.scenario.runsInVirtualTime() &&
                           (options_.allVirtual || !entry.scenario.runsOnSystemClock());
    return jobs_ > 1 && isVirtual;
}

void ScenarioBatch::run(const std::vector<Entry>& entries, const Tell& tell)
{
    entries_ = &entries;
    tell_ = &tell;
    told_ = 0;
    taken_ = 0;
    forThreads_.clear();
    results_ = std::vector<std::optional<ScenarioResult>>(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i)
        if (isForThreads(entries[i]))
            forThreads_.push_back(i);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < std::min<std::size_t>(jobs_, forThreads_.size()); ++i)
        threads.emplace_back([this] { work(); });
    for (std::size_t i = 0; i < entries.size(); ++i)
        if (!isForThreads(entries[i]))
            finish(i, runner_.run(entries[i].scenario, entries[i].file, entries[i].runFile));
    tellWhatIsNext();
    if (told_ < entries.size()) {
        QEventLoop loop;
        loop_ = &loop;
        loop.exec();
        loop_ = nullptr;
    }
    for (std::thread& thread : threads)
        thread.join();
    entries_ = nullptr;
    tell_ = nullptr;
}

/// On a thread of its own: one after the other of those that are left.
void ScenarioBatch::work()
{
    ScenarioRunner::Options options = options_;
    options.interrupted = &interrupted_;
    while (true) {
        const std::size_t next = taken_.fetch_add(1);
        if (next >= forThreads_.size())
            return;
        const std::size_t index = forThreads_[next];
        const Entry& entry = (*entries_)[index];
        finish(index, ScenarioRunner(options).run(entry.scenario, entry.file, entry.runFile));
    }
}

void ScenarioBatch::finish(std::size_t index, ScenarioResult result)
{
    {
        const std::lock_guard lock(mutex_);
        results_[index] = std::move(result);
    }
    if (std::this_thread::get_id() == home_)
        return tellWhatIsNext();
    QMetaObject::invokeMethod(this, "tellWhatIsNext", Qt::QueuedConnection);
}

void ScenarioBatch::tellWhatIsNext()
{
    while (tell_ && told_ < results_.size()) {
        std::optional<ScenarioResult> next;
        {
            const std::lock_guard lock(mutex_);
            next = std::exchange(results_[told_], std::nullopt);
        }
        if (!next)
            return;
        const std::size_t index = told_++;
        (*tell_)(index, std::move(*next));
    }
    if (loop_ && told_ == results_.size())
        loop_->quit();
}

void ScenarioBatch::interrupt()
{
    interrupted_ = true;
    runner_.interrupt();
}

} // namespace redial

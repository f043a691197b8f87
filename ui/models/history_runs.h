// SPDX-License-Identifier: MIT
#pragma once

#include "core/history/run_history.h"

#include <QObject>

#include <deque>
#include <functional>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace redial {

/// The history of runs for the window. Reads and writes it on a thread of its own, one wish after
/// the other, because another process may hold the database and run files may be long. Lives on the
/// GUI thread; its destructor waits for what is under way.
class HistoryRuns final : public QObject
{
    Q_OBJECT
public:
    /// `place`: the history's file. Nothing is opened before the first wish.
    explicit HistoryRuns(QString place, QObject* parent = nullptr);
    ~HistoryRuns() override;

    void refresh();
    /// Enters run files.
    void add(const QStringList& paths);
    void remove(RunId id);
    void setTag(RunId id, const QString& tag, bool on);
    /// Two runs with all their figures; compared() tells them.
    void compare(RunId first, RunId second);

    /// Newest first, as the last wish found them.
    const std::vector<RunRecord>& runs() const { return runs_; }
    bool isBusy() const { return worker_.joinable(); }
    const QString& place() const { return place_; }

signals:
    /// runs() or isBusy() has changed.
    void changed();
    void compared(const redial::RunRecord& first, const redial::RunRecord& second);
    /// What did not go well, or what opening the history has to say: a sentence.
    void told(const QString& sentence);

private:
    /// What a wish gave; the worker writes it, this thread reads it after joining the worker.
    struct Outcome
    {
        QStringList sentences;
        std::optional<std::vector<RunRecord>> runs;
        std::optional<std::pair<RunRecord, RunRecord>> pair;
    };
    using Wish = std::function<void(RunHistory& history, Outcome& outcome)>;

    void wish(Wish what);
    void startNext();
    /// Called by name, so that the call is made inside Qt alone.
    Q_INVOKABLE void collect();

    QString place_;
    std::vector<RunRecord> runs_;
    std::deque<Wish> waiting_;
    Outcome outcome_;
    std::thread worker_;
};

} // namespace redial

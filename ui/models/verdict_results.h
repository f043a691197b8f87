// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/run_info.h"
#include "core/verdict/oracle_result.h"
#include "ui/view/finding_marks.h"

#include <QObject>

#include <atomic>
#include <list>
#include <memory>
#include <thread>
#include <vector>

namespace redial {

class EventLog;

/// What the oracles say of a run that has ended. Judges on a thread of its own, so that a long run
/// holds nothing up; results of a run that is no longer shown are thrown away. The log is read on
/// that thread until isJudging() is false or this is destroyed, which waits. Lives on the GUI
/// thread.
class VerdictResults final : public QObject
{
    Q_OBJECT
public:
    explicit VerdictResults(QObject* parent = nullptr);
    ~VerdictResults() override;

    /// The log must not grow any more.
    void judge(std::shared_ptr<const EventLog> log, const RunInfo& info);
    /// Nothing is shown, and what is under way will be thrown away when it is done.
    void clear();

    bool isJudging() const { return !judgements_.empty(); }
    const std::vector<OracleResult>& results() const { return results_; }
    /// "21 held, 0 failed, 9 not exercised"; empty without results.
    QString summary() const;
    /// The events that prove what failed, for the timeline; empty without results.
    std::vector<FindingMark> findings(const EventLog& log) const;

signals:
    void changed();

private:
    /// One run being judged. The worker writes `results` and then `done`; this thread reads them
    /// after joining it. A std::thread, whose beginning and end a race detector sees.
    struct Judgement
    {
        quint64 generation = 0;
        std::shared_ptr<const EventLog> log;
        RunInfo info;
        std::vector<OracleResult> results;
        std::atomic<bool> done = false;
        std::thread worker;
    };

    /// Takes what is done.
    Q_INVOKABLE void collect();

    std::vector<OracleResult> results_;
    quint64 generation_ = 0;
    std::list<Judgement> judgements_;
};

} // namespace redial

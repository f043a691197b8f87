// SPDX-License-Identifier: MIT
#pragma once

#include "core/history/history_database.h"
#include "core/history/history_journal.h"
#include "core/history/run_record.h"

#include <optional>
#include <vector>

namespace redial {

/// Which runs are meant; empty members ask for nothing.
struct RunFilter
{
    QString caseName;
    QString tag;
    QString outcome; ///< one of outcomeNames()
    /// The newest so many; 0 for all.
    std::uint64_t newest = 0;
};

/// A figure in one run.
struct TrendPoint
{
    RunId id = 0;
    QString started;
    QString caseName;
    double value = 0;
};

/// A case that held in some runs and not in others, with the same program and clock.
struct FlakyCase
{
    QString caseName;
    QString program;
    QString clock;
    std::uint64_t held = 0;
    std::uint64_t notHeld = 0;
    RunId lastFailure = 0;
};

/// The runs that a user has kept, in a SQLite file over their run files. Several processes may use
/// one at once. Errors are sentences. Lives on one thread.
class RunHistory
{
public:
    /// Opens or makes it, with its folder. A damaged file is set aside and made again from the
    /// journal and the run files; notice() then says so.
    static Expected<std::unique_ptr<RunHistory>, QString> open(const QString& path);

    /// What opening it has to say: one sentence, or empty.
    const QString& notice() const { return notice_; }

    struct Added
    {
        RunId id = 0;
        bool isNew = false; ///< false: the same run was there; its path and case are taken over
    };
    Expected<Added, QString> add(const RunRecord& record);

    /// Newest first, with their oracles and tags, without their figures.
    Expected<std::vector<RunRecord>, QString> list(const RunFilter& filter);
    /// All of it.
    Expected<RunRecord, QString> get(RunId id);
    /// Takes it out of the history; its run file stays.
    Expected<void, QString> remove(RunId id);
    /// An error if there is no such run; a tag that is there, or not there, is none.
    Expected<void, QString> tag(RunId id, const QString& tag);
    Expected<void, QString> untag(RunId id, const QString& tag);

    /// Oldest first. Runs without the figure are left out.
    Expected<std::vector<TrendPoint>, QString> trend(const QString& figure,
                                                     const RunFilter& filter);
    /// Those that fail most evenly first.
    Expected<std::vector<FlakyCase>, QString> flaky(const RunFilter& filter);

private:
    RunHistory(const QString& path, std::unique_ptr<HistoryDatabase> database);
    Expected<Added, QString> insert(const RunRecord& record);
    Expected<void, QString> insertDetails(RunId id, const RunRecord& record);
    Expected<QString, QString> digestOf(RunId id);
    Expected<void, QString> readDetails(RunRecord& record, bool withFigures);
    QString rebuild();
    bool replay(const HistoryJournal::Entry& entry);

    std::unique_ptr<HistoryDatabase> database_;
    HistoryJournal journal_;
    QString notice_;
};

} // namespace redial

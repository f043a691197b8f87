// SPDX-License-Identifier: MIT
#include "core/history/run_history.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QSet>

namespace redial {

namespace {

constexpr int lockPatience = 30'000; // ms
constexpr int staleLock = 600'000;   // ms; of another machine, whose processes cannot be seen

QString noSuchRun(RunId id)
{
    return QStringLiteral("the history has no run %1; redial runs list shows them.").arg(id);
}

/// The database with what SQLite keeps beside it, under another name; that name.
QString setAside(const QString& path)
{
    const QString stamp =
        QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz"));
    const QString aside = QStringLiteral("%1.damaged-%2").arg(path, stamp);
    for (const char* const ending : {"", "-wal", "-shm"})
        QFile::rename(path + QLatin1String(ending), aside + QLatin1String(ending));
    return aside;
}

} // namespace

RunHistory::RunHistory(const QString& path, std::unique_ptr<HistoryDatabase> database)
    : database_(std::move(database)), journal_(path)
{
}

Expected<std::unique_ptr<RunHistory>, QString> RunHistory::open(const QString& path)
{
    const QString folder = QFileInfo(path).absolutePath();
    if (!QDir().mkpath(folder))
        return Unexpected{QStringLiteral("the folder %1 of the history cannot be made; choose "
                                         "another file with --history or REDIAL_HISTORY.")
                              .arg(folder)};
    // One process at a time creates, migrates or sets aside.
    QLockFile lock(path + QStringLiteral(".lock"));
    lock.setStaleLockTime(staleLock);
    if (!lock.tryLock(lockPatience))
        return Unexpected{
            QStringLiteral(
                "the history %1 is being opened by another process, or its folder cannot "
                "be written; try again or choose another file with --history or REDIAL_HISTORY.")
                .arg(path)};
    auto database = HistoryDatabase::open(path);
    QString aside;
    if (!database && database.error().kind == HistoryError::Kind::Damaged) {
        // Only what has our journal beside it is known to have been a history.
        if (!HistoryJournal(path).exists())
            return Unexpected{
                QStringLiteral("%1 is no history of Redial; it was left as it is. Choose another "
                               "file with --history or REDIAL_HISTORY.")
                    .arg(path)};
        aside = setAside(path);
        database = HistoryDatabase::open(path);
    }
    if (!database)
        return Unexpected{database.error().sentence};
    std::unique_ptr<RunHistory> history(new RunHistory(path, std::move(*database)));
    if (!aside.isEmpty())
        history->notice_ =
            QStringLiteral("the history %1 was damaged: it was set aside as %2 and made again, %3.")
                .arg(path, aside, history->rebuild());
    return history;
}

/// From the journal; the answer is a clause.
QString RunHistory::rebuild()
{
    using Kind = HistoryJournal::Entry::Kind;
    QSet<QString> lostRuns; // by digest
    for (const HistoryJournal::Entry& entry : journal_.entries()) {
        const bool done = replay(entry);
        if (entry.kind == Kind::Added && !done)
            lostRuns << entry.digest;
        else if (entry.kind == Kind::Added || entry.kind == Kind::Removed)
            lostRuns.remove(entry.digest);
    }
    auto counted = database_->run(QStringLiteral("SELECT COUNT(*) FROM runs"));
    const auto runs = counted && counted->next() ? counted->value(0).toLongLong() : 0;
    const auto lost = lostRuns.size();
    return lost == 0 ? QStringLiteral("with %1 runs from their files").arg(runs)
                     : QStringLiteral(
                           "with %1 runs from their files; the files of %2 are gone or changed")
                           .arg(runs)
                           .arg(lost);
}

bool RunHistory::replay(const HistoryJournal::Entry& entry)
{
    using Kind = HistoryJournal::Entry::Kind;
    if (entry.kind == Kind::Added) {
        const auto record = readRunRecord(entry.path, entry.text);
        return record && record->digest == entry.digest && insert(*record).hasValue();
    }
    const QVariantList digest{entry.digest};
    if (entry.kind == Kind::Removed)
        return database_->run(QStringLiteral("DELETE FROM runs WHERE digest = ?"), digest)
            .hasValue();
    const QString statement =
        entry.kind == Kind::Tagged
            ? QStringLiteral("INSERT OR IGNORE INTO tags SELECT id, ? FROM runs WHERE digest = ?")
            : QStringLiteral("DELETE FROM tags WHERE tag = ? AND run = (SELECT id FROM runs WHERE "
                             "digest = ?)");
    return database_->run(statement, {entry.text, entry.digest}).hasValue();
}

Expected<RunHistory::Added, QString> RunHistory::add(const RunRecord& record)
{
    // First, so that no run is in the database that a rebuild would not know.
    if (const auto noted = journal_.append(
            {HistoryJournal::Entry::Kind::Added, record.digest, record.path, record.caseName});
        !noted)
        return Unexpected{noted.error()};
    return insert(record);
}

Expected<RunHistory::Added, QString> RunHistory::insert(const RunRecord& record)
{
    HistoryDatabase::Transaction transaction(*database_);
    if (const auto begun = transaction.begin(); !begun)
        return Unexpected{begun.error().sentence};
    auto known =
        database_->run(QStringLiteral("SELECT id FROM runs WHERE digest = ?"), {record.digest});
    if (!known)
        return Unexpected{known.error().sentence};
    Added added;
    if (known->next()) {
        added.id = known->value(0).toLongLong();
        known->finish();
        const auto moved =
            database_->run(QStringLiteral("UPDATE runs SET path = ?, case_name = ? WHERE id = ?"),
                           {record.path, record.caseName, qint64(added.id)});
        if (!moved)
            return Unexpected{moved.error().sentence};
    } else {
        known->finish();
        auto done = database_->run(
            QStringLiteral("INSERT INTO runs (path, digest, case_name, program, seed, clock, "
                           "started, length_ns, events, outcome) VALUES (?,?,?,?,?,?,?,?,?,?)"),
            {record.path, record.digest, record.caseName, record.program, record.seed, record.clock,
             record.started, qint64(record.length.count()), qint64(record.events), record.outcome});
        if (!done)
            return Unexpected{done.error().sentence};
        added = {done->lastInsertId().toLongLong(), true};
        if (auto details = insertDetails(added.id, record); !details)
            return Unexpected{details.error()};
    }
    if (const auto committed = transaction.commit(); !committed)
        return Unexpected{committed.error().sentence};
    return added;
}

Expected<void, QString> RunHistory::insertDetails(RunId id, const RunRecord& record)
{
    for (const auto& [name, value] : record.figures) {
        const auto done = database_->run(QStringLiteral("INSERT INTO figures VALUES (?,?,?)"),
                                         {qint64(id), name, value});
        if (!done)
            return Unexpected{done.error().sentence};
    }
    for (const auto& [oracle, outcome] : record.oracles) {
        const auto done = database_->run(QStringLiteral("INSERT INTO oracles VALUES (?,?,?)"),
                                         {qint64(id), oracle, outcome});
        if (!done)
            return Unexpected{done.error().sentence};
    }
    return {};
}

Expected<QString, QString> RunHistory::digestOf(RunId id)
{
    auto found =
        database_->run(QStringLiteral("SELECT digest FROM runs WHERE id = ?"), {qint64(id)});
    if (!found)
        return Unexpected{found.error().sentence};
    if (!found->next())
        return Unexpected{noSuchRun(id)};
    return found->value(0).toString();
}

Expected<void, QString> RunHistory::remove(RunId id)
{
    const auto digest = digestOf(id);
    if (!digest)
        return Unexpected{digest.error()};
    if (auto noted = journal_.append({HistoryJournal::Entry::Kind::Removed, *digest, {}, {}});
        !noted)
        return noted;
    const auto done = database_->run(QStringLiteral("DELETE FROM runs WHERE id = ?"), {qint64(id)});
    return done ? Expected<void, QString>() : Unexpected{done.error().sentence};
}

Expected<void, QString> RunHistory::tag(RunId id, const QString& tag)
{
    const auto digest = digestOf(id);
    if (!digest)
        return Unexpected{digest.error()};
    if (auto noted = journal_.append({HistoryJournal::Entry::Kind::Tagged, *digest, {}, tag});
        !noted)
        return noted;
    const auto done = database_->run(QStringLiteral("INSERT OR IGNORE INTO tags VALUES (?,?)"),
                                     {qint64(id), tag});
    return done ? Expected<void, QString>() : Unexpected{done.error().sentence};
}

Expected<void, QString> RunHistory::untag(RunId id, const QString& tag)
{
    const auto digest = digestOf(id);
    if (!digest)
        return Unexpected{digest.error()};
    if (auto noted = journal_.append({HistoryJournal::Entry::Kind::Untagged, *digest, {}, tag});
        !noted)
        return noted;
    const auto done = database_->run(QStringLiteral("DELETE FROM tags WHERE run = ? AND tag = ?"),
                                     {qint64(id), tag});
    return done ? Expected<void, QString>() : Unexpected{done.error().sentence};
}

} // namespace redial

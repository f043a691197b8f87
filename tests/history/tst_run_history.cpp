// SPDX-License-Identifier: MIT
// The history: what is entered comes back, older schemas are brought up, a damaged file is set
// aside and made again from the run files.
#include "core/history/history_place.h"
#include "core/history/history_schema.h"
#include "core/history/run_history.h"
#include "core/log/event_recorder.h"
#include "core/log/run_file.h"
#include "core/log/run_file_writer.h"
#include "core/time/virtual_clock.h"

#include <QDir>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

namespace tst_run_history {

using namespace redial;
using namespace std::chrono_literals;

namespace {

/// Runs the statements on the file, as another program would.
bool alter(const QString& path, const QStringList& statements)
{
    const QString name = QStringLiteral("alter");
    bool done = true;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
        database.setDatabaseName(path);
        done = database.open();
        for (const QString& statement : statements)
            done = done && QSqlQuery(database).exec(statement);
        database.close();
    }
    QSqlDatabase::removeDatabase(name);
    return done;
}

RunRecord record(const QString& digest, const QString& caseName,
                 const QString& outcome = QStringLiteral("held"))
{
    RunRecord made;
    made.path = QStringLiteral("/runs/%1.jsonl").arg(digest);
    made.digest = digest;
    made.caseName = caseName;
    made.program = QStringLiteral("redial 1.0");
    made.seed = QStringLiteral("18446744073709551615");
    made.clock = QStringLiteral("system");
    made.started = QStringLiteral("2026-01-01T00:00:00.000Z");
    made.length = 5s;
    made.events = 9;
    made.outcome = outcome;
    made.figures = {{QStringLiteral("reconnects"), 2}};
    made.oracles = {{QStringLiteral("P01"), QStringLiteral("pass")},
                    {QStringLiteral("P02"), outcome == QLatin1String("held")
                                                ? QStringLiteral("pass")
                                                : QStringLiteral("fail")}};
    return made;
}

} // namespace

class tst_RunHistory : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        folder_ = std::make_unique<QTemporaryDir>();
        QVERIFY(QDir(folder_->path()).mkdir(QStringLiteral("sub")));
    }

    void whatIsEnteredComesBack()
    {
        const auto history = opened();
        const RunRecord entered = record(QStringLiteral("a"), QStringLiteral("outage"));
        const auto added = history->add(entered);
        QVERIFY(added && added->isNew);
        const auto again = history->get(added->id);
        QVERIFY(again);
        QCOMPARE(again->path, entered.path);
        QCOMPARE(again->seed, entered.seed);
        QVERIFY(again->length == entered.length);
        QCOMPARE(again->events, entered.events);
        QVERIFY(again->figures == entered.figures && again->oracles == entered.oracles);
        QVERIFY(!history->get(added->id + 1));
    }

    void theSameRunIsEnteredOnce()
    {
        const auto history = opened();
        const auto first = history->add(record(QStringLiteral("a"), QStringLiteral("x")));
        const auto second = history->add(record(QStringLiteral("a"), QStringLiteral("y")));
        QVERIFY(first && second && !second->isNew);
        QCOMPARE(first->id, second->id);
        QCOMPARE(history->get(first->id)->caseName, QStringLiteral("y"));
        QCOMPARE(history->list({})->size(), 1U);
    }

    void filtersNarrowTheList()
    {
        const auto history = filled();
        QCOMPARE(history->list({})->size(), 5U);
        QCOMPARE(history->list({QStringLiteral("flaky"), {}, {}, 0})->size(), 3U);
        QCOMPARE(history->list({{}, {}, QStringLiteral("not_held"), 0})->size(), 2U);
        QCOMPARE(history->list({{}, {}, {}, 2})->size(), 2U);
        QVERIFY(history->tag(1, QStringLiteral("nightly")));
        QVERIFY(history->tag(1, QStringLiteral("nightly")));
        const auto tagged = history->list({{}, QStringLiteral("nightly"), {}, 0});
        QCOMPARE(tagged->size(), 1U);
        QCOMPARE(tagged->front().tags, QStringList(QStringLiteral("nightly")));
        QVERIFY(history->untag(1, QStringLiteral("nightly")));
        QVERIFY(history->list({{}, QStringLiteral("nightly"), {}, 0})->empty());
        QVERIFY(!history->tag(99, QStringLiteral("nightly")));
        QCOMPARE(history->list({QStringLiteral("'; DROP TABLE runs; --"), {}, {}, 0})->size(), 0U);
    }

    void aCaseThatHeldAndDidNotIsFlaky()
    {
        const auto history = filled();
        const auto flaky = history->flaky({});
        QCOMPARE(flaky->size(), 1U); // "broken" never held, "sound" always did
        QCOMPARE(flaky->front().caseName, QStringLiteral("flaky"));
        QCOMPARE(flaky->front().held, 2U);
        QCOMPARE(flaky->front().notHeld, 1U);
        QCOMPARE(flaky->front().lastFailure, 2);
    }

    void aFigureHasATrend()
    {
        const auto history = opened();
        for (const int value : {5, 7, 6}) {
            RunRecord run = record(QString::number(value), QStringLiteral("x"));
            run.started.replace(QLatin1String("01-01T"), QStringLiteral("01-0%1T").arg(value));
            run.figures = {{QStringLiteral("reconnects"), value}};
            QVERIFY(history->add(run));
        }
        const auto points = history->trend(QStringLiteral("reconnects"), {});
        QCOMPARE(points->size(), 3U);
        QCOMPARE((*points)[0].value, 5.0);
        QCOMPARE((*points)[2].value, 7.0);
        QCOMPARE(history->trend(QStringLiteral("reconnects"), {{}, {}, {}, 1})->front().value, 7.0);
        QVERIFY(history->trend(QStringLiteral("drops"), {})->empty());
        // A list is in the order in which they came, the last one first.
        QCOMPARE(history->list({})->front().digest, QStringLiteral("6"));
        QCOMPARE(history->list({{}, {}, {}, 1})->front().digest, QStringLiteral("6"));
    }

    void aDeletedRunsNumberIsNotUsedAgain()
    {
        const auto history = filled();
        QVERIFY(history->remove(5));
        QVERIFY(!history->get(5));
        QVERIFY(!history->remove(5));
        QCOMPARE(history->add(record(QStringLiteral("new"), QStringLiteral("x")))->id, 6);
    }

    void anOlderSchemaIsBroughtUp()
    {
        QStringList older = historyMigration(1);
        older << QStringLiteral("INSERT INTO runs (path, digest, case_name, program, seed, clock, "
                                "started, length_ns, events, outcome) VALUES ('/old.jsonl', 'old', "
                                "'x', 'redial 0.1', '1', 'system', '', 1, 1, 'held')")
              << QStringLiteral("PRAGMA user_version = 1");
        QVERIFY(alter(path(), older));
        const auto history = opened();
        QCOMPARE(history->notice(), QString());
        QCOMPARE(history->get(1)->path, QStringLiteral("/old.jsonl"));
        QVERIFY(history->tag(1, QStringLiteral("kept")));
        QVERIFY(RunHistory::open(path()));
    }

    void aNewerSchemaIsLeftAlone()
    {
        opened();
        QVERIFY(alter(path(), {QStringLiteral("PRAGMA user_version = 99")}));
        const auto history = RunHistory::open(path());
        QVERIFY(!history && history.error().contains(QLatin1String("newer Redial")));
        QCOMPARE(asides().size(), 0);
    }

    void aDamagedHistoryIsSetAsideAndMadeAgain_data()
    {
        QTest::addColumn<int>("at");
        QTest::newRow("no database any more") << 0;
        QTest::newRow("a page within it") << 4096;
    }
    void aDamagedHistoryIsSetAsideAndMadeAgain()
    {
        QFETCH(int, at);
        const QString kept = runFile(QStringLiteral("kept"), 1);
        const QString gone = runFile(QStringLiteral("gone"), 2);
        const QString dropped = runFile(QStringLiteral("dropped"), 3);
        {
            const auto history = opened();
            for (const QString& file : {kept, gone, dropped})
                QVERIFY(history->add(*readRunRecord(file)));
            QVERIFY(history->tag(1, QStringLiteral("best")));
            QVERIFY(history->remove(3));
        }
        QVERIFY(QFile::remove(gone));
        QFile file(path());
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(at));
        QCOMPARE(file.write(QByteArray(4096, '\xAA')), 4096);
        file.close();

        const auto history = opened();
        QVERIFY2(history->notice().contains(QLatin1String("was damaged")) &&
                     history->notice().contains(QLatin1String("with 1 runs")) &&
                     history->notice().contains(QLatin1String("files of 1 are gone")),
                 qPrintable(history->notice()));
        QCOMPARE(asides().size(), 1);
        const auto runs = history->list({});
        QCOMPARE(runs->size(), 1U);
        QCOMPARE(runs->front().path, kept);
        QCOMPARE(runs->front().tags, QStringList(QStringLiteral("best")));
        QCOMPARE(opened()->notice(), QString());
    }

    void whatIsNoHistoryIsLeftAsItIs_data()
    {
        QTest::addColumn<bool>("isDatabase");
        QTest::newRow("a text") << false;
        QTest::newRow("another program's database") << true;
    }

    void whatIsNoHistoryIsLeftAsItIs()
    {
        QFETCH(bool, isDatabase);
        QVERIFY(QDir(folder_->path()).mkpath(QStringLiteral("sub")));
        if (isDatabase) {
            auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), path());
            database.setDatabaseName(path());
            QVERIFY(database.open());
            QSqlQuery(database).exec(QStringLiteral("CREATE TABLE runs (id INTEGER)"));
            database.close();
            database = QSqlDatabase();
            QSqlDatabase::removeDatabase(path());
        } else {
            QFile file(path());
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(8192, 'x')) == 8192);
        }
        const auto contents = [this] {
            QFile file(path());
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const QByteArray before = contents();
        QVERIFY(before.size() >= 8192);
        const auto history = RunHistory::open(path());
        QVERIFY(!history);
        QVERIFY2(history.error().contains(path()) &&
                     history.error().contains(QLatin1String("left as it is")),
                 qPrintable(history.error()));
        QCOMPARE(contents(), before);
        QCOMPARE(asides().size(), 0);
    }

    void aJournalLineThatIsNoneIsLeftOut()
    {
        HistoryJournal journal(path());
        using Kind = HistoryJournal::Entry::Kind;
        QVERIFY(journal.append({Kind::Added, QStringLiteral("d"), QStringLiteral("/p\n\"q"), {}}));
        QFile file(path() + QStringLiteral(".journal.jsonl"));
        QVERIFY(file.open(QIODevice::Append));
        file.write("\xFF\xFE garbage\n{\"what\":\"unknown\"}\n[1]\n");
        file.close();
        QVERIFY(journal.append({Kind::Tagged, QStringLiteral("d"), {}, QStringLiteral("t")}));
        const auto entries = journal.entries();
        QCOMPARE(entries.size(), 2U);
        QCOMPARE(entries[0].path, QStringLiteral("/p\n\"q"));
        QVERIFY(entries[1].kind == Kind::Tagged);
    }

    void aRunFileIsReadIntoARecord()
    {
        const auto read = readRunRecord(runFile(QStringLiteral("outage"), 4));
        QVERIFY(read);
        QCOMPARE(read->caseName, QStringLiteral("outage"));
        QCOMPARE(read->seed, QStringLiteral("4"));
        QCOMPARE(read->clock, QStringLiteral("virtual"));
        QCOMPARE(read->digest.size(), 64);
        QCOMPARE(read->figures.at(QStringLiteral("attempts")), 1.0);
        QVERIFY(read->oracles.contains(QStringLiteral("P01")));
        QCOMPARE(readRunRecord(read->path, QStringLiteral("mine"))->caseName,
                 QStringLiteral("mine"));
        QVERIFY(!readRunRecord(QStringLiteral("/no/such/file")));
    }

    void thePlaceIsTheEnvironmentsOrTheUsersDataFolder()
    {
        const QByteArray before = qgetenv("REDIAL_HISTORY");
        qputenv("REDIAL_HISTORY", "/elsewhere/h.sqlite");
        QCOMPARE(historyPlace(), QStringLiteral("/elsewhere/h.sqlite"));
        qunsetenv("REDIAL_HISTORY");
        QVERIFY(historyPlace().endsWith(QLatin1String("/redial/history.sqlite")));
        if (!before.isEmpty())
            qputenv("REDIAL_HISTORY", before);
    }

    void aFolderThatCannotBeMadeIsTold()
    {
        const auto history = RunHistory::open(QStringLiteral("/dev/null/h.sqlite"));
        QVERIFY(!history && history.error().contains(QLatin1String("/dev/null")));
    }

private:
    QString path() const { return folder_->filePath(QStringLiteral("sub/h.sqlite")); }

    QStringList asides() const
    {
        return QDir(folder_->filePath(QStringLiteral("sub")))
            .entryList({QStringLiteral("*.damaged-*")});
    }

    std::unique_ptr<RunHistory> opened() const
    {
        auto history = RunHistory::open(path());
        if (!history)
            qFatal("%s", qPrintable(history.error()));
        return std::move(*history);
    }

    std::unique_ptr<RunHistory> filled() const
    {
        auto history = opened();
        const QString broken = QStringLiteral("not_held");
        for (const RunRecord& run : {record(QStringLiteral("1"), QStringLiteral("flaky")),
                                     record(QStringLiteral("2"), QStringLiteral("flaky"), broken),
                                     record(QStringLiteral("3"), QStringLiteral("flaky")),
                                     record(QStringLiteral("4"), QStringLiteral("sound")),
                                     record(QStringLiteral("5"), QStringLiteral("broken"), broken)})
            if (!history->add(run))
                qFatal("a run was not entered");
        return history;
    }

    /// A run of one connection.
    QString runFile(const QString& name, std::uint64_t seed) const
    {
        const QString file = folder_->filePath(name + QStringLiteral(".jsonl"));
        EventLog log;
        VirtualClock clock;
        RunInfo info;
        info.program = QStringLiteral("redial 1.0");
        info.clock = ClockKind::Virtual;
        info.seed = seed;
        RunFileWriter writer(log, clock);
        if (!writer.open(file, info))
            qFatal("the run file was not opened");
        EventRecorder client(log, clock, Source::Client);
        client.setEpoch(1);
        client.record(EventKind::ConnectBegin);
        client.record(EventKind::Opened);
        client.record(EventKind::RunEnded);
        if (!writer.close())
            qFatal("the run file was not written");
        return file;
    }

    std::unique_ptr<QTemporaryDir> folder_;
};

QTEST_GUILESS_MAIN(tst_RunHistory)

} // namespace tst_run_history

#include "tst_run_history.moc"

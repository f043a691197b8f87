// SPDX-License-Identifier: MIT
#include "core/base/whole_file.h"
#include "core/log/run_file_reader.h"
#include "core/log/run_file_writer.h"
#include "core/time/virtual_clock.h"
#include "tests/log/run_file_samples.h"
#include "tests/support/limited_file_size.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace tst_run_file_writer {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

class TestRunFileWriter : public QObject
{
    Q_OBJECT
private slots:
    void theWriterKeepsStepWithTheLog();
    void eventsReachTheFileWithinAQuarterOfASecond();
    void aPlaceThatCannotBeWrittenIsToldAtOnce();
    void aFullDiskIsToldOnceAndTheRunGoesOn();
    void killingTheProcessLosesLessThanASecond();
    void savingReplacesAFileOnlyWhenItIsWhole();
};

void TestRunFileWriter::theWriterKeepsStepWithTheLog()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("run.jsonl"));
    EventLog log;
    VirtualClock clock;
    log.append(headerOf(EventKind::Started), {});
    RunFileWriter writer(log, clock);
    QVERIFY(writer.open(path, someInfo()).hasValue());
    appendAllSorts(log);
    QVERIFY(writer.close().hasValue());
    QCOMPARE(contentOf(path), QByteArray::fromStdString(fileText(log, someInfo())));
    log.append({}, {});
    QCOMPARE(clock.pendingTimers(), std::size_t{0});
    const auto run = readRunFile(path);
    QVERIFY(run->info == someInfo());
    QCOMPARE(run->log->size(), EventNumber{5});
}

void TestRunFileWriter::eventsReachTheFileWithinAQuarterOfASecond()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("run.jsonl"));
    EventLog log;
    VirtualClock clock;
    RunFileWriter writer(log, clock);
    QVERIFY(writer.open(path, someInfo()).hasValue());
    const qsizetype empty = contentOf(path).size();
    log.append(headerOf(EventKind::Started), {});
    clock.advance(249ms);
    QCOMPARE(contentOf(path).size(), empty);
    clock.advance(1ms);
    QCOMPARE(contentOf(path), QByteArray::fromStdString(fileText(log, someInfo())));
    QCOMPARE(clock.pendingTimers(), std::size_t{0});
    // A burst does not wait for the clock.
    const std::string large(RunFileWriter::mostBuffered, 'x');
    log.append(headerOf(EventKind::Note), std::array{Field(FieldKey::Text, large)});
    QCOMPARE(contentOf(path), QByteArray::fromStdString(fileText(log, someInfo())));
}

void TestRunFileWriter::aPlaceThatCannotBeWrittenIsToldAtOnce()
{
    EventLog log;
    VirtualClock clock;
    RunFileWriter writer(log, clock);
    const auto opened = writer.open(QStringLiteral("/no/such/folder/run.jsonl"), someInfo());
    QVERIFY(!opened.hasValue());
    QVERIFY2(opened.error().contains(QStringLiteral("/no/such/folder/run.jsonl")) &&
                 opened.error().contains(QStringLiteral("Choose a folder")),
             qPrintable(opened.error()));
    log.append({}, {});
    QVERIFY(writer.close().hasValue());
    QVERIFY(!saveRunFile(QStringLiteral("/no/such/folder/run.jsonl"), someInfo(), log).hasValue());
    const auto read = readRunFile(QStringLiteral("/no/such/folder/run.jsonl"));
    QVERIFY(!read.hasValue() && read.error().kind == RunFileError::Kind::CannotOpen);
    const auto folder = readRunFile(QStringLiteral("/"));
    QVERIFY(!folder.hasValue() && folder.error().kind == RunFileError::Kind::CannotOpen);
}

void TestRunFileWriter::aFullDiskIsToldOnceAndTheRunGoesOn()
{
    EventLog log;
    VirtualClock clock;
    RunFileWriter nothingFits(log, clock);
    QVERIFY(!nothingFits.open(QStringLiteral("/dev/full"), someInfo()).hasValue());

    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("run.jsonl"));
    RunFileWriter writer(log, clock);
    QStringList told;
    writer.onError([&](const QString& sentence) { told << sentence; });
    QVERIFY(writer.open(path, someInfo()).hasValue());
    const LimitedFileSize limited(contentOf(path).size() + 10);
    for (int i = 0; i < 3; ++i) {
        log.append(headerOf(EventKind::Note), {});
        clock.advance(1s);
    }
    QCOMPARE(told.size(), 1);
    QVERIFY2(told.first().contains(QStringLiteral("is incomplete")), qPrintable(told.first()));
    // It names what the system said.
    QVERIFY2(told.first().contains(QLatin1String("too large")), qPrintable(told.first()));
    QVERIFY(!writer.close().hasValue());
    QCOMPARE(log.size(), EventNumber{3});
    // What fitted opens as a file that was cut.
    QCOMPARE(readRunFile(path)->lostBytes, qint64{10});
}

void TestRunFileWriter::killingTheProcessLosesLessThanASecond()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("run.jsonl"));
    QProcess victim;
    victim.start(QStringLiteral(REDIAL_RUN_FILE_VICTIM), {path});
    std::vector<std::chrono::nanoseconds> appended;
    const auto readLines = [&] {
        while (victim.canReadLine())
            appended.emplace_back(victim.readLine().toLongLong());
    };
    while (appended.size() < 2 || appended.back() - appended.front() < 1500ms) {
        QVERIFY2(victim.waitForReadyRead(30000), "the other process is silent");
        readLines();
    }
    victim.kill();
    QVERIFY(victim.waitForFinished(30000));
    QCOMPARE(victim.exitStatus(), QProcess::CrashExit);
    readLines();

    const auto run = readRunFile(path);
    QVERIFY2(run.hasValue(), run ? "" : qPrintable(run.error().sentence));
    QVERIFY(!run->ended());
    const auto kept = run->log->size();
    QVERIFY(kept >= 1);
    for (std::size_t i = kept; i < appended.size(); ++i)
        QVERIFY2(
            appended.back() - appended[i] < 1s,
            qPrintable(QStringLiteral("event %1 of %2 is lost").arg(i + 1).arg(appended.size())));
}

void TestRunFileWriter::savingReplacesAFileOnlyWhenItIsWhole()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("run.jsonl"));
    QVERIFY(writeFile(path, "something of value"));
    EventLog log;
    appendAllSorts(log);
    QVERIFY(saveRunFile(path, someInfo(), log).hasValue());
    const QByteArray whole = QByteArray::fromStdString(fileText(log, someInfo()));
    QCOMPARE(contentOf(path), whole);
    const LimitedFileSize limited(10);
    QVERIFY(!saveRunFile(path, someInfo(), log).hasValue());
    QVERIFY(!writeWholeFile(path, "more than ten bytes").hasValue());
    QCOMPARE(contentOf(path), whole);
}

QTEST_GUILESS_MAIN(TestRunFileWriter)

} // namespace tst_run_file_writer

#include "tst_run_file_writer.moc"

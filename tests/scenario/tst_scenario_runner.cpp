// SPDX-License-Identifier: MIT
#include "core/scenario/scenario_reader.h"
#include "core/scenario/scenario_runner.h"
#include "core/time/system_clock.h"
#include "tests/support/limited_file_size.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

namespace tst_scenario_runner {

using namespace redial;
using Status = ScenarioResult::Status;

namespace {

Scenario scenario(const QByteArray& members)
{
    const auto read = readScenario("{\"version\": 1, \"name\": \"N\", " + members + "}");
    return read ? read->front() : Scenario();
}

} // namespace

class TestScenarioRunner : public QObject
{
    Q_OBJECT
private slots:
    void aRunIsDoneInItsTimeAndWithTheSeedAskedFor();
    void whatNeedsSocketsIsSkippedInVirtualTime();
    void anInterruptEndsTheRunAndThoseAfterIt_data();
    void anInterruptEndsTheRunAndThoseAfterIt();
    void aRunFileThatCannotBeWrittenIsSaid();
    void aDiskThatIsFullInMidRunIsSaid();
    void whatIsKnownToBeWrongIsPinnedWithItsReason();
    void figuresOfAForeignClientAreThoseOfItsServer();
};

void TestScenarioRunner::aRunIsDoneInItsTimeAndWithTheSeedAskedFor()
{
    ScenarioRunner runner({true, 7});
    const auto result = runner.run(scenario(R"("duration": "10s")"), QStringLiteral("f"));
    QCOMPARE(result.status, Status::Held);
    QVERIFY(result.virtualTime);
    QCOMPARE(result.seed, std::uint64_t(7));
    QCOMPARE(ScenarioRunner({})
                 .run(scenario(R"("duration": "10s", "clock": "virtual", "seed": 3)"),
                      QStringLiteral("f"))
                 .seed,
             std::uint64_t(3));
}

void TestScenarioRunner::whatNeedsSocketsIsSkippedInVirtualTime()
{
    ScenarioRunner runner({true, {}});
    const auto result =
        runner.run(scenario(R"("duration": "10s", "clock": "system")"), QStringLiteral("f"));
    QCOMPARE(result.status, Status::Skipped);
    QVERIFY(result.expectations.empty() && !result.reason.isEmpty());
}

void TestScenarioRunner::anInterruptEndsTheRunAndThoseAfterIt_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::newRow("on sockets") << QByteArray(R"("duration": "300d", "clock": "system")");
    QTest::newRow("a short one in virtual time")
        << QByteArray(R"("duration": "2s", "clock": "virtual")");
}

void TestScenarioRunner::anInterruptEndsTheRunAndThoseAfterIt()
{
    QFETCH(QByteArray, members);
    ScenarioRunner runner({});
    QTimer::singleShot(0, this, [&] { runner.interrupt(); });
    const auto endless = runner.run(scenario(members), QStringLiteral("f"));
    QCOMPARE(endless.status, Status::CouldNotRun);
    QCOMPARE(endless.reason, QStringLiteral("the run was interrupted."));
    const auto next = runner.run(scenario(R"("duration": "1s")"), QStringLiteral("f"));
    QCOMPARE(next.status, Status::CouldNotRun);
    QVERIFY(next.started.isEmpty());
}

void TestScenarioRunner::aRunFileThatCannotBeWrittenIsSaid()
{
    ScenarioRunner runner({true, {}});
    const auto result = runner.run(scenario(R"("duration": "1s")"), QStringLiteral("f"),
                                   QStringLiteral("/nowhere/at/all.jsonl"));
    QCOMPARE(result.status, Status::CouldNotRun);
    QVERIFY2(result.reason.contains(QLatin1String("/nowhere/at/all.jsonl")),
             qPrintable(result.reason));
}

void TestScenarioRunner::aDiskThatIsFullInMidRunIsSaid()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("run.jsonl"));
    const test::LimitedFileSize limited(20'000);
    ScenarioRunner runner({true, {}});
    const auto result =
        runner.run(scenario(R"("duration": "1h", "server": {"boot": "accepted:1"})"),
                   QStringLiteral("f"), path);
    QCOMPARE(result.status, Status::CouldNotRun);
    QVERIFY2(result.reason.contains(path), qPrintable(result.reason));
    QCOMPARE(QFileInfo(path).size(), qint64(20'000));
}

void TestScenarioRunner::whatIsKnownToBeWrongIsPinnedWithItsReason()
{
    const Expectations expected = scenario(R"("duration": "1s", "expectations":
          {"oracles": {"P12": "fail"}, "exceptions": {"P12": "Bug 7."}})")
                                      .expectations;
    OracleResult oracle{"P12", {}, QStringLiteral("t"), OracleOutcome::Fail, {1}, {}};
    const EventLog none;
    const auto failed = checkExpectations(expected, none, {oracle});
    QVERIFY(failed.size() == 1 && failed.front().held);
    QVERIFY(failed.front().sentence.contains(QLatin1String("Bug 7.")));
    oracle.outcome = OracleOutcome::Pass;
    const auto mended = checkExpectations(expected, none, {oracle});
    QVERIFY(!mended.front().held);
    QVERIFY2(mended.front().sentence.contains(QLatin1String("(Bug 7.); take the expectation out")),
             qPrintable(mended.front().sentence));
}

void TestScenarioRunner::figuresOfAForeignClientAreThoseOfItsServer()
{
    EventLog log;
    const SystemClock clock;
    const EventRecorder server(log, clock, Source::Server);
    for (int i = 0; i < 2; ++i) {
        server.record(EventKind::Accepted);
        server.record(EventKind::Opened);
        server.record(EventKind::MessageIn);
        server.record(EventKind::CallReceived, {{FieldKey::Action, "BootNotification"}});
    }
    const auto values = figureValues(log);
    const auto of = [&values](const char* name) { return values.at(QLatin1String(name)); };
    QCOMPARE(of("connections_opened"), 2.0);
    QCOMPARE(of("reconnects"), 1.0);
    QCOMPARE(of("boots_sent"), 2.0);
    QCOMPARE(of("messages_out"), 2.0);
    QCOMPARE(of("pings_sent"), 0.0);
    const auto checked =
        checkExpectations(scenario(R"("duration": "1s", "expectations": {"thresholds":
          {"reconnects": {"at_most": 1}, "backoffs": {"at_least": 0}}})")
                              .expectations,
                          log, {});
    QCOMPARE(checked.size(), std::size_t(2));
    // Only the client's own log tells its back-offs.
    QVERIFY(!checked[0].held && checked[1].held);
    QVERIFY(checked[0].sentence.startsWith(QLatin1String("backoffs is unknown")));
    EventRecorder(log, clock, Source::Client).record(EventKind::ConnectBegin);
    QCOMPARE(figureValues(log).at(QStringLiteral("connections_opened")), 0.0);
}

QTEST_GUILESS_MAIN(TestScenarioRunner)

} // namespace tst_scenario_runner

#include "tst_scenario_runner.moc"

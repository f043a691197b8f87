// SPDX-License-Identifier: MIT
#include "core/scenario/scenario_reader.h"
#include "core/scenario/scenario_runner.h"

#include <QTest>
#include <QTimer>

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

QTEST_GUILESS_MAIN(TestScenarioRunner)
#include "tst_scenario_runner.moc"

// SPDX-License-Identifier: MIT
// Every example in virtual time, and those that are meant for it on real sockets.
#include "core/scenario/scenario_result.h"
#include "core/scenario/station_run.h"
#include "tests/scenario/scenario_files.h"

#include <QSignalSpy>
#include <QTest>

namespace tst_scenario_examples {

using namespace redial;
using namespace redial::test;

namespace {

QString whatDidNotHold(const ScenarioResult& result)
{
    QStringList lines{result.reason};
    for (const ExpectationResult& expectation : result.expectations) {
        if (!expectation.held)
            lines << expectation.sentence;
    }
    return (lines + result.witnesses).join(QLatin1Char('\n'));
}

void addRows(bool (Scenario::*runs)() const)
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("index");
    for (const QString& name : exampleNames()) {
        const auto scenarios = example(name);
        for (std::size_t i = 0; i < scenarios.size(); ++i) {
            if ((scenarios[i].*runs)())
                QTest::addRow("%s %zu", qPrintable(name), i) << name << int(i);
        }
    }
}

} // namespace

class TestScenarioExamples : public QObject
{
    Q_OBJECT
private slots:
    void thereAreAtLeastFortyAndEachSaysWhatItProves();
    void eachComesAsExpectedInVirtualTime_data();
    void eachComesAsExpectedInVirtualTime();
    void theSameSeedGivesTheSameLog();
    void someComeAsExpectedOnRealSockets_data();
    void someComeAsExpectedOnRealSockets();
};

void TestScenarioExamples::thereAreAtLeastFortyAndEachSaysWhatItProves()
{
    const QStringList names = exampleNames();
    QVERIFY2(names.size() >= 40, qPrintable(QString::number(names.size())));
    for (const QString& name : names) {
        QVERIFY2(errorsOf(exampleBytes(name)).isEmpty(),
                 qPrintable(name + errorsOf(exampleBytes(name))));
        for (const Scenario& scenario : example(name)) {
            QVERIFY2(scenario.comment.size() > 30, qPrintable(name));
            QVERIFY2(!scenario.expectations.oracles.empty(), qPrintable(name));
        }
    }
}

void TestScenarioExamples::eachComesAsExpectedInVirtualTime_data()
{
    addRows(&Scenario::runsInVirtualTime);
}

void TestScenarioExamples::eachComesAsExpectedInVirtualTime()
{
    QFETCH(QString, file);
    QFETCH(int, index);
    const Scenario scenario = example(file).at(std::size_t(index));
    StationRunConfiguration configuration = scenario.configuration;
    configuration.virtualTime = true;
    StationRun run(configuration);
    QVERIFY(run.start().hasValue());
    run.runToEnd();
    QVERIFY(run.hasEnded());
    const ScenarioResult result = judgeScenario(scenario, *run.log(), run.info(), file);
    QVERIFY2(result.status == ScenarioResult::Status::Held, qPrintable(whatDidNotHold(result)));
}

void TestScenarioExamples::theSameSeedGivesTheSameLog()
{
    const Scenario scenario =
        example(QStringLiteral("seed-jitter-within-bounds.redial.json")).at(3);
    const auto length = [&] {
        StationRun run(scenario.configuration);
        [[maybe_unused]] const auto started = run.start();
        run.runToEnd();
        return judgeScenario(scenario, *run.log(), run.info(), {}).toJson();
    };
    QCOMPARE(length(), length());
}

void TestScenarioExamples::someComeAsExpectedOnRealSockets_data()
{
    addRows(&Scenario::runsOnSystemClock);
}

void TestScenarioExamples::someComeAsExpectedOnRealSockets()
{
    QFETCH(QString, file);
    QFETCH(int, index);
    const Scenario scenario = example(file).at(std::size_t(index));
    StationRun run(scenario.configuration);
    QSignalSpy ended(&run, &StationRun::ended);
    QVERIFY(run.start().hasValue());
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 120'000);
    const ScenarioResult result = judgeScenario(scenario, *run.log(), run.info(), file);
    QVERIFY2(result.status == ScenarioResult::Status::Held, qPrintable(whatDidNotHold(result)));
}

QTEST_GUILESS_MAIN(TestScenarioExamples)

} // namespace tst_scenario_examples

#include "tst_scenario_examples.moc"

// SPDX-License-Identifier: MIT
// Scenarios whose client is a program of somebody else's, or nobody's: read, run and judged.
#include "core/log/event_recorder.h"
#include "core/scenario/scenario_runner.h"
#include "core/time/virtual_clock.h"
#include "core/verdict/judge.h"
#include "tests/scenario/scenario_files.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QTcpServer>
#include <QTest>

namespace tst_foreign_scenarios {

using namespace redial;
using namespace redial::test;

namespace {

using Status = ScenarioResult::Status;

QByteArray fileWith(const char* members)
{
    return QByteArray(R"({"version": 1, "name": "N", "duration": "5s", )") + members + '}';
}

Scenario scenarioWith(const char* members)
{
    const auto read = readScenario(fileWith(members));
    return read && !read->empty() ? read->front() : Scenario();
}

ScenarioResult ran(const Scenario& scenario)
{
    return ScenarioRunner({}).run(scenario, QStringLiteral("a file"));
}

OracleOutcome outcomeOf(const EventLog& log, std::string_view oracle)
{
    for (const OracleResult& result : judge(log, RunInfo()))
        if (result.id == oracle)
            return result.outcome;
    return OracleOutcome::NotExercised;
}

/// What a server saw of one client: two connections, the first of which is used again or not.
void appendTwoConnections(EventLog& log, bool oldOneIsUsed)
{
    const VirtualClock clock;
    EventRecorder server(log, clock, Source::Server);
    for (const std::uint32_t connection : {1U, 2U}) {
        server.setEpoch(connection);
        server.record(EventKind::Opened, {{FieldKey::Identity, "CP-1"}});
    }
    server.setEpoch(oldOneIsUsed ? 1 : 2);
    server.record(EventKind::MessageIn, {{FieldKey::Payload, "hello"}});
}

} // namespace

class TestForeignScenarios : public QObject
{
    Q_OBJECT
private slots:
    void aCommandIsReadWithItsEnvironment();
    void anErrorStandsAtItsPlace_data();
    void anErrorStandsAtItsPlace();
    void theExampleWithACommandHolds();
    void theExampleWithoutAClientWaits();
    void whatIsNotOwnIsSkippedInVirtualTime();
    void aCommandThatDoesNotRunIsSaid_data();
    void aCommandThatDoesNotRunIsSaid();
    void secretsOfTheCommandStayOutOfTheRunFile();
    void aClientThatTellsItsSecretsIsNotBelieved();
    void twoConnectionsInUseAreSeenByTheServerAlone();
};

void TestForeignScenarios::aCommandIsReadWithItsEnvironment()
{
    const Scenario scenario = scenarioWith(
        R"("client": {"command": ["node", "c.js", "{url}"], "environment": {"A": "b"}})");
    const auto& command = scenario.configuration.command;
    QVERIFY(command);
    QCOMPARE(command->words.size(), 3);
    QCOMPARE(command->environment.value(QStringLiteral("A")), QStringLiteral("b"));
    // No clock was named: it can only be this one.
    QCOMPARE(scenario.clock, ScenarioClock::System);
    const auto again = StationRunConfiguration::fromJson(scenario.configuration.toJson());
    QVERIFY(again);
    QCOMPARE(again->command->words, command->words);
}

void TestForeignScenarios::anErrorStandsAtItsPlace_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<QString>("error");
    const auto row = [](const char* members, const char* error) {
        QTest::newRow(error) << QByteArray(members) << QString::fromUtf8(error);
    };
    row(R"("client": "nobdy")", "/client: is no client; did you mean \"nobody\"?");
    row(R"("client": "nobody")", "/server/port: nobody could know a port");
    row(R"("client": {"command": "node"})", "/client/command: must be an array of text.");
    row(R"("client": {"command": []})", "/client/command: names no program");
    row(R"("client": {"command": ["node", 1]})", "/client/command: must be an array of text.");
    row(R"("client": {"environment": {"A": "b"}})", "/client/environment: belongs to a command");
    row(R"("client": {"command": ["a"], "environment": {"A": 1}})",
        "/client/environment/A: must be text.");
    row(R"("client": {"command": ["a"], "policy": {}})",
        "/client/policy: belongs to Redial's own client");
    row(R"("client": {"command": ["a"]}, "clock": "both")", "/clock: a client of somebody else's");
    row(R"("client": {"command": ["a"]}, "steps": {"drops": [{"at": "1s"}]})",
        "/steps/drops: only Redial's own client");
    row(R"("client": {"comand": ["a"]})", "did you mean \"command\"?");
}

void TestForeignScenarios::anErrorStandsAtItsPlace()
{
    QFETCH(QByteArray, members);
    QFETCH(QString, error);
    const QString errors = errorsOf(fileWith(members.constData()));
    QVERIFY2(errors.contains(error), qPrintable(errors));
}

void TestForeignScenarios::theExampleWithACommandHolds()
{
    if (!qEnvironmentVariableIsSet("REDIAL_PROGRAM"))
        QSKIP("the command line program is not built");
    const QString folder = QFileInfo(qEnvironmentVariable("REDIAL_PROGRAM")).path();
    qputenv("PATH", (folder + u':' + qEnvironmentVariable("PATH")).toUtf8());
    const auto scenarios = example(QStringLiteral("foreign/command.redial.json"));
    QCOMPARE(scenarios.size(), std::size_t(1));
    const ScenarioResult result = ran(scenarios.front());
    QVERIFY2(result.status == Status::Held,
             qPrintable(QString::fromUtf8(QJsonDocument(result.toJson()).toJson())));
}

void TestForeignScenarios::theExampleWithoutAClientWaits()
{
    const auto scenarios = example(QStringLiteral("foreign/nobody.redial.json"));
    QCOMPARE(scenarios.size(), std::size_t(1));
    Scenario scenario = scenarios.front();
    scenario.configuration.duration = std::chrono::milliseconds(50);
    ScenarioResult result;
    result.status = Status::CouldNotRun;
    // Somebody else may take the port before the scenario does: then another one.
    for (int i = 0; i < 5 && result.status != Status::Held; ++i) {
        QTcpServer free;
        QVERIFY(free.listen(QHostAddress::LocalHost));
        scenario.configuration.serverPort = free.serverPort();
        free.close();
        result = ran(scenario);
    }
    QVERIFY2(result.status == Status::Held, qPrintable(result.reason));
}

void TestForeignScenarios::whatIsNotOwnIsSkippedInVirtualTime()
{
    ScenarioRunner runner({.allVirtual = true});
    const ScenarioResult result =
        runner.run(scenarioWith(R"("client": {"command": ["node"]})"), QStringLiteral("a file"));
    QCOMPARE(result.status, Status::Skipped);
    QVERIFY(result.reason.contains(QLatin1String("without --virtual")));
}

void TestForeignScenarios::aCommandThatDoesNotRunIsSaid_data()
{
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<QString>("reason");
    QTest::newRow("none of that name")
        << QByteArray(R"(["/no/such/program"])") << QStringLiteral("cannot be started");
    QTest::newRow("it ends early") << QByteArray(R"(["/bin/sh", "-c", "echo bad config; exit 5"])")
                                   << QStringLiteral("it wrote last: bad config");
}

void TestForeignScenarios::aCommandThatDoesNotRunIsSaid()
{
    QFETCH(QByteArray, command);
    QFETCH(QString, reason);
    const ScenarioResult result =
        ran(scenarioWith((R"("client": {"command": )" + command + '}').constData()));
    QCOMPARE(result.status, Status::CouldNotRun);
    QVERIFY2(result.reason.contains(reason), qPrintable(result.reason));
}

void TestForeignScenarios::secretsOfTheCommandStayOutOfTheRunFile()
{
    const Scenario scenario = scenarioWith(
        R"("client": {"command": ["a", "-H", "Authorization: Bearer hunter2", "--pass", "hunter2"],
            "environment": {"API_TOKEN": "hunter2", "B": "seen", "DB": "pg://u:hunter2@h"}})");
    const QByteArray written =
        QJsonDocument(scenario.configuration.toJson()).toJson(QJsonDocument::Compact);
    QVERIFY2(!written.contains("hunter2"), written.constData());
    QVERIFY(written.contains("seen"));
    // What is run is what was asked for.
    QVERIFY(scenario.configuration.command->words.contains(QStringLiteral("hunter2")));
}

void TestForeignScenarios::aClientThatTellsItsSecretsIsNotBelieved()
{
    const ScenarioResult result = ran(scenarioWith(
        R"("client": {"command": ["/bin/sh", "-c", "echo it is $0; exit 5", "TOKEN=hunter2"]})"));
    QCOMPARE(result.status, Status::CouldNotRun);
    QVERIFY2(result.reason.contains(QLatin1String("it is TOKEN=***")), qPrintable(result.reason));
    QVERIFY2(!result.reason.contains(QLatin1String("hunter2")), qPrintable(result.reason));
}

void TestForeignScenarios::twoConnectionsInUseAreSeenByTheServerAlone()
{
    EventLog right;
    appendTwoConnections(right, false);
    QCOMPARE(outcomeOf(right, "P20"), OracleOutcome::Pass);
    EventLog wrong;
    appendTwoConnections(wrong, true);
    QCOMPARE(outcomeOf(wrong, "P20"), OracleOutcome::Fail);
}

QTEST_GUILESS_MAIN(TestForeignScenarios)

} // namespace tst_foreign_scenarios

#include "tst_foreign_scenarios.moc"

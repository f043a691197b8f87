// SPDX-License-Identifier: MIT
#include "core/scenario/scenario_result.h"
#include "core/scenario/station_run.h"
#include "tests/scenario/scenario_files.h"

#include <QTest>

namespace tst_scenario_reader {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

/// A whole file out of the members that matter.
QByteArray file(const QByteArray& members)
{
    return "{\"version\": 1, \"name\": \"N\", \"duration\": \"30s\", \"clock\": \"virtual\"" +
           (members.isEmpty() ? QByteArray() : ",\n" + members) + "}";
}

ScenarioResult resultOf(const QByteArray& members)
{
    const auto read = readScenario(file(members));
    if (!read)
        return {};
    const Scenario& scenario = read->front();
    StationRun run(scenario.configuration);
    [[maybe_unused]] const auto started = run.start();
    run.runToEnd();
    return judgeScenario(scenario, *run.log(), run.info(), QStringLiteral("f"));
}

} // namespace

class TestScenarioReader : public QObject
{
    Q_OBJECT
private slots:
    void partsGoToTheRun();
    void everyErrorIsToldAtItsPlace();
    void oneErrorIsToldWithItsRemedy_data();
    void oneErrorIsToldWithItsRemedy();
    void aNewerVersionIsRefusedAlone();
    void aMatrixGivesEveryCombination();
    void anErrorInAMatrixIsToldThere();
    void aMatrixIsBounded();
    void anExpectationThatDoesNotHoldIsTold_data();
    void anExpectationThatDoesNotHoldIsTold();
    void reportsEscapeWhatTheFileSays();
};

void TestScenarioReader::partsGoToTheRun()
{
    const auto read = readScenario(
        file("\"client\": {\"station\": \"X\", \"policy\": {\"max_backoff\": \"7s\"}},"
             "\"server\": {\"boot\": \"pending:5x2\"}, \"seed\": 9,"
             "\"steps\": {\"outages\": [{\"at\": \"1s\", \"duration\": \"2s\"}],"
             "\"drops\": [{\"at\": \"4s\", \"kind\": \"fin\"}],"
             "\"calls\": [{\"at\": \"5s\", \"action\": \"Heartbeat\"}]},"
             "\"expectations\": {\"oracles\": {\"P01\": \"fail\"},"
             "\"thresholds\": {\"drops\": {\"at_most\": 2}}, \"exceptions\": {\"P02\": \"r\"}}"));
    QVERIFY(read.hasValue());
    const Scenario& scenario = read->front();
    QCOMPARE(scenario.title(), QStringLiteral("N"));
    QVERIFY(scenario.configuration.virtualTime && scenario.clock == ScenarioClock::Virtual);
    QCOMPARE(scenario.configuration.station, QStringLiteral("X"));
    QVERIFY(scenario.configuration.policy.maxBackoff == 7s);
    QCOMPARE(bootAnswerText(scenario.configuration.boot), QStringLiteral("pending:5x2"));
    QCOMPARE(scenario.configuration.seed, std::uint64_t(9));
    QVERIFY(scenario.configuration.outages == std::vector<PlannedOutage>({{1s, 2s}}));
    QVERIFY(scenario.configuration.drops ==
            std::vector<PlannedDrop>({{4s, DropKind::EndOfStream}}));
    QCOMPARE(scenario.configuration.calls.size(), std::size_t(1));
    QVERIFY(scenario.expectations.oracles.at(QStringLiteral("P01")) == OracleOutcome::Fail);
    QVERIFY(scenario.expectations.figures.at(QStringLiteral("drops")).atMost == 2.0);
    QCOMPARE(scenario.expectations.exceptions.at(QStringLiteral("P02")), QStringLiteral("r"));
}

void TestScenarioReader::everyErrorIsToldAtItsPlace()
{
    const QByteArray json = "{\n"
                            "  \"version\": 1, \"nam\": \"x\",\n"
                            "  \"client\": {\"polcy\": {}, \"policy\": {\"multiplyer\": 2}},\n"
                            "  \"steps\": {\"drops\": [{\"at\": \"-5s\", \"kind\": \"rset\"}]},\n"
                            "  \"faults\": {\"faults\": [{\"fault\": \"W99\"}]},\n"
                            "  \"duration\": \"30s\", \"seed\": -4, \"seed\": 2\n"
                            "}";
    const QStringList lines = errorsOf(json).split(QLatin1Char('\n'));
    const QStringList places{
        QStringLiteral("1:1: "),
        QStringLiteral("2:17: /nam: is not known; did you mean \"name\"?"),
        QStringLiteral("3:14: /client/polcy: is no member of client; did you mean \"policy\"?"),
        QStringLiteral("3:38: /client/policy/multiplyer: is not a setting; did you mean "),
        QStringLiteral("4:24: /steps/drops/0/at: "),
        QStringLiteral("4:37: /steps/drops/0/kind: "),
        QStringLiteral("5:26: /faults/faults/0/fault: \"W99\" is no fault"),
        QStringLiteral("6:34: /seed: stands twice"),
    };
    QCOMPARE(lines.size(), places.size());
    for (qsizetype i = 0; i < places.size(); ++i)
        QVERIFY2(lines[i].startsWith(places[i]), qPrintable(lines[i]));
}

void TestScenarioReader::oneErrorIsToldWithItsRemedy_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("error");
    const auto row = [](const char* name, const QByteArray& json, const char* error) {
        QTest::newRow(name) << json << QString::fromUtf8(error);
    };
    row("no JSON", "{\n \"a\" 1}", "2:7: the file is no JSON: missing name separator.");
    row("no object", "[1]",
        "1:1: a scenario is a JSON object: {\"version\": 1, \"name\": \"…\", \"duration\": "
        "\"30s\"}.");
    row("too large", QByteArray(2 * 1024 * 1024, ' '),
        "1:1: the file has 2097152 bytes; at most 1048576 are possible.");
    row("version as text", "{\"version\": \"1\", \"name\": \"N\", \"duration\": \"1s\"}",
        "1:2: /version: must be the number 1.");
    row("an empty name", "{\"version\": 1, \"name\": \" \", \"duration\": \"1s\"}",
        "1:16: /name: must be 1 to 200 characters of text.");
    row("no end", "{\"version\": 1, \"name\": \"N\"}",
        "1:1: the member \"duration\" is missing: when the run ends, such as \"30s\".");
    row("a run of centuries", "{\"version\": 1, \"name\": \"N\", \"duration\": \"90000d\"}",
        "1:29: /duration: must be more than 0 and at most 366d.");
    row("an outage of no time", file("\"steps\": {\"outages\": [{\"at\": \"1s\"}]}"),
        "2:23: /steps/outages/0/duration: the outage at 1s lasts no time; give a duration.");
    row("a fault that virtual time has not",
        file("\"faults\": {\"faults\": [{\"fault\": \"H19\"}]}"),
        "2:24: /faults/faults/0/fault: H19 (split_upgrade) needs real sockets: it cannot be done "
        "in "
        "virtual time, only in mode server.");
    row("an unknown clock", file("\"matrix\": {\"/clock\": [\"sytem\"]}"),
        "2:23: /matrix/~1clock/0: is no clock; did you mean \"system\"?");
    row("an unknown oracle", file("\"expectations\": {\"oracles\": {\"P1\": \"pass\"}}"),
        "2:30: /expectations/oracles/P1: is no oracle; did you mean \"P01\"?");
    row("a threshold of nothing", file("\"expectations\": {\"thresholds\": {\"drops\": {}}}"),
        "2:33: /expectations/thresholds/drops: must be an object of the numbers at_least, at_most "
        "or both.");
    row("an exception without reason", file("\"expectations\": {\"exceptions\": {\"P01\": \"\"}}"),
        "2:33: /expectations/exceptions/P01: must be text: the reason why its failure is "
        "accepted.");
}

void TestScenarioReader::oneErrorIsToldWithItsRemedy()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, error);
    QCOMPARE(errorsOf(json), error);
}

void TestScenarioReader::aNewerVersionIsRefusedAlone()
{
    QCOMPARE(errorsOf("{\"version\": 2, \"robots\": 7}"),
             QStringLiteral("1:2: /version: is 2, and this program reads version 1: use a newer "
                            "Redial."));
}

void TestScenarioReader::aMatrixGivesEveryCombination()
{
    const auto read = readScenario(file("\"matrix\": {\"/seed\": [1, 2, 3],"
                                        "\"/client/policy/strategy\": [\"full\", \"equal\"]}"));
    QVERIFY(read.hasValue());
    QStringList titles;
    for (const Scenario& scenario : *read)
        titles << scenario.title();
    QCOMPARE(titles.size(), 6);
    QCOMPARE(titles.first(), QStringLiteral("N [strategy=full, seed=1]"));
    QCOMPARE(titles.last(), QStringLiteral("N [strategy=equal, seed=3]"));
    QCOMPARE(read->back().configuration.seed, std::uint64_t(3));
    QVERIFY(read->back().configuration.policy.strategy == BackoffStrategy::Equal);
}

void TestScenarioReader::anErrorInAMatrixIsToldThere()
{
    QCOMPARE(errorsOf(file("\"matrix\": {\"/client/session/boot_policy\": [\"on_change\",\n"
                           "\"never\"], \"/seed\": [1, 2]}")),
             QStringLiteral("3:1: /matrix/~1client~1session~1boot_policy/1: \"never\" is none of "
                            "every_connection, first_connection, on_change."));
    // An object on the way that the file does not have.
    QCOMPARE(errorsOf(file("\"matrix\": {\"/nothing/here\":\n[1]}")),
             QStringLiteral("3:2: /matrix/~1nothing~1here/0: is not known; leave it out."));
    // One that it has: the error is the file's own, whatever varies in it.
    QVERIFY(errorsOf(file("\"nothing\": {\"there\": 1}, \"matrix\": {\"/nothing/here\": [1]}"))
                .contains(QLatin1String(" /nothing: is not known")));
}

void TestScenarioReader::aMatrixIsBounded()
{
    QByteArray hundred = "[1";
    for (int i = 2; i <= 100; ++i)
        hundred += ',' + QByteArray::number(i);
    hundred += ']';
    QVERIFY(errorsOf(
                file("\"matrix\": {\"/seed\": " + hundred + ", \"/server/port\": " + hundred + "}"))
                .contains(QLatin1String("/matrix: has more than 1000 cases")));
    for (const char* pointer : {"seed", "/", "", "/version", "/matrix", "/steps/drops/0/at/x"})
        QVERIFY2(!errorsOf(file("\"steps\": {\"drops\": [{\"at\": \"1s\"}]}, \"matrix\": {\"" +
                                QByteArray(pointer) + "\": [1]}"))
                      .isEmpty(),
                 pointer);
}

void TestScenarioReader::anExpectationThatDoesNotHoldIsTold_data()
{
    QTest::addColumn<QByteArray>("expectations");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("held") << QByteArray("{\"oracles\": {\"P20\": \"pass\"}}") << QString();
    QTest::newRow("fail") << QByteArray("{\"oracles\": {\"P20\": \"fail\"}}")
                          << "P20 held, but the scenario expects that it failed: ";
    QTest::newRow("not exercised")
        << QByteArray("{\"oracles\": {\"P12\": \"pass\"}}")
        << "P12 was not exercised, but the scenario expects that it held";
    QTest::newRow("too few") << QByteArray("{\"thresholds\": {\"reconnects\": {\"at_least\": 2}}}")
                             << "reconnects is 1; at least 2 was expected.";
    QTest::newRow("too many") << QByteArray("{\"thresholds\": {\"reconnects\": {\"at_most\": 0}}}")
                              << "reconnects is 1; at most 0 was expected.";
    QTest::newRow("enough") << QByteArray("{\"thresholds\": {\"reconnects\": {\"at_least\": 1}}}")
                            << QString();
}

void TestScenarioReader::anExpectationThatDoesNotHoldIsTold()
{
    QFETCH(QByteArray, expectations);
    QFETCH(QString, sentence);
    const ScenarioResult result =
        resultOf("\"steps\": {\"drops\": [{\"at\": \"5s\"}]}, \"expectations\": " + expectations);
    const bool shouldHold = sentence.isEmpty();
    QCOMPARE(result.statusName(), shouldHold ? QStringLiteral("held") : QStringLiteral("not_held"));
    QCOMPARE(result.expectations.size(), std::size_t(1));
    QVERIFY2(result.expectations.front().sentence.startsWith(sentence),
             qPrintable(result.expectations.front().sentence));
    const QByteArray junit = scenariosJunit({result});
    QVERIFY(junit.contains(shouldHold ? "failures=\"0\"" : "failures=\"1\""));
}

void TestScenarioReader::reportsEscapeWhatTheFileSays()
{
    const auto read = readScenario("{\"version\": 1, \"name\": \"<script>\\u0007&\", \"clock\": "
                                   "\"virtual\", \"duration\": \"1s\"}");
    QVERIFY(read.hasValue());
    ScenarioResult result;
    result.title = read->front().title();
    result.file = QStringLiteral("<f>");
    QVERIFY(!scenariosHtml({result}).contains("<script>"));
    QVERIFY(!scenariosHtml({result}).contains('\a'));
    QVERIFY(!scenariosJunit({result}).contains("<script>"));
    QVERIFY(!scenariosJunit({result}).contains('\a'));
}

QTEST_GUILESS_MAIN(TestScenarioReader)

} // namespace tst_scenario_reader

#include "tst_scenario_reader.moc"

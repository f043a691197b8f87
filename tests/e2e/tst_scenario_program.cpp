// SPDX-License-Identifier: MIT
// `redial run` and `redial validate` as their users run them.
#include "tests/interop/peers.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

namespace tst_scenario_program {

using namespace redial;

class TestScenarioProgram : public QObject
{
    Q_OBJECT
private slots:
    void everyExampleHoldsInVirtualTime();
    void theSameSeedWritesTheSameFile();
    void oneIsRunOnRealSockets();
    void whatDoesNotComeAsExpectedIsNamed();
    void aWrongFileIsToldAtItsPlaceAndNothingRuns();
    void interruptedItSaysWhatDidNotRun();

private:
    /// A scenario in the test's folder: the given members beside version, name and comment.
    QString scenario(const QString& name, const QByteArray& members) const;
    static QByteArray contents(const QString& path);

    QTemporaryDir folder_;
};

QString TestScenarioProgram::scenario(const QString& name, const QByteArray& members) const
{
    const QString path = folder_.filePath(name + QStringLiteral(".redial.json"));
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(R"({"version": 1, "name": ")" + name.toUtf8() + R"(", "comment": "a test", )" +
                   members + "}\n");
    return path;
}

QByteArray TestScenarioProgram::contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestScenarioProgram::everyExampleHoldsInVirtualTime()
{
    const QDir examples(QStringLiteral(REDIAL_SCENARIOS));
    QStringList files;
    for (const QString& name : examples.entryList({QStringLiteral("*.redial.json")}, QDir::Files))
        files << examples.filePath(name);
    QVERIFY(files.size() >= 40);
    const QString junit = folder_.filePath(QStringLiteral("o.xml"));
    const QString html = folder_.filePath(QStringLiteral("o.html"));
    const QString logs = folder_.filePath(QStringLiteral("logs"));
    QVERIFY(QDir().mkdir(logs));
    const RedialRun run =
        runRedial({QStringLiteral("run"), QStringLiteral("--examples"), QStringLiteral("--virtual"),
                   QStringLiteral("--junit"), junit, QStringLiteral("--html"), html,
                   QStringLiteral("--log"), logs});
    QVERIFY2(run.status == 0, run.output.constData());
    QVERIFY2(run.output.contains(" 0 not held, 0 could not run"), run.output.constData());
    QVERIFY(contents(html).startsWith("<!DOCTYPE html>"));
    QVERIFY(QDir(logs).entryList({QStringLiteral("*.jsonl")}).size() >= files.size());
    const RedialRun again = runRedial(
        {QStringLiteral("verify"), QDir(logs).filePath(QStringLiteral("both-outage.jsonl"))});
    QVERIFY2(again.status == 0, again.output.constData());
    const QString xmllint = QStandardPaths::findExecutable(QStringLiteral("xmllint"));
    if (xmllint.isEmpty() && qEnvironmentVariableIsEmpty("CI"))
        QSKIP("xmllint is not installed (Debian: libxml2-utils)");
    QCOMPARE(QProcess::execute(xmllint,
                               {QStringLiteral("--noout"), QStringLiteral("--nonet"),
                                QStringLiteral("--schema"), QStringLiteral(JUNIT_SCHEMA), junit}),
             0);
}

void TestScenarioProgram::theSameSeedWritesTheSameFile()
{
    const QString file = scenario(QStringLiteral("seeded"),
                                  R"("client": {"policy": {"strategy": "full"}}, "duration": "40s",
           "steps": {"drops": [{"at": "5s", "kind": "reset"}, {"at": "20s", "kind": "fin"}]})");
    QList<QByteArray> logs;
    for (const char* seed : {"7", "7", "8"}) {
        const QString log = folder_.filePath(QStringLiteral("seed%1.jsonl").arg(logs.size()));
        const RedialRun run = runRedial({QStringLiteral("run"), file, QStringLiteral("--virtual"),
                                         QStringLiteral("--seed"), QString::fromLatin1(seed),
                                         QStringLiteral("--log"), log});
        QVERIFY2(run.status == 0, run.output.constData());
        logs << contents(log);
    }
    QVERIFY(!logs[0].isEmpty());
    QCOMPARE(logs[0], logs[1]);
    QVERIFY(logs[0] != logs[2]);
}

void TestScenarioProgram::oneIsRunOnRealSockets()
{
    const QString file = scenario(
        QStringLiteral("real"),
        R"("client": {"policy": {"initial_backoff": "50ms"}}, "duration": "2s", "clock": "both",
           "steps": {"drops": [{"at": "500ms", "kind": "reset"}]},
           "expectations": {"thresholds": {"reconnects": {"at_least": 1}}})");
    const RedialRun run = runRedial({QStringLiteral("run"), file, QStringLiteral("--json")});
    QVERIFY2(run.status == 0, run.output.constData());
    const QList<QByteArray> lines = run.output.trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    QCOMPARE(QJsonDocument::fromJson(lines[0]).object().value(QLatin1String("clock")),
             QJsonValue(QStringLiteral("system")));
    QCOMPARE(QJsonDocument::fromJson(lines[1]).object().value(QLatin1String("held")),
             QJsonValue(1));
}

void TestScenarioProgram::whatDoesNotComeAsExpectedIsNamed()
{
    const QString held =
        scenario(QStringLiteral("holds"), R"("duration": "10s", "clock": "virtual")");
    const QString fails = scenario(QStringLiteral("fails"),
                                   R"("duration": "10s", "clock": "virtual", "expectations":
                    {"thresholds": {"reconnects": {"at_least": 3}}})");
    const RedialRun run = runRedial({QStringLiteral("run"), held, fails});
    QVERIFY2(run.status == 1, run.output.constData());
    QVERIFY2(run.output.contains("1 held, 1 not held"), run.output.constData());
    QVERIFY2(run.output.contains("reconnects"), run.output.constData());
}

void TestScenarioProgram::aWrongFileIsToldAtItsPlaceAndNothingRuns()
{
    const QString good = scenario(QStringLiteral("good"), R"("duration": "10s")");
    const QString wrong = scenario(QStringLiteral("wrong"), "\n\"duration\": \"5\",\n\"sede\": 7");
    for (const char* verb : {"validate", "run"}) {
        const RedialRun run = runRedial({QString::fromLatin1(verb), good, wrong});
        QCOMPARE(run.status, qstrcmp(verb, "run") == 0 ? 3 : 1);
        QVERIFY2(run.output.contains("wrong.redial.json:2:1: /duration: "), run.output.constData());
        QVERIFY2(run.output.contains("wrong.redial.json:3:1: /sede: is not known; did you mean "
                                     "\"seed\"?"),
                 run.output.constData());
        QVERIFY2(!run.output.contains("held  "), run.output.constData());
    }
    QCOMPARE(runRedial({QStringLiteral("validate"), good}).status, 0);
    QCOMPARE(
        runRedial({QStringLiteral("run"), folder_.filePath(QStringLiteral("none.json"))}).status,
        3);
    QCOMPARE(runRedial({QStringLiteral("run")}).status, 2);
}

void TestScenarioProgram::interruptedItSaysWhatDidNotRun()
{
    const QString endless =
        scenario(QStringLiteral("endless"), R"("duration": "1h", "clock": "system")");
    const QString next = scenario(QStringLiteral("next"), R"("duration": "1s")");
    const QString log = folder_.filePath(QStringLiteral("interrupted"));
    QVERIFY(QDir().mkdir(log));
    const auto run =
        startRedial({QStringLiteral("run"), endless, next, QStringLiteral("--log"), log});
    const QString first = QDir(log).filePath(QStringLiteral("endless.jsonl"));
    QTRY_VERIFY_WITH_TIMEOUT(contents(first).contains("\"online\""), 30'000);
    run->interrupt();
    QVERIFY2(run->waitForEnd() && run->ran(), run->output().constData());
    QVERIFY2(run->exitCode() == 3, run->output().constData());
    QVERIFY2(run->output().contains("2 could not run"), run->output().constData());
    QVERIFY(contents(first).contains("run_ended"));
}

QTEST_GUILESS_MAIN(TestScenarioProgram)

} // namespace tst_scenario_program

#include "tst_scenario_program.moc"

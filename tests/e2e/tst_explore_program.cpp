// SPDX-License-Identifier: MIT
// `redial explore` as its users run it.
#include "tests/interop/peers.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

namespace tst_explore_program {

using namespace redial;

class TestExploreProgram : public QObject
{
    Q_OBJECT
private slots:
    void theClientHolds();
    void aCounterexampleIsWrittenAndReadAgain();
    void aPolicyThatIsWrongIsFound();
    void limitsSayHowFarItCame_data();
    void limitsSayHowFarItCame();
    void aWrongOptionIsNamed_data();
    void aWrongOptionIsNamed();

private:
    static RedialRun explored(const QString& options);
};

RedialRun TestExploreProgram::explored(const QString& options)
{
    return runRedial(QStringList{QStringLiteral("explore")} + options.split(u' '));
}

void TestExploreProgram::theClientHolds()
{
    const RedialRun run = explored(QStringLiteral("--depth 6 --json"));
    QVERIFY2(run.status == 0, run.output.constData());
    const QJsonObject object = QJsonDocument::fromJson(run.output).object();
    QCOMPARE(object.value(QLatin1String("completed_depth")).toInt(), 6);
    QVERIFY(object.value(QLatin1String("held")).toBool());
    QCOMPARE(object.value(QLatin1String("new_states")).toArray().size(), 7);
    QVERIFY(object.value(QLatin1String("states_per_second")).toInt() > 0);
}

void TestExploreProgram::aCounterexampleIsWrittenAndReadAgain()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("x.jsonl"));
    const RedialRun run = explored(QStringLiteral("--mutant x03 --log ") + file);
    QCOMPARE(run.status, 1);
    QVERIFY2(run.output.contains("P23 does not hold") && run.output.contains("  3. "),
             run.output.constData());
    QVERIFY2(!run.output.contains("  4. "), run.output.constData());
    const RedialRun verified = runRedial({QStringLiteral("verify"), file});
    QCOMPARE(verified.status, 1);
    QVERIFY2(!verified.output.contains("redial: "), verified.output.constData());
    const RedialRun replayed = runRedial({QStringLiteral("replay"), file});
    QVERIFY2(replayed.output.contains("event 2: the user stops"), replayed.output.constData());
    QVERIFY2(replayed.output.contains("P23 does not hold"), replayed.output.constData());
}

void TestExploreProgram::aPolicyThatIsWrongIsFound()
{
    const RedialRun run = explored(QStringLiteral("--mutant M18 --json"));
    QCOMPARE(run.status, 1);
    const QJsonObject found =
        QJsonDocument::fromJson(run.output.trimmed().split('\n').last()).object();
    QCOMPARE(found.value(QLatin1String("oracle")).toString(), QStringLiteral("P10"));
    QCOMPARE(found.value(QLatin1String("path")).toArray().size(), 2);
}

void TestExploreProgram::limitsSayHowFarItCame_data()
{
    QTest::addColumn<QString>("options");
    QTest::newRow("memory") << "--memory 3 --depth 20";
    QTest::newRow("time") << "--time-limit 1ns --depth 20";
}

void TestExploreProgram::limitsSayHowFarItCame()
{
    QFETCH(QString, options);
    const RedialRun run = explored(options);
    QCOMPARE(run.status, 3);
    QVERIFY2(run.output.contains("were not enough; raise --") &&
                 run.output.contains("events was looked at"),
             run.output.constData());
}

void TestExploreProgram::aWrongOptionIsNamed_data()
{
    QTest::addColumn<QString>("options");
    QTest::addColumn<QByteArray>("part");
    QTest::newRow("depth") << "--depth 0" << QByteArray("--depth 0 proves nothing");
    QTest::newRow("mutant") << "--mutant X99" << QByteArray("there is no mutant \"X99\"");
    QTest::newRow("other mutant") << "--mutant M20" << QByteArray("there is no mutant \"M20\"");
    QTest::newRow("jitter") << "--jitter-choice some" << QByteArray("neither shortest nor");
    QTest::newRow("duration") << "--connect-timeout 9000d" << QByteArray("ten years");
}

void TestExploreProgram::aWrongOptionIsNamed()
{
    QFETCH(QString, options);
    QFETCH(QByteArray, part);
    const RedialRun run = explored(options);
    QCOMPARE(run.status, 2);
    QVERIFY2(run.output.contains(part), run.output.constData());
}

QTEST_GUILESS_MAIN(TestExploreProgram)

} // namespace tst_explore_program

#include "tst_explore_program.moc"

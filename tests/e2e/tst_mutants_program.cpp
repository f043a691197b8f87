// SPDX-License-Identifier: MIT
// `redial mutants` as its users run it.
#include "tests/interop/peers.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

namespace tst_mutants_program {

using namespace redial;

class TestMutantsProgram : public QObject
{
    Q_OBJECT
private slots:
    void aFewOfThemHold();
    void theirFiguresAreOneObjectALine();
    void theSameSeedGivesTheSameFigures();
    void anAlarmByChanceIsExplained();
    void aWrongOptionIsNamed_data();
    void aWrongOptionIsNamed();

private:
    static RedialRun ended(const QStringList& options);
};

RedialRun TestMutantsProgram::ended(const QStringList& options)
{
    return runRedial(QStringList{QStringLiteral("mutants")} + options);
}

void TestMutantsProgram::aFewOfThemHold()
{
    const RedialRun run = ended({QStringLiteral("--only"), QStringLiteral("M01,m20"),
                                 QStringLiteral("--runs"), QStringLiteral("5")});
    QVERIFY2(run.status == 0, run.output.constData());
    QVERIFY2(run.output.contains("\n      01 02\nM01    F  .\nM20    .  F\n"),
             run.output.constData());
    QVERIFY2(run.output.contains("2 of 2 mutants failed their own oracles and no other; 0 false "
                                 "alarms in 6 runs"),
             run.output.constData());
}

void TestMutantsProgram::theirFiguresAreOneObjectALine()
{
    const RedialRun run =
        ended({QStringLiteral("--only"), QStringLiteral("M08"), QStringLiteral("--runs"),
               QStringLiteral("2"), QStringLiteral("--json")});
    QCOMPARE(run.status, 0);
    const QList<QByteArray> lines = run.output.trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    const QJsonObject mutant = QJsonDocument::fromJson(lines.first()).object();
    QCOMPARE(mutant.value(QLatin1String("mutant")).toString(), QStringLiteral("M08"));
    QCOMPARE(mutant.value(QLatin1String("failures")).toObject(),
             (QJsonObject{{QStringLiteral("P01"), 2}, {QStringLiteral("P07"), 2}}));
    QVERIFY(mutant.value(QLatin1String("holds")).toBool());
    const QJsonObject sum = QJsonDocument::fromJson(lines.last()).object();
    QCOMPARE(sum.value(QLatin1String("held")).toInt(), 1);
    QCOMPARE(sum.value(QLatin1String("false_alarms")).toInt(-1), 0);
}

void TestMutantsProgram::theSameSeedGivesTheSameFigures()
{
    const QStringList options{QStringLiteral("--runs"), QStringLiteral("1"),
                              QStringLiteral("--seed"), QStringLiteral("7"),
                              QStringLiteral("--json")};
    const RedialRun first = ended(options);
    QVERIFY2(first.status == 0, first.output.constData());
    QCOMPARE(ended(options).output, first.output);
}

/// A run with this seed is one of the three in a thousand.
void TestMutantsProgram::anAlarmByChanceIsExplained()
{
    const RedialRun run =
        ended({QStringLiteral("--only"), QStringLiteral("M10"), QStringLiteral("--runs"),
               QStringLiteral("1"), QStringLiteral("--seed"), QStringLiteral("400057")});
    QCOMPARE(run.status, 1);
    QVERIFY2(run.output.contains("The correct client in M10's situation failed P05"),
             run.output.constData());
    QVERIFY2(run.output.contains("tests of chance"), run.output.constData());
}

void TestMutantsProgram::aWrongOptionIsNamed_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("an unknown mutant")
        << QStringList{QStringLiteral("--only"), QStringLiteral("M01,M0")}
        << QByteArray("there is no mutant \"M0\"; did you mean M0");
    QTest::newRow("no mutant") << QStringList{QStringLiteral("--only"), QStringLiteral(",")}
                               << QByteArray("--only names no mutant");
    QTest::newRow("no run") << QStringList{QStringLiteral("--runs"), QStringLiteral("0")}
                            << QByteArray("--runs 0 proves nothing");
    QTest::newRow("no number") << QStringList{QStringLiteral("--runs"), QStringLiteral("many")}
                               << QByteArray("--runs");
}

void TestMutantsProgram::aWrongOptionIsNamed()
{
    QFETCH(QStringList, options);
    QFETCH(QByteArray, sentence);
    const RedialRun run = ended(options);
    QCOMPARE(run.status, 2);
    QVERIFY2(run.output.contains(sentence), run.output.constData());
}

QTEST_GUILESS_MAIN(TestMutantsProgram)

} // namespace tst_mutants_program

#include "tst_mutants_program.moc"

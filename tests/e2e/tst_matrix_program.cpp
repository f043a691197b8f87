// SPDX-License-Identifier: MIT
// `redial matrix` as its users run it.
#include "tests/interop/peers.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

namespace tst_matrix_program {

using namespace redial;

class TestMatrixProgram : public QObject
{
    Q_OBJECT
private slots:
    void theClientHoldsInEveryCell();
    void aWrongClientDoesNot();
    void itGoesOnWhereItEnded();
    void aCellsRunIsReadAgain();
    void onlyTakesFaultsLevelsAndPhases_data();
    void onlyTakesFaultsLevelsAndPhases();
    void aWrongOptionIsNamed_data();
    void aWrongOptionIsNamed();
    void aChoiceWithoutACellThatCanBeIsNoSuccess();

private:
    static RedialRun matrix(const QString& options);
};

RedialRun TestMatrixProgram::matrix(const QString& options)
{
    return runRedial(QStringList{QStringLiteral("matrix")} + options.split(u' '));
}

void TestMatrixProgram::theClientHoldsInEveryCell()
{
    const QTemporaryDir folder;
    const QString page = folder.filePath(QStringLiteral("m.html"));
    const RedialRun run = matrix(QStringLiteral("--json --html ") + page);
    QVERIFY2(run.status == 0, run.output.constData());
    QVERIFY(run.sum().value(QLatin1String("held")).toInt() > 250);
    QCOMPARE(run.sum().value(QLatin1String("not_held")).toInt(-1), 0);
    QCOMPARE(run.sum().value(QLatin1String("not_bitten")).toInt(-1), 0);
    QFile file(page);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray html = file.readAll();
    QVERIFY(html.contains("call in flight") && html.contains("reset_peer"));
    QVERIFY(!html.contains("http://") && !html.contains("https://") && !html.contains("<script"));
}

void TestMatrixProgram::aWrongClientDoesNot()
{
    const RedialRun run = matrix(QStringLiteral("--mutant m08 --only T1"));
    QCOMPARE(run.status, 1);
    QVERIFY2(run.output.contains("P07"), run.output.constData());
}

void TestMatrixProgram::itGoesOnWhereItEnded()
{
    const QTemporaryDir folder;
    const QString state = QStringLiteral(" --json --state ") + folder.filePath(QStringLiteral("m"));
    const auto ran = [&](const QString& only) {
        const RedialRun run = matrix(QStringLiteral("--only ") + only + state);
        return run.status == 0 ? run.sum().value(QLatin1String("ran")).toInt(-1) : -1;
    };
    const int first = ran(QStringLiteral("T6"));
    QVERIFY(first > 3);
    QCOMPARE(ran(QStringLiteral("T6")), 0);
    QCOMPARE(ran(QStringLiteral("T6,H5")), 1);
    const RedialRun other = matrix(QStringLiteral("--seed 2 --only T6") + state);
    QCOMPARE(other.status, 3);
    QVERIFY2(other.output.contains("is another one"), other.output.constData());
}

void TestMatrixProgram::aCellsRunIsReadAgain()
{
    const QTemporaryDir folder;
    const QString cells = folder.filePath(QStringLiteral("deep/cells"));
    QCOMPARE(matrix(QStringLiteral("--only T9,ready_idle --log ") + cells).status, 0);
    const RedialRun verified =
        runRedial({QStringLiteral("verify"), cells + QStringLiteral("/T9-ready_idle.jsonl")});
    QCOMPARE(verified.status, 0);
    QVERIFY2(verified.output.contains("P12  held"), verified.output.constData());
}

void TestMatrixProgram::onlyTakesFaultsLevelsAndPhases_data()
{
    QTest::addColumn<QString>("only");
    QTest::addColumn<int>("cells");
    QTest::newRow("fault by id") << "t6,ready_idle" << 1;
    QTest::newRow("fault by name") << "reset_peer,ready_idle,closing" << 2;
    QTest::newRow("level") << "msgi,ready_idle" << 10;
    QTest::newRow("level and phase of one name") << "level:tcp,phase:tcp" << 15;
}

void TestMatrixProgram::onlyTakesFaultsLevelsAndPhases()
{
    QFETCH(QString, only);
    QFETCH(int, cells);
    const RedialRun run = matrix(QStringLiteral("--json --only ") + only);
    const QJsonObject sum = run.sum();
    QCOMPARE(sum.value(QLatin1String("held")).toInt() +
                 sum.value(QLatin1String("cannot_be")).toInt(),
             cells);
}

void TestMatrixProgram::aWrongOptionIsNamed_data()
{
    QTest::addColumn<QString>("options");
    QTest::addColumn<QByteArray>("part");
    QTest::newRow("word") << "--only redy_idle" << QByteArray("did you mean ready_idle?");
    QTest::newRow("both") << "--only tcp" << QByteArray("write level:tcp or phase:tcp");
    QTest::newRow("mutant") << "--mutant M99" << QByteArray("there is no mutant \"M99\"");
    QTest::newRow("account") << "--mutant M61" << QByteArray("wrong in its account alone");
}

void TestMatrixProgram::aWrongOptionIsNamed()
{
    QFETCH(QString, options);
    QFETCH(QByteArray, part);
    const RedialRun run = matrix(options);
    QVERIFY2(run.status == 2, run.output.constData());
    QVERIFY2(run.output.contains(part), run.output.constData());
}

void TestMatrixProgram::aChoiceWithoutACellThatCanBeIsNoSuccess()
{
    const RedialRun run = matrix(QStringLiteral("--only http,phase:tcp"));
    QVERIFY2(run.status == 3, run.output.constData());
    QVERIFY2(run.output.contains("none of these cells can be"), run.output.constData());
}

QTEST_GUILESS_MAIN(TestMatrixProgram)

} // namespace tst_matrix_program

#include "tst_matrix_program.moc"

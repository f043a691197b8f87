// SPDX-License-Identifier: MIT
#include "core/testing/scenario_test.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace tst_scenario_test {

using namespace redial;

/// What a program with a ScenarioTest printed and how many of its functions failed.
struct InnerTest
{
    int failed = 0;
    QString text;
};

class TestScenarioTest : public QObject
{
    Q_OBJECT
private slots:
    void aRowForEachCase();
    void whatDoesNotHoldFailsItsRowAndTellsWhy();
    void whatNeedsSocketsIsSkippedInVirtualTime();
    void aFileWithErrorsFailsWithTheirPlaces();
    void withoutAFileItFails();

private:
    QString write(const QByteArray& json);
    InnerTest inner(const QStringList& files);

    QTemporaryDir folder_;
    int count_ = 0;
};

namespace {

/// As the first argument: be the program under test. QtTest cannot run within QtTest.
constexpr QLatin1String innerMark("--inner");

QByteArray scenario(const QByteArray& more)
{
    return QByteArrayLiteral(R"({"version": 1, "name": "A", "comment": "c",
        "client": {"policy": {"initial_backoff": "100ms"}}, "server": {"boot": "accepted:1"},
        "duration": "2s", )") +
           more + '}';
}

const QByteArray holds =
    R"("expectations": {"thresholds": {"connections_opened": {"at_least": 1}}})";
const QByteArray fails = R"("expectations": {"thresholds": {"reconnects": {"at_least": 7}}})";

} // namespace

QString TestScenarioTest::write(const QByteArray& json)
{
    QString path = folder_.filePath(QStringLiteral("f%1.redial.json").arg(++count_));
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(json) == json.size() ? path : QString();
}

InnerTest TestScenarioTest::inner(const QStringList& files)
{
    QProcess process;
    process.start(QCoreApplication::applicationFilePath(),
                  QStringList{QStringLiteral("tst_scenario_test"), innerMark} + files);
    if (!process.waitForFinished())
        return {-1, process.errorString()};
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput())};
}

void TestScenarioTest::aRowForEachCase()
{
    const QString path =
        write(scenario(holds + R"(, "clock": "virtual", "matrix": {"/seed": [1, 2]})"));
    const InnerTest result = inner({path});
    QVERIFY2(result.failed == 0, qPrintable(result.text));
    QVERIFY2(result.text.contains(QLatin1String("PASS   : redial::ScenarioTest::scenario(f1")),
             qPrintable(result.text));
    QVERIFY2(result.text.contains(QLatin1String("4 passed, 0 failed")), qPrintable(result.text));
}

void TestScenarioTest::whatDoesNotHoldFailsItsRowAndTellsWhy()
{
    const InnerTest result = inner({write(scenario(fails + R"(, "clock": "virtual")"))});
    QCOMPARE(result.failed, 1);
    QVERIFY2(result.text.contains(QLatin1String("reconnects: ")), qPrintable(result.text));
}

void TestScenarioTest::whatNeedsSocketsIsSkippedInVirtualTime()
{
    const InnerTest result = inner({write(scenario(holds + R"(, "clock": "system")"))});
    QCOMPARE(result.failed, 0);
    QVERIFY2(result.text.contains(QLatin1String("SKIP   : redial::ScenarioTest::scenario(")),
             qPrintable(result.text));
}

void TestScenarioTest::aFileWithErrorsFailsWithTheirPlaces()
{
    const InnerTest result = inner({write(scenario(R"("durations": 1)"))});
    QVERIFY(result.failed > 0);
    QVERIFY2(result.text.contains(QLatin1String(".redial.json:3:")), qPrintable(result.text));
    QVERIFY2(result.text.contains(QLatin1String("durations")), qPrintable(result.text));
    QVERIFY(inner({folder_.filePath(QStringLiteral("none.redial.json"))}).failed > 0);
}

void TestScenarioTest::withoutAFileItFails()
{
    QVERIFY(inner({}).failed > 0);
}

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    QStringList files = QCoreApplication::arguments().mid(1);
    if (!files.isEmpty() && files.first() == innerMark) {
        files.removeFirst();
        ScenarioTest::Options options;
        options.run.allVirtual = true;
        ScenarioTest test(files, options);
        return QTest::qExec(&test, QStringList{QStringLiteral("inner")});
    }
    TestScenarioTest test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace tst_scenario_test

#include "tst_scenario_test.moc"

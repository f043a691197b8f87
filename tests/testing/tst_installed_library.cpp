// SPDX-License-Identifier: MIT
// What cmake --install --component development gives is enough for a project that knows nothing of
// Redial's build: tests/testing/example finds it, builds and passes.
#include "tests/packaging/programs.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

namespace tst_installed_library {

using namespace redial;

class TestInstalledLibrary : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void theExampleBuildsAndItsTestsPass();
    void anUnknownOptionIsNamed_data();
    void anUnknownOptionIsNamed();

private:
    QString prefix() const { return folder_.filePath(QStringLiteral("installed")); }

    QTemporaryDir folder_;
};

namespace {

Outcome cmake(const QStringList& arguments)
{
    return runProgram(QStringLiteral(CMAKE_PROGRAM), arguments);
}

} // namespace

void TestInstalledLibrary::initTestCase()
{
    const Outcome install = cmake({QStringLiteral("--install"), QStringLiteral(REDIAL_BINARY_DIR),
                                   QStringLiteral("--component"), QStringLiteral("development"),
                                   QStringLiteral("--prefix"), prefix()});
    QVERIFY2(install.status == 0, qPrintable(install.output));
}

void TestInstalledLibrary::theExampleBuildsAndItsTestsPass()
{
    const QString build = folder_.filePath(QStringLiteral("build"));
    const Outcome configured =
        cmake({QStringLiteral("-S"), QStringLiteral(REDIAL_SOURCE_DIR "/tests/testing/example"),
               QStringLiteral("-B"), build, QStringLiteral("-G"), QStringLiteral(REDIAL_GENERATOR),
               QStringLiteral("-DCMAKE_PREFIX_PATH=%1").arg(prefix())});
    QVERIFY2(configured.status == 0, qPrintable(configured.output));
    const Outcome built = cmake({QStringLiteral("--build"), build});
    QVERIFY2(built.status == 0, qPrintable(built.output));
    const Outcome tested =
        runProgram(QStringLiteral(CTEST_PROGRAM),
                   {QStringLiteral("--test-dir"), build, QStringLiteral("--output-on-failure")});
    QVERIFY2(tested.status == 0, qPrintable(tested.output));
    QVERIFY2(tested.output.contains(QLatin1String("100% tests passed, 0 tests failed out of 3")),
             qPrintable(tested.output));
    // A row for each case of the matrix has left its run file.
    QCOMPARE(QDir(build + QStringLiteral("/runs")).entryList(QDir::Files).size(), 3);
}

void TestInstalledLibrary::anUnknownOptionIsNamed_data()
{
    QTest::addColumn<QString>("call");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("option") << "tst_a SCENARIO a.json"
                            << "unknown: SCENARIO;a.json";
    QTest::newRow("no file") << "tst_a VIRTUAL"
                             << "at least one file behind SCENARIOS";
    QTest::newRow("missing file") << "tst_a SCENARIOS a.json"
                                  << "there is no file";
    QTest::newRow("seed") << "tst_a SCENARIOS ${CMAKE_CURRENT_LIST_FILE} SEED x"
                          << "SEED x is not a whole number";
}

void TestInstalledLibrary::anUnknownOptionIsNamed()
{
    QFETCH(QString, call);
    QFETCH(QString, sentence);
    const QString script = folder_.filePath(QStringLiteral("call.cmake"));
    QFile file(script);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QStringLiteral("include(%1/cmake/install/RedialAddScenarioTest.cmake)\n"
                              "redial_add_scenario_test(%2)\n")
                   .arg(QStringLiteral(REDIAL_SOURCE_DIR), call)
                   .toUtf8());
    file.close();
    const Outcome outcome = cmake({QStringLiteral("-P"), script});
    QVERIFY(outcome.status != 0);
    QVERIFY2(outcome.output.simplified().contains(sentence), qPrintable(outcome.output));
}

QTEST_GUILESS_MAIN(TestInstalledLibrary)

} // namespace tst_installed_library

#include "tst_installed_library.moc"

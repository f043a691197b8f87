// SPDX-License-Identifier: MIT
#include "tests/architecture/source_rules.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

namespace tst_source_rules {

using namespace redial;

namespace {

const QString& repository()
{
    static const QString path = QStringLiteral(REDIAL_SOURCE_DIR);
    return path;
}

const QString licence = QStringLiteral("// SPDX-License-Identifier: MIT\n");

/// A source tree of one file, for a rule to be tried on.
class Tree
{
public:
    Tree(const QString& path, const QString& text) : written_(add(path, text)) {}

    bool add(const QString& path, const QString& text)
    {
        const QString full = folder_.filePath(path);
        QDir().mkpath(QFileInfo(full).path());
        QFile file(full);
        return file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) >= 0;
    }

    bool written() const { return written_; }
    QString root() const { return folder_.path(); }

private:
    QTemporaryDir folder_;
    bool written_ = false;
};

} // namespace

class TestSourceRules : public QObject
{
    Q_OBJECT
private slots:
    void theSourcesAreFound();
    void includesPointDownwards();
    void anIncludeAgainstTheDirectionIsFound_data();
    void anIncludeAgainstTheDirectionIsFound();
    void anIncludeAlongTheDirectionIsAccepted_data();
    void anIncludeAlongTheDirectionIsAccepted();
    void coreUsesNoGuiHeader();
    void aGuiHeaderInCoreIsFound_data();
    void aGuiHeaderInCoreIsFound();
    void filesAreShort();
    void aLongFileIsFound_data();
    void aLongFileIsFound();
    void everySourceNamesItsLicence();
    void aSourceWithoutLicenceIsFound();
    void noTwoClassesShareAName();
    void aSecondClassOfAnotherHeadersNameIsFound();
    void nothingSleeps();
    void aSleepIsFound_data();
    void aSleepIsFound();
    void whatOnlyLooksLikeASleepIsAccepted();
};

void TestSourceRules::theSourcesAreFound()
{
    QVERIFY(sourceFileCount(repository()) > 30);
}

void TestSourceRules::includesPointDownwards()
{
    QCOMPARE(includeDirectionViolations(repository()).join(QLatin1Char('\n')), QString());
}

void TestSourceRules::anIncludeAgainstTheDirectionIsFound_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("included");
    const auto row = [](const char* path, const char* included) {
        QTest::addRow("%s includes %s", path, included)
            << QString::fromLatin1(path) << QString::fromLatin1(included);
    };
    row("core/log/a.h", "core/wire/b.h");
    row("core/time/a.h", "core/log/b.h");
    row("core/wire/a.cpp", "core/time/b.h");
    row("core/session/a.cpp", "core/transport/b.h");
    row("core/reconnect/deep/a.cpp", "core/session/b.h");
    row("core/verdict/a.cpp", "core/transport/b.h");
    row("core/report/a.cpp", "core/server/b.h");
    row("core/explore/a.cpp", "core/client/b.h");
    row("core/base/a.h", "core/log/b.h");
    row("core/unknown/a.h", "core/base/b.h");
    row("core/report/a.h", "ui/view/b.h");
    row("core/report/a.h", "app/cli/b.h");
    row("core/report/a.h", "tests/support/b.h");
    row("ui/view/a.h", "app/cli/b.h");
    row("app/cli/a.h", "ui/view/b.h");
}

void TestSourceRules::anIncludeAgainstTheDirectionIsFound()
{
    QFETCH(QString, path);
    QFETCH(QString, included);
    const Tree tree(path, licence + QStringLiteral("#include \"%1\"\n").arg(included));
    QVERIFY(tree.written());
    const QStringList found = includeDirectionViolations(tree.root());
    QCOMPARE(found.size(), 1);
    QVERIFY2(found.first().startsWith(path + QStringLiteral(":2: ")), qPrintable(found.first()));
}

void TestSourceRules::anIncludeAlongTheDirectionIsAccepted_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("included");
    const auto row = [](const char* path, const char* included) {
        QTest::addRow("%s includes %s", path, included)
            << QString::fromLatin1(path) << QString::fromLatin1(included);
    };
    row("core/wire/a.cpp", "core/base/b.h");
    row("core/client/a.cpp", "core/transport/b.h");
    row("core/verdict/a.cpp", "core/reconnect/b.h");
    row("core/verdict/a.cpp", "core/session/b.h");
    row("core/session/a.cpp", "core/session/b.h");
    row("ui/view/a.h", "core/report/b.h");
    row("app/desktop/a.cpp", "ui/panels/b.h");
    row("tests/session/a.cpp", "core/server/b.h");
}

void TestSourceRules::anIncludeAlongTheDirectionIsAccepted()
{
    QFETCH(QString, path);
    QFETCH(QString, included);
    const Tree tree(path, licence + QStringLiteral("#include \"%1\"\n").arg(included));
    QVERIFY(tree.written());
    QCOMPARE(sourceFileCount(tree.root()), 1);
    QCOMPARE(includeDirectionViolations(tree.root()), QStringList());
}

void TestSourceRules::coreUsesNoGuiHeader()
{
    QCOMPARE(guiInCoreViolations(repository()).join(QLatin1Char('\n')), QString());
}

void TestSourceRules::aGuiHeaderInCoreIsFound_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("text");
    QTest::newRow("a class of Gui") << "core/log/a.h"
                                    << "#include <QColor>";
    QTest::newRow("a class of Widgets") << "core/log/a.h"
                                        << "#include <QLabel>";
    QTest::newRow("with its module") << "core/log/a.cpp"
                                     << "#include <QtGui/QPainter>";
    QTest::newRow("a whole module") << "core/log/a.cpp"
                                    << "#include <QtWidgets>";
    QTest::newRow("in the command line") << "app/cli/a.cpp"
                                         << "#include <QApplication>";
    QTest::newRow("linked") << "core/log/CMakeLists.txt"
                            << "target_link_libraries(x PUBLIC Qt6::Gui)";
}

void TestSourceRules::aGuiHeaderInCoreIsFound()
{
    QFETCH(QString, path);
    QFETCH(QString, text);
    const Tree tree(path, licence + QStringLiteral("#include <QString>\n") + text);
    QVERIFY(tree.written());
    const QStringList found = guiInCoreViolations(tree.root());
    QCOMPARE(found.size(), 1);
    QVERIFY2(found.first().startsWith(path + QStringLiteral(":3: ")), qPrintable(found.first()));
}

void TestSourceRules::filesAreShort()
{
    QCOMPARE(lengthViolations(repository()).join(QLatin1Char('\n')), QString());
}

void TestSourceRules::aLongFileIsFound_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("product") << "ui/a.cpp";
    QTest::newRow("test") << "tests/ui/tst_a.cpp";
}

void TestSourceRules::aLongFileIsFound()
{
    QFETCH(QString, path);
    constexpr int most = 400;
    const QString line = QStringLiteral("int a;\n");
    const Tree just(path, line.repeated(most));
    QCOMPARE(sourceFileCount(just.root()), 1);
    QCOMPARE(lengthViolations(just.root()), QStringList());
    const Tree tree(path, line.repeated(most + 1));
    QCOMPARE(lengthViolations(tree.root()).size(), 1);
}

void TestSourceRules::everySourceNamesItsLicence()
{
    QCOMPARE(licenceViolations(repository()).join(QLatin1Char('\n')), QString());
}

void TestSourceRules::aSourceWithoutLicenceIsFound()
{
    const Tree tree(QStringLiteral("tests/x/a.cpp"), QStringLiteral("int a;\n\n") + licence);
    QCOMPARE(licenceViolations(tree.root()).size(), 1);
}

void TestSourceRules::noTwoClassesShareAName()
{
    QCOMPARE(classNameViolations(repository()).join(QLatin1Char('\n')), QString());
}

void TestSourceRules::aSecondClassOfAnotherHeadersNameIsFound()
{
    const QString text =
        licence + QStringLiteral("class Probe;\nclass Probe final : public Base\n{\n};\n");
    Tree tree(QStringLiteral("core/log/a.h"), text);
    QCOMPARE(classNameViolations(tree.root()), QStringList());
    QVERIFY(
        tree.add(QStringLiteral("ui/view/b.h"), licence + QStringLiteral("struct Probe\n{\n};\n")));
    QCOMPARE(classNameViolations(tree.root()).size(), 1);
}

void TestSourceRules::nothingSleeps()
{
    QCOMPARE(sleepViolations(repository()).join(QLatin1Char('\n')), QString());
}

void TestSourceRules::aSleepIsFound_data()
{
    QTest::addColumn<QString>("line");
    for (const char* line :
         {"QTest::qSleep(5);", "QTest::qWait(10);", "QThread::msleep(1);", "QThread::sleep(1);",
          "std::this_thread::sleep_for(5ms);", "usleep (10);", "time.sleep(1)"})
        QTest::newRow(line) << QString::fromLatin1(line);
}

void TestSourceRules::aSleepIsFound()
{
    QFETCH(QString, line);
    const Tree tree(QStringLiteral("tests/x/tst_x.cpp"), licence + line);
    QCOMPARE(sleepViolations(tree.root()).size(), 1);
}

void TestSourceRules::whatOnlyLooksLikeASleepIsAccepted()
{
    const Tree tree(QStringLiteral("tests/x/tst_x.cpp"),
                    licence + QStringLiteral("// no sleep(1) here\n"
                                             "QTRY_VERIFY(QTest::qWaitFor(done));\n"
                                             "stopSleep(); int a = 1; // then usleep(2)\n"));
    QCOMPARE(sourceFileCount(tree.root()), 1);
    QCOMPARE(sleepViolations(tree.root()), QStringList());
}

QTEST_GUILESS_MAIN(TestSourceRules)

} // namespace tst_source_rules

#include "tst_source_rules.moc"

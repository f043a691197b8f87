// SPDX-License-Identifier: MIT
#include "tests/packaging/programs.h"

#include <QDateTime>
#include <QTemporaryDir>
#include <QTest>

namespace tst_release_check {

using namespace redial;

namespace {

/// What a small project must hold to be released as 1.2.3.
struct ProjectFile
{
    const char* path;
    QByteArray contents;
    bool executable = false;
};

QByteArray today()
{
    return QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyy-MM-dd")).toLatin1();
}

QList<ProjectFile> releasedProject()
{
    return {
        {"CMakeLists.txt", "project(Small\n  VERSION 1.2.3\n)\n"},
        {"CHANGELOG.md", "# Changelog\n\n## [1.2.3] - " + today() + "\n"},
        {".gitignore", "/build-release/\n"},
        {"docs/command-line.md", "the options\n"},
        {"resources/org.redial.Redial.metainfo.xml",
         "<release version=\"1.2.3\" date=\"" + today() + "\">\n"},
        {"packaging/cpack.cmake", "set(CPACK_PACKAGE_CONTACT \"redial@redial.test\")\n"},
        {"packaging/debian/changelog", "redial (1.2.3-1) bookworm; urgency=medium\n"},
        {"packaging/build",
         "#!/bin/sh\nmkdir -p build-release/bin && cp documents build-release/bin/redial-documents "
         "&&\n"
         "    cp program build-release/bin/redial\n",
         true},
        {"packaging/check", "#!/bin/sh\nexit 0\n", true},
        {"documents", "#!/bin/sh\necho 'the options' >docs/command-line.md\n", true},
        {"program", "#!/bin/sh\necho 'redial 1.2.3 (Qt 6.4.2)'\n", true},
    };
}

} // namespace

/// packaging/release-check in a small project of its own, where nothing is compiled: that every
/// point holds for what can be released, and that each one is found that does not.
class TestReleaseCheck : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void whatCanBeReleasedHolds();
    void whatCannotBeReleasedIsFound_data();
    void whatCannotBeReleasedIsFound();
    void whatIsNotCommittedIsFound();
    void withoutQuickThePackagesAreTried_data();
    void withoutQuickThePackagesAreTried();

private:
    /// The project, with `contents` in one file instead of its own, committed and tagged.
    void makeProject(const QString& path = {}, const QByteArray& contents = {},
                     const QString& tag = QStringLiteral("v1.2.3"));
    Outcome check(const QStringList& options = {QStringLiteral("--quick")}) const;
    static bool isFound(const Outcome& outcome, const QString& point);
    bool git(const QStringList& arguments) const;

    std::unique_ptr<QTemporaryDir> project_;
    QTemporaryDir tools_;
    QProcessEnvironment environment_ = QProcessEnvironment::systemEnvironment();
};

void TestReleaseCheck::initTestCase()
{
    if (runProgram(QStringLiteral("git"), {QStringLiteral("--version")}).status != 0)
        QSKIP("git is not installed.");
    // Instead of the real one, which would configure and compile.
    QVERIFY(writeFile(tools_.filePath(QStringLiteral("cmake")), "#!/bin/sh\nexit 0\n", true));
    environment_.insert(QStringLiteral("PATH"),
                        tools_.path() + QLatin1Char(':') + qEnvironmentVariable("PATH"));
    for (const char* who : {"AUTHOR", "COMMITTER"}) {
        environment_.insert(QStringLiteral("GIT_%1_NAME").arg(QLatin1String(who)),
                            QStringLiteral("Tester"));
        environment_.insert(QStringLiteral("GIT_%1_EMAIL").arg(QLatin1String(who)),
                            QStringLiteral("tester@redial.test"));
    }
    environment_.insert(QStringLiteral("GIT_CONFIG_GLOBAL"), QStringLiteral("/dev/null"));
}

bool TestReleaseCheck::git(const QStringList& arguments) const
{
    const Outcome outcome =
        runProgram(QStringLiteral("git"),
                   QStringList{QStringLiteral("-C"), project_->path()} + arguments, environment_);
    if (outcome.status != 0)
        qWarning("%s", qPrintable(outcome.output));
    return outcome.status == 0;
}

void TestReleaseCheck::makeProject(const QString& path, const QByteArray& contents,
                                   const QString& tag)
{
    project_ = std::make_unique<QTemporaryDir>();
    for (const ProjectFile& file : releasedProject()) {
        const QString name = QLatin1String(file.path);
        QVERIFY(writeFile(project_->filePath(name), name == path ? contents : file.contents,
                          file.executable));
    }
    for (const char* script : {"release-check", "checks/table.sh"}) {
        const QString name = QStringLiteral("packaging/") + QLatin1String(script);
        QVERIFY(writeFile(project_->filePath(name),
                          contentsOf(QStringLiteral(REDIAL_SOURCE_DIR "/") + name), true));
    }
    QVERIFY(git({QStringLiteral("init"), QStringLiteral("-q")}));
    QVERIFY(git({QStringLiteral("add"), QStringLiteral("-A")}));
    QVERIFY(git({QStringLiteral("commit"), QStringLiteral("-q"), QStringLiteral("-m"),
                 QStringLiteral("Release")}));
    QVERIFY(git({QStringLiteral("tag"), tag}));
}

Outcome TestReleaseCheck::check(const QStringList& options) const
{
    return runProgram(project_->filePath(QStringLiteral("packaging/release-check")), options,
                      environment_);
}

bool TestReleaseCheck::isFound(const Outcome& outcome, const QString& point)
{
    const QStringList lines = outcome.output.split(QLatin1Char('\n'));
    return outcome.status == 1 && std::any_of(lines.begin(), lines.end(), [&](const QString& line) {
               return line.startsWith(QLatin1String("NOT HELD")) && line.contains(point);
           });
}

void TestReleaseCheck::whatCanBeReleasedHolds()
{
    makeProject();
    const Outcome outcome = check();
    QVERIFY2(outcome.status == 0, qPrintable(outcome.output));
    QVERIFY2(!outcome.output.contains(QLatin1String("NOT HELD")), qPrintable(outcome.output));
    QCOMPARE(outcome.output.count(QLatin1String("\nheld ")), 9);
}

void TestReleaseCheck::whatCannotBeReleasedIsFound_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("contents");
    QTest::addColumn<QString>("tag");
    QTest::addColumn<QString>("point");
    const QString tag = QStringLiteral("v1.2.3");
    QTest::newRow("another tag") << QString() << QByteArray() << "v1.2.2"
                                 << "the commit has the tag v1.2.3";
    QTest::newRow("longer tag") << QString() << QByteArray() << "v1.2.30"
                                << "the commit has the tag v1.2.3";
    QTest::newRow("changelog") << "CHANGELOG.md" << QByteArray("## [Unreleased]\n") << tag
                               << "CHANGELOG.md has a dated section 1.2.3";
    QTest::newRow("Debian changelog")
        << "packaging/debian/changelog" << QByteArray("redial (1.2.2-1) bookworm\n") << tag
        << "the Debian changelog begins with 1.2.3-1";
    QTest::newRow("metainfo") << "resources/org.redial.Redial.metainfo.xml"
                              << QByteArray("<release version=\"1.2.3\" date=\"2001-01-01\">\n")
                              << tag << "the metainfo names the release with this year's date";
    QTest::newRow("addresses") << "packaging/cpack.cmake"
                               << QByteArray("set(CONTACT \"redial@example.org\")\n") << tag
                               << "the addresses of home page, screenshots and maintainer";
    QTest::newRow("packages are not made")
        << "packaging/build" << QByteArray("#!/bin/sh\nexit 3\n") << tag << "packaging/build";
    QTest::newRow("program") << "program" << QByteArray("#!/bin/sh\necho redial 1.2.30\n") << tag
                             << "redial version says 1.2.3";
    QTest::newRow("documents") << "docs/command-line.md" << QByteArray("former options\n") << tag
                               << "man pages, completions";
}

void TestReleaseCheck::whatCannotBeReleasedIsFound()
{
    QFETCH(QString, path);
    QFETCH(QByteArray, contents);
    QFETCH(QString, tag);
    QFETCH(QString, point);
    makeProject(path, contents, tag);
    const Outcome outcome = check();
    QVERIFY2(isFound(outcome, point), qPrintable(outcome.output));
}

void TestReleaseCheck::whatIsNotCommittedIsFound()
{
    makeProject();
    QVERIFY(writeFile(project_->filePath(QStringLiteral("notes")), "x"));
    const Outcome outcome = check();
    QVERIFY2(isFound(outcome, QStringLiteral("everything is committed")),
             qPrintable(outcome.output));
}

void TestReleaseCheck::withoutQuickThePackagesAreTried_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<bool>("holds");
    QTest::newRow("they hold") << QByteArray("#!/bin/sh\ntest \"$1\" = --all\n") << true;
    QTest::newRow("they do not") << QByteArray("#!/bin/sh\nexit 1\n") << false;
}

void TestReleaseCheck::withoutQuickThePackagesAreTried()
{
    QFETCH(QByteArray, script);
    QFETCH(bool, holds);
    makeProject(QStringLiteral("packaging/check"), script);
    const Outcome outcome = check({});
    QVERIFY2(outcome.status == (holds ? 0 : 1), qPrintable(outcome.output));
    QCOMPARE(isFound(outcome, QStringLiteral("packaging/check --all")), !holds);
}

QTEST_GUILESS_MAIN(TestReleaseCheck)

} // namespace tst_release_check

#include "tst_release_check.moc"

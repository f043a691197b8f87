// SPDX-License-Identifier: MIT
#include "tests/packaging/small_bundles.h"
#include "tests/packaging/tester_home.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTest>

namespace tst_installer {

using namespace redial;

/// The installer's script around a small bundle: that it installs and upgrades, and into which
/// folders. packaging/check tries the real bundle.
class TestInstaller : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void itInstallsAndItsUninstallerRemovesEverything();
    void itTakesAPrefixWithSpacesAndOtherLetters();
    void itTakesAPrefixBelowTheHomeThatTheShellDidNotExpand();
    void itTakesABinThatIsALink();
    void itUpgradesInPlaceAndKeepsWhatIsNotItsOwn();
    void aFolderMayBecomeAFileAndTheOtherWayRound();
    void othersCanUseItWhateverTheUmask();
    void aCacheOfIconsIsToldThatItIsOld();
    void aHomeThatIsALinkIsKnownOnThePath_data();
    void aHomeThatIsALinkIsKnownOnThePath();
    void aDiskThatDoesNotTellItsSizeIsTaken();
    void aDesktopThatIsNotThereIsSaid();
    void theSameStageGivesTheSameBytes();

private:
    SmallBundles bundles_;
    QString first_;
    QString second_;
    std::unique_ptr<TesterHome> home_;
};

void TestInstaller::initTestCase()
{
    if (!SmallBundles::areUsable())
        QSKIP("xz is not installed: the installer cannot unpack.");
    first_ = bundles_.make(QStringLiteral("1.0.0"));
    second_ = bundles_.make(QStringLiteral("1.1.0"));
}

void TestInstaller::init()
{
    home_ = std::make_unique<TesterHome>();
}

void TestInstaller::itInstallsAndItsUninstallerRemovesEverything()
{
    const Outcome installed =
        home_->run(QStringLiteral("/bin/sh"), {first_, QStringLiteral("--yes")}); // ~/.local
    QVERIFY2(installed.status == 0, qPrintable(installed.output));
    QCOMPARE(home_->redial(), QStringLiteral("redial 1.0.0\n"));
    const QString entry =
        home_->installed(QStringLiteral("share/applications/org.redial.Redial.desktop"));
    QVERIFY(contentsOf(entry).contains(
        QStringLiteral("Exec=%1/bin/redial-desktop %f").arg(home_->installed()).toUtf8()));
    const Outcome removed = home_->uninstall();
    QVERIFY2(removed.status == 0, qPrintable(removed.output));
    QCOMPARE(home_->files(), QStringList());
}

void TestInstaller::itTakesAPrefixWithSpacesAndOtherLetters()
{
    home_->choosePrefix(home_->path(QStringLiteral("Prüf stand/充电 & co")));
    const Outcome installed = home_->install(first_);
    QVERIFY2(installed.status == 0, qPrintable(installed.output));
    QCOMPARE(home_->redial(), QStringLiteral("redial 1.0.0\n"));
    const QString file =
        home_->installed(QStringLiteral("share/applications/org.redial.Redial.desktop"));
    QVERIFY(contentsOf(file).contains(
        QStringLiteral("Exec=\"%1/bin/redial-desktop\" %f").arg(home_->installed()).toUtf8()));
    const Outcome entry = home_->run(QStringLiteral("desktop-file-validate"), {file});
    QVERIFY2(entry.status == 0, qPrintable(entry.output));
    QCOMPARE(home_->uninstall().status, 0);
    QCOMPARE(home_->files(), QStringList());
}

void TestInstaller::itTakesAPrefixBelowTheHomeThatTheShellDidNotExpand()
{
    const Outcome installed =
        home_->run(QStringLiteral("/bin/sh"),
                   {first_, QStringLiteral("--yes"), QStringLiteral("--prefix=~/my tools")});
    QVERIFY2(installed.status == 0, qPrintable(installed.output));
    QVERIFY(QFile::exists(home_->path(QStringLiteral("my tools/bin/redial"))));
}

void TestInstaller::itTakesABinThatIsALink()
{
    QVERIFY(QDir().mkpath(home_->path(QStringLiteral("dot files/bin"))) &&
            QDir().mkpath(home_->installed()));
    QVERIFY(QFile::link(home_->path(QStringLiteral("dot files/bin")),
                        home_->installed(QStringLiteral("bin"))));
    const QStringList before = home_->files();
    const Outcome installed = home_->install(first_);
    QVERIFY2(installed.status == 0, qPrintable(installed.output));
    QCOMPARE(home_->redial(), QStringLiteral("redial 1.0.0\n"));
    QCOMPARE(home_->uninstall().status, 0);
    QCOMPARE(home_->files(), before);
}

void TestInstaller::itUpgradesInPlaceAndKeepsWhatIsNotItsOwn()
{
    QVERIFY(writeFile(home_->path(QStringLiteral(".config/redial/redial.ini")), "[window]\n"));
    QVERIFY(writeFile(home_->installed(QStringLiteral("bin/other")), "other"));
    const QStringList before = home_->files();
    QCOMPARE(home_->install(first_).status, 0);
    const Outcome upgraded = home_->install(second_);
    QVERIFY2(upgraded.output.contains(QLatin1String("in place of 1.0.0")),
             qPrintable(upgraded.output));
    QCOMPARE(home_->redial(), QStringLiteral("redial 1.1.0\n"));
    QVERIFY(!QFile::exists(home_->installed(QStringLiteral("lib/redial/only-in-1.0.0"))));
    QCOMPARE(home_->uninstall().status, 0);
    QCOMPARE(home_->files(), before);
}

void TestInstaller::aFolderMayBecomeAFileAndTheOtherWayRound()
{
    const QString part = QStringLiteral("lib/redial/part");
    const QString inPart = part + QStringLiteral("/of/it");
    const QString asFolder = bundles_.make(QStringLiteral("1.2.0"), {{inPart, "folder"}});
    const QString asFile = bundles_.make(QStringLiteral("1.3.0"), {{part, "file"}});
    QCOMPARE(home_->install(asFolder).status, 0);
    const Outcome upgraded = home_->install(asFile);
    QVERIFY2(upgraded.status == 0, qPrintable(upgraded.output));
    QCOMPARE(contentsOf(home_->installed(part)), QByteArray("file"));
    const Outcome back = home_->install(asFolder, {QStringLiteral("--downgrade")});
    QVERIFY2(back.status == 0, qPrintable(back.output));
    QCOMPARE(contentsOf(home_->installed(inPart)), QByteArray("folder"));
    // But not with a file of somebody else in the folder.
    QVERIFY(writeFile(home_->installed(part + QStringLiteral("/notes")), "mine"));
    const QStringList before = home_->files();
    const Outcome refused = home_->install(asFile);
    QVERIFY2(refused.output.contains(QLatin1String("part/notes is there and is not Redial's")),
             qPrintable(refused.output));
    QCOMPARE(home_->files(), before);
}

void TestInstaller::othersCanUseItWhateverTheUmask()
{
    const Outcome installed = home_->run(
        QStringLiteral("/bin/sh"),
        {QStringLiteral("-c"), QStringLiteral("umask 077; exec sh \"$0\" --yes"), first_});
    QVERIFY2(installed.status == 0, qPrintable(installed.output));
    for (const char* path : {"", "bin", "lib/redial", "lib/redial/bin", "share/applications"})
        QVERIFY2(QFileInfo(home_->installed(QLatin1String(path))).permissions() & QFile::ExeOther,
                 path);
    for (const char* path : {"lib/redial/manifest", "lib/redial/PREFIX",
                             "share/applications/org.redial.Redial.desktop"})
        QVERIFY2(QFileInfo(home_->installed(QLatin1String(path))).permissions() & QFile::ReadOther,
                 path);
}

void TestInstaller::aCacheOfIconsIsToldThatItIsOld()
{
    const QString icons = home_->installed(QStringLiteral("share/icons/hicolor"));
    QVERIFY(QDir().mkpath(icons + QStringLiteral("/48x48/apps")));
    const auto age = [&] {
        QCOMPARE(
            home_->run(QStringLiteral("touch"), {QStringLiteral("-d2020-01-01"), icons}).status, 0);
    };
    age();
    QCOMPARE(QFileInfo(icons).lastModified().date().year(), 2020);
    QCOMPARE(home_->install(first_).status, 0);
    QVERIFY(QFileInfo(icons).lastModified().date().year() > 2020);
    age();
    QCOMPARE(home_->uninstall().status, 0);
    QVERIFY(QFileInfo(icons).lastModified().date().year() > 2020);
}

void TestInstaller::aHomeThatIsALinkIsKnownOnThePath_data()
{
    QTest::addColumn<bool>("isOnThePath");
    QTest::newRow("bin is on the PATH by the link's name") << true;
    QTest::newRow("bin is not on the PATH") << false;
}

void TestInstaller::aHomeThatIsALinkIsKnownOnThePath()
{
    QFETCH(bool, isOnThePath);
    const QString link = home_->beside(QStringLiteral("link"));
    QVERIFY(QFile::link(home_->path(), link));
    home_->setVariable(QStringLiteral("HOME"), link);
    if (isOnThePath)
        home_->setVariable(QStringLiteral("PATH"),
                           link + QStringLiteral("/.local/bin:") + qEnvironmentVariable("PATH"));
    const Outcome installed =
        home_->run(QStringLiteral("/bin/sh"), {first_, QStringLiteral("--yes")});
    QVERIFY2(installed.status == 0, qPrintable(installed.output));
    QCOMPARE(installed.output.contains(QLatin1String("is not on the PATH")), !isOnThePath);
    QVERIFY2(!installed.output.contains(QLatin1String("XDG_DATA_DIRS")),
             qPrintable(installed.output));
}

void TestInstaller::aDiskThatDoesNotTellItsSizeIsTaken()
{
    home_->replaceTool(QStringLiteral("df"),
                       "echo Filesystem 1024-blocks Used Available Capacity Mounted on\n"
                       "echo 'a cloud of 7          0     0     0     - /home/a b'");
    const Outcome installed = home_->install(first_);
    QVERIFY2(installed.status == 0 && !installed.output.contains(QLatin1String("number")),
             qPrintable(installed.output));
}

void TestInstaller::aDesktopThatIsNotThereIsSaid()
{
    // A PATH with the tools of a terminal only.
    const QString tools = home_->beside(QStringLiteral("terminal"));
    QVERIFY(QDir().mkpath(tools));
    for (const char* tool :
         {"cat",       "cut",   "df",     "dirname", "find",     "getconf", "grep",  "head", "ls",
          "ln",        "mkdir", "mktemp", "mv",      "readlink", "rm",      "rmdir", "sed",  "sh",
          "sha256sum", "sort",  "stat",   "tail",    "tar",      "touch",   "uname", "xz"}) {
        const QString name = QString::fromLatin1(tool);
        QVERIFY(QFile::link(QStandardPaths::findExecutable(name), tools + QLatin1Char('/') + name));
    }
    home_->setVariable(QStringLiteral("PATH"), tools);
    const Outcome installed = home_->install(first_);
    QVERIFY2(installed.status == 0, qPrintable(installed.output));
    QVERIFY2(installed.output.contains(QLatin1String("There is no desktop here")) &&
                 installed.output.contains(QLatin1String("run this file again once")),
             qPrintable(installed.output));
    QVERIFY2(!installed.output.contains(QLatin1String("not found")), qPrintable(installed.output));
    QCOMPARE(home_->uninstall().status, 0);
    QCOMPARE(home_->files(), QStringList());
}

void TestInstaller::theSameStageGivesTheSameBytes()
{
    const QString again = bundles_.make(QStringLiteral("1.0.0"));
    QVERIFY(contentsOf(first_).size() > 1000);
    QCOMPARE(contentsOf(again), contentsOf(first_));
    QVERIFY(contentsOf(second_) != contentsOf(first_));
}

QTEST_GUILESS_MAIN(TestInstaller)

} // namespace tst_installer

#include "tst_installer.moc"

// SPDX-License-Identifier: MIT
#include "tests/packaging/small_bundles.h"
#include "tests/packaging/tester_home.h"

#include <QDir>
#include <QStandardPaths>
#include <QTest>

namespace tst_uninstaller {

using namespace redial;

/// What the uninstaller removes, what it leaves, and that a removal which was hindered or broken
/// off can be finished.
class TestUninstaller : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void aPrefixWhoseFolderIsALinkIsFound();
    void aMovedInstallationIsNotGuessed();
    void aHinderedRemovalIsFinishedLater_data();
    void aHinderedRemovalIsFinishedLater();
    void aKilledRemovalIsFinishedLater_data();
    void aKilledRemovalIsFinishedLater();
    void itNeedsNoTemporaryFile();
    void listsThatWereMadeForRedialGo();
    void listsThatOthersUseStay();
    void foldersAboveThePrefixGo();
    void anUnpackedArchiveSaysWhatItIs();
    void aBrokenOffInstallationIsLeftToTheInstaller();

private:
    SmallBundles bundles_;
    QString installer_;
    std::unique_ptr<TesterHome> home_;
};

void TestUninstaller::initTestCase()
{
    if (!SmallBundles::areUsable())
        QSKIP("xz is not installed: the installer cannot unpack.");
    installer_ = bundles_.make(QStringLiteral("1.0.0"));
}

void TestUninstaller::init()
{
    home_ = std::make_unique<TesterHome>();
}

void TestUninstaller::aPrefixWhoseFolderIsALinkIsFound()
{
    QVERIFY(QDir().mkpath(home_->path(QStringLiteral("data/lib"))) &&
            QDir().mkpath(home_->installed()));
    QVERIFY(QFile::link(home_->path(QStringLiteral("data/lib")),
                        home_->installed(QStringLiteral("lib"))));
    QVERIFY(writeFile(home_->path(QStringLiteral("data/bin/redial")), "of somebody else"));
    const QStringList before = home_->files();
    const Outcome installed = home_->install(installer_);
    QVERIFY2(installed.status == 0, qPrintable(installed.output));
    QCOMPARE(home_->redial(), QStringLiteral("redial 1.0.0\n"));
    QCOMPARE(home_->uninstall().status, 0);
    QCOMPARE(home_->files(), before);
}

void TestUninstaller::aMovedInstallationIsNotGuessed()
{
    home_->choosePrefix(home_->path(QStringLiteral("here")));
    QCOMPARE(home_->install(installer_).status, 0);
    QVERIFY(QFile::rename(home_->installed(), home_->path(QStringLiteral("there"))));
    home_->choosePrefix(home_->path(QStringLiteral("there")));
    const QStringList before = home_->files();
    const Outcome refused = home_->uninstall();
    QVERIFY2(refused.status == 1 && refused.output.contains(QLatin1String("moved since")),
             qPrintable(refused.output));
    QCOMPARE(home_->files(), before);
    // What it says to do helps.
    QCOMPARE(home_->install(installer_).status, 0);
    QCOMPARE(home_->uninstall().status, 0);
    QVERIFY(!QFile::exists(home_->installed(QStringLiteral("lib"))));
}

void TestUninstaller::aHinderedRemovalIsFinishedLater_data()
{
    QTest::addColumn<bool>("isInstalledAgain");
    QTest::newRow("by the uninstaller") << false;
    QTest::newRow("after another installation") << true;
}

void TestUninstaller::aHinderedRemovalIsFinishedLater()
{
    QFETCH(bool, isInstalledAgain);
    if (!home_->dropRightsOfRoot())
        QSKIP("This needs setpriv: root may remove everything.");
    const QString folder = home_->installed(QStringLiteral("share/mime/packages"));
    QCOMPARE(home_->install(installer_).status, 0);
    QVERIFY(QFile::setPermissions(folder, QFile::ReadOwner | QFile::ExeOwner));
    const Outcome hindered = home_->uninstall();
    QVERIFY(QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    QCOMPARE(hindered.status, 1);
    QVERIFY2(hindered.output.contains(QLatin1String("make its folder writable")),
             qPrintable(hindered.output));
    QVERIFY(!QFile::exists(home_->installed(QStringLiteral("bin/redial"))));
    if (isInstalledAgain) {
        const Outcome again = home_->install(installer_);
        QVERIFY2(again.status == 0, qPrintable(again.output));
    }
    const Outcome removed = home_->uninstall();
    QVERIFY2(removed.status == 0, qPrintable(removed.output));
    QCOMPARE(home_->files(), QStringList());
}

void TestUninstaller::aKilledRemovalIsFinishedLater_data()
{
    QTest::addColumn<QByteArray>("file");
    for (const char* file : {"bin/redial", "bin/redial-uninstall", "lib/redial/VERSION",
                             "lib/redial/uninstall", "lib/redial/PREFIX", "lib/redial/manifest"})
        QTest::newRow(file) << QByteArray(file);
}

void TestUninstaller::aKilledRemovalIsFinishedLater()
{
    QFETCH(QByteArray, file);
    QCOMPARE(home_->install(installer_).status, 0);
    home_->replaceTool(QStringLiteral("rm"),
                       "case $* in *.local/" + file +
                           ") /bin/rm \"$@\"; kill -9 $PPID; exit ;; esac\noriginal \"$@\"");
    QCOMPARE(home_->uninstall().status, -1);
    QVERIFY(!QFile::exists(home_->installed(QString::fromLatin1(file))));
    home_->restoreTools();
    const Outcome again = home_->install(installer_);
    QVERIFY2(again.status == 0, qPrintable(again.output));
    QCOMPARE(home_->redial(), QStringLiteral("redial 1.0.0\n"));
    QCOMPARE(home_->uninstall().status, 0);
    QVERIFY(!QFile::exists(home_->installed(QStringLiteral("lib/redial/VERSION"))));
    QVERIFY(!QFile::exists(home_->installed(QStringLiteral("share"))));
}

void TestUninstaller::itNeedsNoTemporaryFile()
{
    QCOMPARE(home_->install(installer_).status, 0);
    home_->replaceTool(QStringLiteral("cp"), "echo cp: no space left >&2; exit 1");
    home_->replaceTool(QStringLiteral("mktemp"), "echo mktemp: no space left >&2; exit 1");
    const Outcome removed = home_->uninstall();
    QVERIFY2(removed.status == 0, qPrintable(removed.output));
    QCOMPARE(home_->files(), QStringList());
}

void TestUninstaller::listsThatWereMadeForRedialGo()
{
    if (QStandardPaths::findExecutable(QStringLiteral("update-mime-database")).isEmpty() ||
        QStandardPaths::findExecutable(QStringLiteral("update-desktop-database")).isEmpty())
        QSKIP("This needs shared-mime-info and desktop-file-utils.");
    QVERIFY(writeFile(home_->installed(QStringLiteral("share/applications/other.desktop")),
                      "[Desktop Entry]\nType=Application\nName=Other\nExec=other\n"
                      "MimeType=text/x-other;\n") &&
            QDir().mkpath(home_->installed(QStringLiteral("share/mime/packages"))));
    const QStringList before = home_->files();
    QCOMPARE(home_->install(installer_).status, 0);
    const QString list = home_->installed(QStringLiteral("share/mime/mime.cache"));
    QVERIFY(contentsOf(list).contains("vnd.redial"));
    QCOMPARE(home_->install(installer_).status, 0); // and a repair does not forget them
    QCOMPARE(home_->uninstall().status, 0);
    QCOMPARE(home_->files(), before);
}

void TestUninstaller::listsThatOthersUseStay()
{
    if (QStandardPaths::findExecutable(QStringLiteral("update-desktop-database")).isEmpty())
        QSKIP("This needs desktop-file-utils.");
    QVERIFY(QDir().mkpath(home_->installed(QStringLiteral("share/applications"))));
    QCOMPARE(home_->install(installer_).status, 0);
    QVERIFY(writeFile(home_->installed(QStringLiteral("share/applications/other.desktop")),
                      "[Desktop Entry]\nType=Application\nName=Other\nExec=other\n"
                      "MimeType=text/x-other;\n"));
    QCOMPARE(home_->uninstall().status, 0);
    const QByteArray list =
        contentsOf(home_->installed(QStringLiteral("share/applications/mimeinfo.cache")));
    QVERIFY2(list.contains("other.desktop") && !list.contains("redial"), list.constData());
}

void TestUninstaller::foldersAboveThePrefixGo()
{
    home_->choosePrefix(home_->path(QStringLiteral("a/b/../c/d")));
    QCOMPARE(home_->install(installer_).status, 0);
    QCOMPARE(home_->uninstall().status, 0);
    QCOMPARE(home_->files(), QStringList());
}

void TestUninstaller::anUnpackedArchiveSaysWhatItIs()
{
    QString archive = installer_;
    archive.replace(QStringLiteral(".run"), QStringLiteral(".txz"));
    QCOMPARE(home_
                 ->run(QStringLiteral("tar"),
                       {QStringLiteral("-C"), home_->path(), QStringLiteral("-xf"), archive})
                 .status,
             0);
    home_->choosePrefix(home_->path(QStringLiteral("redial")));
    const QStringList before = home_->files();
    const Outcome refused = home_->uninstall();
    QVERIFY2(refused.status == 1 &&
                 refused.output.contains(QLatin1String("delete the folder that it was unpacked")),
             qPrintable(refused.output));
    QCOMPARE(home_->files(), before);
}

void TestUninstaller::aBrokenOffInstallationIsLeftToTheInstaller()
{
    QCOMPARE(home_->install(installer_).status, 0);
    QVERIFY(QDir().mkpath(home_->installed(QStringLiteral(".redial-installing.abc"))));
    const QStringList before = home_->files();
    const Outcome refused = home_->uninstall();
    QVERIFY2(refused.status == 1 && refused.output.contains(QLatin1String("was broken off")),
             qPrintable(refused.output));
    QCOMPARE(home_->files(), before);
}

QTEST_GUILESS_MAIN(TestUninstaller)

} // namespace tst_uninstaller

#include "tst_uninstaller.moc"

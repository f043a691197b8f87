// SPDX-License-Identifier: MIT
#include "tests/packaging/small_bundles.h"
#include "tests/packaging/tester_home.h"

#include <QDir>
#include <QProcess>
#include <QTest>

namespace tst_installer_refusals {

using namespace redial;

/// What the installer refuses: with a sentence that names the remedy, and with nothing changed.
class TestInstallerRefusals : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void aNewerVersionIsKeptUnlessADowngradeIsAskedFor();
    void aForeignFileIsNotOverwritten();
    void aForeignFolderIsNotTakenOver();
    void aDamagedDownloadIsRefused_data();
    void aDamagedDownloadIsRefused();
    void aPrefixThatCannotBeUsedIsRefused_data();
    void aPrefixThatCannotBeUsedIsRefused();
    void aPrefixWhoseRealNameHoldsAQuoteIsRefused();
    void aFolderThatCannotBeWrittenIsNamed();
    void aFolderOnAnotherDiskIsNamed();
    void aFullDiskIsNoticedBefore();
    void aRunningRedialIsNotReplaced();
    void aProgramThatDoesNotRunHereIsNotInstalled();
    void nobodyToAskIsRefusedWithoutYes();

private:
    /// That an installation is refused with these words, and that the home folder stays as it is.
    void verifyRefused(const QString& installer, const QString& words);

    SmallBundles bundles_;
    QString first_;
    QString second_;
    std::unique_ptr<TesterHome> home_;
};

void TestInstallerRefusals::initTestCase()
{
    if (!SmallBundles::areUsable())
        QSKIP("xz is not installed: the installer cannot unpack.");
    first_ = bundles_.make(QStringLiteral("1.0.0"));
    second_ = bundles_.make(QStringLiteral("1.1.0"));
}

void TestInstallerRefusals::init()
{
    home_ = std::make_unique<TesterHome>();
}

void TestInstallerRefusals::verifyRefused(const QString& installer, const QString& words)
{
    const QStringList before = home_->files();
    const Outcome refused = home_->install(installer);
    QVERIFY2(refused.status == 1 && refused.output.contains(words), qPrintable(refused.output));
    QCOMPARE(home_->files(), before);
}

void TestInstallerRefusals::aNewerVersionIsKeptUnlessADowngradeIsAskedFor()
{
    QCOMPARE(home_->install(second_).status, 0);
    verifyRefused(first_, QStringLiteral("newer than 1.0.0; keep it, or add --downgrade"));
    QCOMPARE(home_->install(first_, {QStringLiteral("--downgrade")}).status, 0);
    QCOMPARE(home_->redial(), QStringLiteral("redial 1.0.0\n"));
}

void TestInstallerRefusals::aForeignFileIsNotOverwritten()
{
    QVERIFY(writeFile(home_->installed(QStringLiteral("bin/redial")), "another program", true));
    verifyRefused(first_, QStringLiteral("bin/redial is there and is not Redial's"));
}

void TestInstallerRefusals::aForeignFolderIsNotTakenOver()
{
    QVERIFY(writeFile(home_->installed(QStringLiteral("lib/redial/notes")), "mine"));
    verifyRefused(first_, QStringLiteral("was not made by this installer"));
}

void TestInstallerRefusals::aDamagedDownloadIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QByteArray bytes = contentsOf(first_);
    QTest::newRow("cut short") << bytes.chopped(100);
    QTest::newRow("cut within the script") << bytes.left(6000);
    QTest::newRow("CR LF for LF") << QByteArray(bytes).replace("\n", "\r\n");
    QTest::newRow("a letter of the script changed") << QByteArray(bytes).replace(
        "Redial was not installed: %s", "Redial was not installer: %s");
    QTest::newRow("the end of the script added to")
        << QByteArray(bytes).replace("exit 0\n", "exit 0 \n");
    bytes[bytes.size() - 50] = char(bytes[bytes.size() - 50] ^ 1);
    QTest::newRow("a byte of the archive changed") << bytes;
}

void TestInstallerRefusals::aDamagedDownloadIsRefused()
{
    QFETCH(QByteArray, bytes);
    const QString damaged = home_->beside(QStringLiteral("damaged.run"));
    QVERIFY(bytes != contentsOf(first_) && writeFile(damaged, bytes));
    verifyRefused(damaged, QStringLiteral("damaged; download it again"));
    const QStringList verify{damaged, QStringLiteral("--verify")};
    QCOMPARE(home_->run(QStringLiteral("/bin/sh"), verify).status, 1);
    QCOMPARE(home_->run(QStringLiteral("/bin/sh"), {first_, QStringLiteral("--verify")}).status, 0);
}

void TestInstallerRefusals::aPrefixThatCannotBeUsedIsRefused_data()
{
    QTest::addColumn<QString>("prefix");
    QTest::addColumn<QString>("why");
    QTest::newRow("read-only") << "/proc/redial"
                               << "cannot be written to";
    QTest::newRow("below a file") << "/etc/passwd/redial"
                                  << "is a file";
    QTest::newRow("a quote") << "/tmp/a\"b"
                             << "choose another --prefix";
    QTest::newRow("somebody's home") << "~nobody/redial"
                                     << "write the folder's whole name";
}

void TestInstallerRefusals::aPrefixThatCannotBeUsedIsRefused()
{
    QFETCH(QString, prefix);
    QFETCH(QString, why);
    home_->choosePrefix(prefix);
    verifyRefused(first_, why);
    verifyRefused(first_, QStringLiteral("--prefix"));
    QVERIFY(!QFile::exists(prefix));
}

void TestInstallerRefusals::aPrefixWhoseRealNameHoldsAQuoteIsRefused()
{
    const QString real = home_->path(QStringLiteral("a \"quoted\" folder"));
    QVERIFY(QDir().mkpath(real) && QFile::link(real, home_->path(QStringLiteral("link"))));
    home_->choosePrefix(home_->path(QStringLiteral("link/redial")));
    verifyRefused(first_, QStringLiteral("name holds a quote"));
}

void TestInstallerRefusals::aFolderThatCannotBeWrittenIsNamed()
{
    if (!home_->dropRightsOfRoot())
        QSKIP("This needs setpriv: root may write everywhere.");
    const QString bin = home_->installed(QStringLiteral("bin"));
    QVERIFY(QDir().mkpath(bin) && QFile::setPermissions(bin, QFile::ReadOwner | QFile::ExeOwner));
    verifyRefused(first_,
                  bin + QStringLiteral(" cannot be written to; make it yours or choose another"));
}

void TestInstallerRefusals::aFolderOnAnotherDiskIsNamed()
{
    const QString lib = home_->installed(QStringLiteral("lib"));
    QVERIFY(QDir().mkpath(lib));
    home_->replaceTool(QStringLiteral("stat"), "case $* in */lib) echo 2 ;; *) echo 1 ;; esac");
    verifyRefused(first_, lib + QStringLiteral(" lies on another file system"));
}

void TestInstallerRefusals::aFullDiskIsNoticedBefore()
{
    home_->replaceTool(QStringLiteral("df"),
                       "echo Filesystem 1024-blocks Used Available Capacity Mounted on\n"
                       "echo '/dev/a disk      1000     0     10     0% /home'");
    verifyRefused(first_, QStringLiteral("MiB are needed; free some space"));
}

void TestInstallerRefusals::aRunningRedialIsNotReplaced()
{
    QCOMPARE(home_->install(first_).status, 0);
    const QString program = home_->installed(QStringLiteral("lib/redial/bin/redial-desktop"));
    QVERIFY(QFile::copy(QStringLiteral("/bin/sleep"), program));
    QProcess running;
    running.start(program, {QStringLiteral("600")});
    QVERIFY(running.waitForStarted());
    const QString process =
        QStringLiteral("Redial is running (process %1)").arg(running.processId());
    verifyRefused(second_, process);
    const Outcome kept = home_->uninstall();
    running.kill();
    QVERIFY(running.waitForFinished());
    QVERIFY2(kept.status == 1 && kept.output.contains(process), qPrintable(kept.output));
    QCOMPARE(home_->redial(), QStringLiteral("redial 1.0.0\n"));
    QVERIFY(QFile::remove(program));
    QCOMPARE(home_->install(second_).status, 0);
}

void TestInstallerRefusals::aProgramThatDoesNotRunHereIsNotInstalled()
{
    verifyRefused(bundles_.makeWith("#!/bin/sh\necho libwrong is missing >&2\nexit 127\n",
                                    QStringLiteral("2.0.0")),
                  QStringLiteral("does not run on this system: libwrong"));
    verifyRefused(bundles_.makeWith("#!/bin/sh\necho Permission denied >&2\nexit 126\n",
                                    QStringLiteral("2.0.0")),
                  QStringLiteral("no program may be started in"));
}

void TestInstallerRefusals::nobodyToAskIsRefusedWithoutYes()
{
    const Outcome refused =
        home_->run(QStringLiteral("/bin/sh"), {first_, QStringLiteral("--prefix"), home_->path()});
    QCOMPARE(refused.status, 1);
    QVERIFY2(refused.output.contains(QLatin1String("add --yes")), qPrintable(refused.output));
    QCOMPARE(home_->files(), QStringList());
}

QTEST_GUILESS_MAIN(TestInstallerRefusals)

} // namespace tst_installer_refusals

#include "tst_installer_refusals.moc"

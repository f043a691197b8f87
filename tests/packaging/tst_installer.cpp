// SPDX-License-Identifier: MIT
#include "tests/packaging/programs.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace tst_installer {

using namespace redial;

/// The installer's script around a small bundle: what it takes, what it refuses, and that a refusal
/// changes nothing. packaging/check tries the real bundle.
class TestInstaller : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void itInstallsAndItsUninstallerRemovesEverything();
    void itTakesAPrefixWithSpacesAndOtherLetters();
    void itUpgradesInPlaceAndKeepsWhatIsNotItsOwn();
    void aNewerVersionIsKeptUnlessADowngradeIsAskedFor();
    void aForeignFileIsNotOverwritten();
    void aForeignFolderIsNotTakenOver();
    void aDamagedDownloadIsRefused_data();
    void aDamagedDownloadIsRefused();
    void aPrefixThatCannotBeUsedIsRefused_data();
    void aPrefixThatCannotBeUsedIsRefused();
    void aFullDiskIsNoticedBefore();
    void aRunningRedialIsNotReplaced();
    void aFailureInTheMiddleIsTakenBack();
    void aKilledInstallationIsTakenBackByTheNext();
    void aProgramThatDoesNotRunHereIsNotInstalled();
    void nobodyToAskIsRefusedWithoutYes();
    void aDesktopThatIsNotThereIsSaid();
    void theSameStageGivesTheSameBytes();

private:
    /// A bundle of `version` whose program prints it; returns the path of its installer.
    QString makeInstaller(const QString& version, const QByteArray& program, const QString& name);
    Outcome install(const QStringList& arguments, const QString& installer = {}) const;
    Outcome run(const QString& program, const QStringList& arguments) const;
    /// Puts a program before all others of its name.
    void replaceTool(const QString& name, const QByteArray& script);

    QTemporaryDir bundles_;
    std::unique_ptr<QTemporaryDir> folder_;
    QString first_;
    QString second_;
    QString home_;
    QString prefix_;
    QProcessEnvironment environment_;
};

QString TestInstaller::makeInstaller(const QString& version, const QByteArray& program,
                                     const QString& name)
{
    const QString stage = bundles_.filePath(name + QStringLiteral("/stage/"));
    const QString own = stage + QStringLiteral("lib/redial/");
    const bool written =
        writeFile(own + QStringLiteral("bin/redial"), program, true) &&
        writeFile(own + QStringLiteral("VERSION"), version.toUtf8() + '\n') &&
        writeFile(own + QStringLiteral("GLIBC"), "2.36\n") &&
        writeFile(own + QStringLiteral("only-in-") + version, "x") &&
        writeFile(
            stage + QStringLiteral("share/applications/org.redial.Redial.desktop"),
            contentsOf(QStringLiteral(REDIAL_SOURCE_DIR "/resources/org.redial.Redial.desktop"))) &&
        writeFile(stage + QStringLiteral("share/mime/packages/org.redial.Redial.xml"),
                  contentsOf(
                      QStringLiteral(REDIAL_SOURCE_DIR "/resources/org.redial.Redial.mime.xml"))) &&
        writeFile(own + QStringLiteral("uninstall"),
                  contentsOf(QStringLiteral(REDIAL_SOURCE_DIR "/packaging/bundle/uninstall.sh")),
                  true) &&
        QDir().mkpath(stage + QStringLiteral("bin")) &&
        QFile::link(QStringLiteral("../lib/redial/bin/redial"),
                    stage + QStringLiteral("bin/redial")) &&
        QFile::link(QStringLiteral("../lib/redial/uninstall"),
                    stage + QStringLiteral("bin/redial-uninstall"));
    const QString made = bundles_.filePath(name);
    const Outcome packed = run(QStringLiteral("/usr/bin/python3"),
                               {QStringLiteral(REDIAL_SOURCE_DIR "/packaging/bundle/pack.py"),
                                stage, QStringLiteral("redial"), version, made});
    if (!written || packed.status != 0)
        qWarning("%s", qPrintable(packed.output));
    return made + QStringLiteral("/redial.run");
}

Outcome TestInstaller::run(const QString& program, const QStringList& arguments) const
{
    return runProgram(program, arguments, environment_);
}

Outcome TestInstaller::install(const QStringList& arguments, const QString& installer) const
{
    const QString file = installer.isEmpty() ? first_ : installer;
    return run(QStringLiteral("/bin/sh"),
               QStringList{file, QStringLiteral("--yes"), QStringLiteral("--prefix"), prefix_} +
                   arguments);
}

void TestInstaller::replaceTool(const QString& name, const QByteArray& script)
{
    const QString tools = folder_->filePath(QStringLiteral("tools"));
    QVERIFY(writeFile(tools + QLatin1Char('/') + name, script, true));
    environment_.insert(QStringLiteral("PATH"),
                        tools + QLatin1Char(':') + qEnvironmentVariable("PATH"));
}

void TestInstaller::initTestCase()
{
    environment_ = QProcessEnvironment::systemEnvironment();
    environment_.insert(QStringLiteral("SOURCE_DATE_EPOCH"), QStringLiteral("1795000000"));
    if (run(QStringLiteral("xz"), {QStringLiteral("--version")}).status != 0)
        QSKIP("xz is not installed: the installer cannot unpack.");
    first_ = makeInstaller(QStringLiteral("1.0.0"), "#!/bin/sh\necho redial 1.0.0\n",
                           QStringLiteral("first"));
    second_ = makeInstaller(QStringLiteral("1.1.0"), "#!/bin/sh\necho redial 1.1.0\n",
                            QStringLiteral("second"));
}

void TestInstaller::init()
{
    folder_ = std::make_unique<QTemporaryDir>();
    environment_ = QProcessEnvironment::systemEnvironment();
    environment_.insert(QStringLiteral("SOURCE_DATE_EPOCH"), QStringLiteral("1795000000"));
    home_ = folder_->filePath(QStringLiteral("home"));
    environment_.insert(QStringLiteral("HOME"), home_);
    QVERIFY(QDir().mkpath(home_));
    prefix_ = home_ + QStringLiteral("/.local");
}

void TestInstaller::itInstallsAndItsUninstallerRemovesEverything()
{
    const Outcome installed =
        run(QStringLiteral("/bin/sh"), {first_, QStringLiteral("--yes")}); // ~/.local
    QVERIFY2(installed.status == 0, qPrintable(installed.output));
    const QString program = prefix_ + QStringLiteral("/bin/redial");
    QCOMPARE(run(program, {}).output, QStringLiteral("redial 1.0.0\n"));
    QVERIFY(contentsOf(prefix_ + QStringLiteral("/share/applications/org.redial.Redial.desktop"))
                .contains(QStringLiteral("Exec=%1/bin/redial-desktop %f").arg(prefix_).toUtf8()));
    const Outcome removed =
        run(prefix_ + QStringLiteral("/bin/redial-uninstall"), {QStringLiteral("--yes")});
    QVERIFY2(removed.status == 0, qPrintable(removed.output));
    QCOMPARE(everythingBelow(home_), QStringList());
}

void TestInstaller::itTakesAPrefixWithSpacesAndOtherLetters()
{
    prefix_ = folder_->filePath(QStringLiteral("Prüf stand/充电 & co"));
    const Outcome installed = install({});
    QVERIFY2(installed.status == 0, qPrintable(installed.output));
    QCOMPARE(run(prefix_ + QStringLiteral("/bin/redial"), {}).output,
             QStringLiteral("redial 1.0.0\n"));
    const QString file = prefix_ + QStringLiteral("/share/applications/org.redial.Redial.desktop");
    QVERIFY(contentsOf(file).contains(
        QStringLiteral("Exec=\"%1/bin/redial-desktop\" %f").arg(prefix_).toUtf8()));
    const Outcome entry = run(QStringLiteral("desktop-file-validate"), {file});
    QVERIFY2(entry.status == 0, qPrintable(entry.output));
}

void TestInstaller::itUpgradesInPlaceAndKeepsWhatIsNotItsOwn()
{
    QVERIFY(writeFile(home_ + QStringLiteral("/.config/redial/redial.ini"), "[window]\n"));
    QVERIFY(writeFile(prefix_ + QStringLiteral("/bin/other"), "other"));
    const QStringList before = everythingBelow(home_);
    QCOMPARE(install({}).status, 0);
    const Outcome upgraded = install({}, second_);
    QVERIFY2(upgraded.output.contains(QLatin1String("in place of 1.0.0")),
             qPrintable(upgraded.output));
    QCOMPARE(run(prefix_ + QStringLiteral("/bin/redial"), {}).output,
             QStringLiteral("redial 1.1.0\n"));
    QVERIFY(!QFile::exists(prefix_ + QStringLiteral("/lib/redial/only-in-1.0.0")));
    QCOMPARE(
        run(prefix_ + QStringLiteral("/bin/redial-uninstall"), {QStringLiteral("--yes")}).status,
        0);
    QCOMPARE(everythingBelow(home_), before);
}

void TestInstaller::aNewerVersionIsKeptUnlessADowngradeIsAskedFor()
{
    QCOMPARE(install({}, second_).status, 0);
    const QStringList before = everythingBelow(prefix_);
    const Outcome refused = install({});
    QCOMPARE(refused.status, 1);
    QVERIFY2(refused.output.contains(QLatin1String("newer")), qPrintable(refused.output));
    QVERIFY2(refused.output.contains(QLatin1String("--downgrade")), qPrintable(refused.output));
    QCOMPARE(everythingBelow(prefix_), before);
    QCOMPARE(install({QStringLiteral("--downgrade")}).status, 0);
    QCOMPARE(run(prefix_ + QStringLiteral("/bin/redial"), {}).output,
             QStringLiteral("redial 1.0.0\n"));
}

void TestInstaller::aForeignFileIsNotOverwritten()
{
    QVERIFY(writeFile(prefix_ + QStringLiteral("/bin/redial"), "another program", true));
    const Outcome refused = install({});
    QCOMPARE(refused.status, 1);
    QVERIFY2(refused.output.contains(QLatin1String("bin/redial is there and is not Redial's")),
             qPrintable(refused.output));
    QCOMPARE(everythingBelow(prefix_),
             (QStringList{QStringLiteral("bin "), QStringLiteral("bin/redial another program")}));
}

void TestInstaller::aForeignFolderIsNotTakenOver()
{
    QVERIFY(writeFile(prefix_ + QStringLiteral("/lib/redial/notes"), "mine"));
    const QStringList before = everythingBelow(home_);
    const Outcome refused = install({});
    QVERIFY2(refused.output.contains(QLatin1String("was not made by this installer")),
             qPrintable(refused.output));
    QCOMPARE(everythingBelow(home_), before);
}

void TestInstaller::aDamagedDownloadIsRefused_data()
{
    QTest::addColumn<bool>("isCut");
    QTest::newRow("one byte changed") << false;
    QTest::newRow("cut short") << true;
}

void TestInstaller::aDamagedDownloadIsRefused()
{
    QFETCH(bool, isCut);
    QByteArray bytes = contentsOf(first_);
    if (isCut)
        bytes.chop(100);
    else
        bytes[bytes.size() - 50] = char(bytes[bytes.size() - 50] ^ 1);
    const QString damaged = folder_->filePath(QStringLiteral("damaged.run"));
    QVERIFY(writeFile(damaged, bytes));
    const Outcome refused = install({}, damaged);
    QCOMPARE(refused.status, 1);
    QVERIFY2(refused.output.contains(QLatin1String("damaged; download it again")),
             qPrintable(refused.output));
    QCOMPARE(everythingBelow(home_), QStringList());
    QCOMPARE(run(QStringLiteral("/bin/sh"), {first_, QStringLiteral("--verify")}).status, 0);
}

void TestInstaller::aPrefixThatCannotBeUsedIsRefused_data()
{
    QTest::addColumn<QString>("prefix");
    QTest::addColumn<QString>("why");
    QTest::newRow("read-only") << "/proc/redial"
                               << "cannot be written to";
    QTest::newRow("below a file") << "/etc/passwd/redial"
                                  << "is a file";
    QTest::newRow("a quote") << "/tmp/a\"b"
                             << "choose another --prefix";
}

void TestInstaller::aPrefixThatCannotBeUsedIsRefused()
{
    QFETCH(QString, prefix);
    QFETCH(QString, why);
    prefix_ = prefix;
    const Outcome refused = install({});
    QCOMPARE(refused.status, 1);
    QVERIFY2(refused.output.contains(why) && refused.output.contains(QLatin1String("--prefix")),
             qPrintable(refused.output));
    QVERIFY(!QFile::exists(prefix));
}

void TestInstaller::aFullDiskIsNoticedBefore()
{
    replaceTool(QStringLiteral("df"),
                "#!/bin/sh\necho Filesystem 1024-blocks Used Available Capacity Mounted on\n"
                "echo /dev/a disk 1000 990 10 99% /home\n");
    const Outcome refused = install({});
    QCOMPARE(refused.status, 1);
    QVERIFY2(refused.output.contains(QLatin1String("MiB are needed; free some space")),
             qPrintable(refused.output));
    QCOMPARE(everythingBelow(home_), QStringList());
}

void TestInstaller::aRunningRedialIsNotReplaced()
{
    QCOMPARE(install({}).status, 0);
    const QString program = prefix_ + QStringLiteral("/lib/redial/bin/redial-desktop");
    QVERIFY(QFile::copy(QStringLiteral("/bin/sleep"), program));
    QProcess running;
    running.start(program, {QStringLiteral("600")});
    QVERIFY(running.waitForStarted());
    const QStringList before = everythingBelow(prefix_);
    const Outcome refused = install({}, second_);
    const Outcome kept =
        run(prefix_ + QStringLiteral("/bin/redial-uninstall"), {QStringLiteral("--yes")});
    const QString process =
        QStringLiteral("Redial is running (process %1)").arg(running.processId());
    running.kill();
    QVERIFY(running.waitForFinished());
    QVERIFY2(refused.status == 1 && refused.output.contains(process), qPrintable(refused.output));
    QVERIFY2(kept.status == 1 && kept.output.contains(process), qPrintable(kept.output));
    QCOMPARE(everythingBelow(prefix_), before);
    QCOMPARE(install({}, second_).status, 0);
}

void TestInstaller::aFailureInTheMiddleIsTakenBack()
{
    QCOMPARE(install({}).status, 0);
    const QStringList before = everythingBelow(home_);
    // mv fails once the upgrade has begun to put the new files in their places.
    replaceTool(QStringLiteral("mv"),
                "#!/bin/sh\nn=$(cat \"$HOME/../n\" 2>/dev/null || echo 0)\n"
                "echo $((n + 1)) >\"$HOME/../n\"\n"
                "if [ $n -eq 12 ]; then echo mv: no space left >&2; exit 1; fi\n"
                "exec /bin/mv \"$@\"\n");
    const Outcome failed = install({}, second_);
    QCOMPARE(failed.status, 1);
    QVERIFY2(failed.output.contains(QLatin1String("all is as it was: mv: no space left")),
             qPrintable(failed.output));
    QCOMPARE(everythingBelow(home_), before);
}

void TestInstaller::aKilledInstallationIsTakenBackByTheNext()
{
    QCOMPARE(install({}).status, 0);
    const QStringList before = everythingBelow(home_);
    // The installer is killed with its first new file in its place, where it cannot undo anything.
    replaceTool(QStringLiteral("mv"), "#!/bin/sh\nn=$(cat \"$HOME/../n\" 2>/dev/null || echo 0)\n"
                                      "echo $((n + 1)) >\"$HOME/../n\"\n"
                                      "if [ $n -eq 12 ]; then kill -9 $PPID; exit 1; fi\n"
                                      "exec /bin/mv \"$@\"\n");
    QCOMPARE(install({}, second_).status, -1);
    QVERIFY(everythingBelow(home_) != before);
    const QString older = makeInstaller(QStringLiteral("0.9.0"), "#!/bin/sh\necho redial 0.9.0\n",
                                        QStringLiteral("older"));
    // The next one takes it back before it looks: what it then finds is the version before.
    const Outcome next = install({}, older);
    QVERIFY2(next.output.contains(QLatin1String("is taken back")), qPrintable(next.output));
    QVERIFY2(next.output.contains(QLatin1String("Redial 1.0.0 is there")), qPrintable(next.output));
    QCOMPARE(everythingBelow(home_), before);
}

void TestInstaller::aProgramThatDoesNotRunHereIsNotInstalled()
{
    const QString wrong = makeInstaller(QStringLiteral("2.0.0"),
                                        "#!/bin/sh\necho libwrong is missing >&2\nexit 127\n",
                                        QStringLiteral("wrong"));
    const Outcome refused = install({}, wrong);
    QCOMPARE(refused.status, 1);
    QVERIFY2(refused.output.contains(QLatin1String("does not run on this system: libwrong")),
             qPrintable(refused.output));
    QCOMPARE(everythingBelow(home_), QStringList());
}

void TestInstaller::nobodyToAskIsRefusedWithoutYes()
{
    const Outcome refused =
        run(QStringLiteral("/bin/sh"), {first_, QStringLiteral("--prefix"), prefix_});
    QCOMPARE(refused.status, 1);
    QVERIFY2(refused.output.contains(QLatin1String("add --yes")), qPrintable(refused.output));
    QCOMPARE(everythingBelow(home_), QStringList());
}

void TestInstaller::aDesktopThatIsNotThereIsSaid()
{
    // A PATH with the tools of a terminal only.
    const QString tools = folder_->filePath(QStringLiteral("terminal"));
    QVERIFY(QDir().mkpath(tools));
    for (const char* tool :
         {"basename", "cat",       "cut",    "df",   "dirname",  "find",  "getconf", "grep",
          "ls",       "mkdir",     "mktemp", "mv",   "readlink", "rm",    "rmdir",   "sed",
          "sh",       "sha256sum", "sort",   "tail", "tar",      "uname", "wc",      "xz"}) {
        const QString name = QString::fromLatin1(tool);
        const QString path = QStringLiteral("/usr/bin/") + name;
        QFile::link(QFile::exists(path) ? path : QStringLiteral("/bin/") + name,
                    tools + QLatin1Char('/') + name);
    }
    environment_.insert(QStringLiteral("PATH"), tools);
    const Outcome installed = install({});
    QVERIFY2(installed.status == 0, qPrintable(installed.output));
    QVERIFY2(installed.output.contains(QLatin1String("There is no desktop here")),
             qPrintable(installed.output));
}

void TestInstaller::theSameStageGivesTheSameBytes()
{
    const QString again = makeInstaller(QStringLiteral("1.0.0"), "#!/bin/sh\necho redial 1.0.0\n",
                                        QStringLiteral("again"));
    QVERIFY(contentsOf(first_).size() > 1000);
    QCOMPARE(contentsOf(again), contentsOf(first_));
    QVERIFY(contentsOf(second_) != contentsOf(first_));
}

QTEST_GUILESS_MAIN(TestInstaller)

} // namespace tst_installer

#include "tst_installer.moc"

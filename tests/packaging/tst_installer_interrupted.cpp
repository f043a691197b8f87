// SPDX-License-Identifier: MIT
#include "tests/packaging/small_bundles.h"
#include "tests/packaging/tester_home.h"

#include <QCoreApplication>
#include <QDir>
#include <QScopeGuard>
#include <QTest>

namespace tst_installer_interrupted {

using namespace redial;

namespace {

/// A process that runs: this one, as the installer notes it down.
QByteArray thisProcess()
{
    const QByteArray stat = contentsOf(QStringLiteral("/proc/self/stat"));
    const QByteArrayList fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    return QByteArray::number(QCoreApplication::applicationPid()) + ' ' + fields.value(19);
}

} // namespace

/// An installation that fails or is killed in the middle: all of it or nothing, and the next one
/// takes back what the killed one had begun.
class TestInstallerInterrupted : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void aFailureInTheMiddleIsTakenBack_data();
    void aFailureInTheMiddleIsTakenBack();
    void aKilledInstallationIsTakenBackByTheNext();
    void aTakingBackThatIsKilledIsTakenUpAgain();
    void aTakingBackThatFailsKeepsWhatWasThere();
    void aKillWhileCleaningUpKeepsTheUpgrade();
    void anotherInstallationIsWaitedFor();
    void aFolderWhoseInstallationIsJustBeginningIsLeftAlone();
    void aProcessNumberThatIsAnothersByNowDoesNotHinder();
    void aDiskThatFillsUpIsSaid_data();
    void aDiskThatFillsUpIsSaid();
    void aDiskThatMayNotBeMountedIsSaidByItsTools();
    void aProgramThatDoesNotStartFromItsPlaceIsTakenBack();

private:
    void installKilledBy(const QString& tool, const QByteArray& script);

    SmallBundles bundles_;
    QString first_;
    QString second_;
    std::unique_ptr<TesterHome> home_;
};

void TestInstallerInterrupted::initTestCase()
{
    if (!SmallBundles::areUsable())
        QSKIP("xz is not installed: the installer cannot unpack.");
    // A folder of the first is a file of the second, and the other way round.
    first_ = bundles_.make(QStringLiteral("1.0.0"), {{QStringLiteral("lib/redial/turns/one"), "1"},
                                                     {QStringLiteral("lib/redial/unturns"), "2"}});
    second_ =
        bundles_.make(QStringLiteral("1.1.0"), {{QStringLiteral("lib/redial/turns"), "3"},
                                                {QStringLiteral("lib/redial/unturns/two"), "4"}});
}

void TestInstallerInterrupted::init()
{
    home_ = std::make_unique<TesterHome>();
}

/// The upgrade from the first to the second, during which the script kills the installer.
void TestInstallerInterrupted::installKilledBy(const QString& tool, const QByteArray& script)
{
    home_->replaceTool(tool, script);
    QCOMPARE(home_->install(second_).status, -1);
    home_->restoreTools();
}

void TestInstallerInterrupted::aFailureInTheMiddleIsTakenBack_data()
{
    QTest::addColumn<int>("move");
    for (int move = 1; move <= 28; move += 3)
        QTest::addRow("move %d", move) << move;
}

void TestInstallerInterrupted::aFailureInTheMiddleIsTakenBack()
{
    QFETCH(int, move);
    QCOMPARE(home_->install(first_).status, 0);
    const QStringList before = home_->files();
    home_->replaceTool(QStringLiteral("mv"),
                       "[ $times -ne " + QByteArray::number(move) +
                           " ] || { echo mv: wrong >&2; exit 1; }\noriginal \"$@\"");
    const Outcome failed = home_->install(second_);
    QCOMPARE(failed.status, 1);
    QVERIFY2(failed.output.contains(QLatin1String("(mv: wrong); make that possible or choose")) &&
                 failed.output.contains(QLatin1String("Everything is as it was.")),
             qPrintable(failed.output));
    QCOMPARE(home_->files(), before);
}

void TestInstallerInterrupted::aKilledInstallationIsTakenBackByTheNext()
{
    QCOMPARE(home_->install(first_).status, 0);
    const QStringList before = home_->files();
    installKilledBy(QStringLiteral("mv"),
                    "[ $times -ne 20 ] || { kill -9 $PPID; exit 1; }\noriginal \"$@\"");
    QVERIFY(home_->files() != before);
    const QString older = bundles_.make(QStringLiteral("0.9.0"));
    // The next one takes it back before it looks: what it then finds is the version before.
    const Outcome next = home_->install(older);
    QVERIFY2(next.output.contains(QLatin1String("is taken back")), qPrintable(next.output));
    QVERIFY2(next.output.contains(QLatin1String("Redial 1.0.0 is there")), qPrintable(next.output));
    QCOMPARE(home_->files(), before);
}

void TestInstallerInterrupted::aTakingBackThatIsKilledIsTakenUpAgain()
{
    QCOMPARE(home_->install(first_).status, 0);
    const QStringList before = home_->files();
    installKilledBy(QStringLiteral("mv"),
                    "[ $times -ne 20 ] || { kill -9 $PPID; exit 1; }\noriginal \"$@\"");
    installKilledBy(QStringLiteral("mv"),
                    "[ $times -ne 5 ] || { kill -9 $PPID; exit 1; }\noriginal \"$@\"");
    installKilledBy(QStringLiteral("rm"),
                    "[ $times -ne 5 ] || { kill -9 $PPID; exit 1; }\noriginal \"$@\"");
    QVERIFY(home_->files() != before);
    const Outcome next = home_->install(bundles_.make(QStringLiteral("0.9.0")));
    QVERIFY2(next.output.contains(QLatin1String("Redial 1.0.0 is there")), qPrintable(next.output));
    QCOMPARE(home_->files(), before);
}

void TestInstallerInterrupted::aTakingBackThatFailsKeepsWhatWasThere()
{
    QCOMPARE(home_->install(first_).status, 0);
    const QStringList before = home_->files();
    home_->replaceTool(QStringLiteral("mv"),
                       "[ $times -lt 16 ] || { echo mv: wrong >&2; exit 1; }\n"
                       "original \"$@\"");
    const Outcome failed = home_->install(second_);
    QCOMPARE(failed.status, 1);
    QVERIFY2(failed.output.contains(QLatin1String("it is kept in")) &&
                 !failed.output.contains(QLatin1String("as it was")),
             qPrintable(failed.output));
    home_->restoreTools();
    const Outcome next = home_->install(bundles_.make(QStringLiteral("0.9.0")));
    QVERIFY2(next.output.contains(QLatin1String("is taken back")), qPrintable(next.output));
    QCOMPARE(home_->files(), before);
}

void TestInstallerInterrupted::aKillWhileCleaningUpKeepsTheUpgrade()
{
    QCOMPARE(home_->install(first_).status, 0);
    installKilledBy(
        QStringLiteral("rm"),
        "case $* in *.redial-*[a-zA-Z0-9]) /bin/rm -rf \"$2/old\"; kill -9 $PPID; exit ;; esac\n"
        "original \"$@\"");
    QCOMPARE(home_->redial(), QStringLiteral("redial 1.1.0\n"));
    const Outcome next = home_->install(second_);
    QVERIFY2(next.status == 0 && !next.output.contains(QLatin1String("taken back")),
             qPrintable(next.output));
    QCOMPARE(home_->redial(), QStringLiteral("redial 1.1.0\n"));
    QCOMPARE(home_->uninstall().status, 0);
    QCOMPARE(home_->files(), QStringList());
}

void TestInstallerInterrupted::anotherInstallationIsWaitedFor()
{
    QVERIFY(writeFile(home_->installed(QStringLiteral(".redial-installing.abc/process")),
                      thisProcess() + '\n'));
    const QStringList before = home_->files();
    const Outcome refused = home_->install(first_);
    QVERIFY2(refused.status == 1 && refused.output.contains(QLatin1String("wait for its end")),
             qPrintable(refused.output));
    QCOMPARE(home_->files(), before);
}

void TestInstallerInterrupted::aFolderWhoseInstallationIsJustBeginningIsLeftAlone()
{
    const QString folder = home_->installed(QStringLiteral(".redial-installing.abc"));
    QVERIFY(QDir().mkpath(folder));
    QCOMPARE(home_->install(first_).status, 0);
    QVERIFY(QFile::exists(folder));
    // One that has been there for longer was left by a kill.
    QCOMPARE(home_->run(QStringLiteral("touch"), {QStringLiteral("-d2020-01-01"), folder}).status,
             0);
    QCOMPARE(home_->install(first_).status, 0);
    QVERIFY(!QFile::exists(folder));
}

void TestInstallerInterrupted::aProcessNumberThatIsAnothersByNowDoesNotHinder()
{
    installKilledBy(QStringLiteral("mv"),
                    "[ $times -ne 5 ] || { kill -9 $PPID; exit 1; }\noriginal \"$@\"");
    const QStringList left =
        QDir(home_->installed())
            .entryList({QStringLiteral(".redial-installing.*")}, QDir::Dirs | QDir::Hidden);
    QCOMPARE(left.size(), 1);
    // What the killed one noted, with the number of a process that runs.
    const QString note = home_->installed(left.first() + QStringLiteral("/process"));
    const QByteArrayList noted = contentsOf(note).trimmed().split(' ');
    QVERIFY(writeFile(note, QByteArray::number(QCoreApplication::applicationPid()) +
                                (noted.size() > 1 ? ' ' + noted.at(1) : QByteArray()) + '\n'));
    const Outcome next = home_->install(first_);
    QVERIFY2(next.status == 0 && next.output.contains(QLatin1String("is taken back")),
             qPrintable(next.output));
}

void TestInstallerInterrupted::aDiskThatFillsUpIsSaid_data()
{
    QTest::addColumn<int>("freeKib");
    QTest::addColumn<bool>("hadRoomWhenAsked");
    QTest::addColumn<QString>("words");
    QTest::newRow("noticed before") << 64 << false << "MiB are needed";
    QTest::newRow("nothing is free") << 0 << true << "redial is full";
    QTest::newRow("the archive does not fit") << 64 << true << "(the disk is full)";
}

void TestInstallerInterrupted::aDiskThatFillsUpIsSaid()
{
    QFETCH(int, freeKib);
    QFETCH(bool, hadRoomWhenAsked);
    QFETCH(QString, words);
    const QString disk = home_->path(QStringLiteral("disk"));
    QVERIFY(QDir().mkpath(disk));
    const auto mounted =
        runProgram(QStringLiteral("mount"),
                   {QStringLiteral("-t"), QStringLiteral("tmpfs"), QStringLiteral("-o"),
                    QStringLiteral("size=128k"), QStringLiteral("tmpfs"), disk});
    if (mounted.status != 0)
        QSKIP("This process may not mount a small disk.");
    const auto unmount = qScopeGuard([&] {
        runProgram(QStringLiteral("umount"), {QStringLiteral("-l"), disk});
    });
    QVERIFY(writeFile(disk + QStringLiteral("/others"), QByteArray((128 - freeKib) * 1024, 'x')));
    if (hadRoomWhenAsked)
        home_->replaceTool(QStringLiteral("df"), "echo tmpfs 100000 0 100000 0% /disk");
    home_->choosePrefix(disk + QStringLiteral("/redial"));
    const Outcome failed = home_->install(bundles_.make(
        QStringLiteral("1.2.0"), {{QStringLiteral("lib/redial/big"), QByteArray(200'000, 'x')}}));
    QVERIFY2(failed.status == 1 && failed.output.contains(
                                       QLatin1String("free some space or choose another --prefix")),
             qPrintable(failed.output));
    QVERIFY2(failed.output.contains(words), qPrintable(failed.output));
    QCOMPARE(QDir(disk).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList{QStringLiteral("others")});
}

void TestInstallerInterrupted::aDiskThatMayNotBeMountedIsSaidByItsTools()
{
    home_->replaceTool(
        QStringLiteral("tar"),
        "echo 'tar: lib/big: Cannot write: No space left on device' >&2\n"
        "echo 'tar: Exiting with failure status due to previous errors' >&2; exit 2");
    const Outcome failed = home_->install(first_);
    QVERIFY2(failed.status == 1 &&
                 failed.output.contains(QLatin1String(
                     "(the disk is full); free some space or choose another --prefix")),
             qPrintable(failed.output));
    QCOMPARE(home_->files(), QStringList());
}

void TestInstallerInterrupted::aProgramThatDoesNotStartFromItsPlaceIsTakenBack()
{
    QCOMPARE(home_->install(first_).status, 0);
    const QStringList before = home_->files();
    const Outcome failed = home_->install(bundles_.makeWith(
        "#!/bin/sh\ncase $0 in */.local/bin/redial) echo not from here >&2; exit 1 ;; esac\n",
        QStringLiteral("1.2.0")));
    QVERIFY2(failed.status == 1 &&
                 failed.output.contains(QLatin1String("does not start (not from here)")),
             qPrintable(failed.output));
    QCOMPARE(home_->files(), before);
}

QTEST_GUILESS_MAIN(TestInstallerInterrupted)

} // namespace tst_installer_interrupted

#include "tst_installer_interrupted.moc"

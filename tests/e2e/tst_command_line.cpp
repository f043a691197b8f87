// SPDX-License-Identifier: MIT
#include "tests/interop/peers.h"

#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

namespace tst_command_line {

using namespace redial;

namespace {

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Runs the program to its end; what it printed.
QByteArray printed(const QStringList& arguments, int expectedStatus)
{
    const auto run = startRedial(arguments);
    const bool ended = run->waitForEnd();
    return ended && run->ran() && run->exitCode() == expectedStatus
               ? run->output()
               : "ended with status " + QByteArray::number(run->exitCode()) + ": " + run->output();
}

QStringList virtualDemo(int seed, const QString& log)
{
    return {QStringLiteral("demo"), QStringLiteral("--virtual"), QStringLiteral("--seed"),
            QString::number(seed),  QStringLiteral("--log"),     log};
}

} // namespace

class TestCommandLine : public QObject
{
    Q_OBJECT
private slots:
    void versionNamesProgramAndVersion();
    void everyVerbExplainsItself_data();
    void everyVerbExplainsItself();
    void theDemonstrationHoldsOnRealSockets();
    void theSameSeedWritesTheSameFile();
    void replayTellsTheSameAsTheRun();
    void verifyJudgesAFileAgainAndWritesItsReports();
    void jsonPrintsOneObjectALine();
    void quietPrintsNothingOfTheAccount();
    void anEchoWithoutRetryEndsWithItsConnection();
    void faultsListsEveryIdAndExplainsOne();
    void noColourReachesAPipe();
    void aFileOfAnInterruptedRunIsWhole();
    void aFileOfAKilledRunOpens();
    void anMsgiClientRegainsAServerThatWasKilled();
    void anMsgiServersErrorIsTold();

private:
    QTemporaryDir folder_;
};

void TestCommandLine::versionNamesProgramAndVersion()
{
    QVERIFY(printed({QStringLiteral("version")}, 0).startsWith("redial 0."));
}

void TestCommandLine::everyVerbExplainsItself_data()
{
    QTest::addColumn<QString>("verb");
    for (const char* verb : {"connect", "serve", "proxy", "demo", "run", "validate", "ctl",
                             "faults", "replay", "verify", "version"})
        QTest::newRow(verb) << QString::fromLatin1(verb);
}

void TestCommandLine::everyVerbExplainsItself()
{
    QFETCH(QString, verb);
    const QByteArray help = printed({verb, QStringLiteral("--help")}, 0);
    QVERIFY2(help.startsWith("Usage: redial " + verb.toUtf8()), help.constData());
}

void TestCommandLine::theDemonstrationHoldsOnRealSockets()
{
    const auto run = startRedial({QStringLiteral("demo")});
    // Three connections are lost and regained; the program promises to take less than 40 s.
    bool ended = run->waitForEnd() || run->waitForEnd();
    QVERIFY2(ended, run->output().constData());
    QCOMPARE(run->exitCode(), 0);
}

void TestCommandLine::theSameSeedWritesTheSameFile()
{
    const QString first = folder_.filePath(QStringLiteral("first.jsonl"));
    const QString second = folder_.filePath(QStringLiteral("second.jsonl"));
    const QString other = folder_.filePath(QStringLiteral("other.jsonl"));
    const QByteArray account = printed(virtualDemo(7, first), 0);
    QCOMPARE(printed(virtualDemo(7, second), 0).replace("second.jsonl", "first.jsonl"), account);
    (void)printed(virtualDemo(8, other), 0);
    QVERIFY(!contents(first).isEmpty());
    QCOMPARE(contents(first), contents(second));
    QVERIFY(!contents(other).isEmpty());
    QVERIFY(contents(first) != contents(other));
}

void TestCommandLine::replayTellsTheSameAsTheRun()
{
    const QString log = folder_.filePath(QStringLiteral("replayed.jsonl"));
    const QByteArray live = printed(virtualDemo(3, log), 0);
    const QByteArray again = printed({QStringLiteral("replay"), log}, 0);
    QVERIFY2(live.contains(again) || live == again,
             ("live:\n" + live + "\nreplayed:\n" + again).constData());
    QVERIFY(again.size() > 500);
}

void TestCommandLine::verifyJudgesAFileAgainAndWritesItsReports()
{
    const QString log = folder_.filePath(QStringLiteral("verified.jsonl"));
    const QByteArray live = printed(virtualDemo(3, log), 0);
    QStringList words{QStringLiteral("verify"), log};
    const QMap<QString, QByteArray> begins{{QStringLiteral("junit"), "<?xml"},
                                           {QStringLiteral("html"), "<!DOCTYPE html>"},
                                           {QStringLiteral("csv"), "connection,attempt,"},
                                           {QStringLiteral("har"), "{"},
                                           {QStringLiteral("pcapng"), "\x0A\x0D\x0D\x0A"},
                                           {QStringLiteral("sarif"), "{"}};
    for (const QString& kind : begins.keys())
        words << QStringLiteral("--") + kind << folder_.filePath(kind);
    const QByteArray table = printed(words, 0).trimmed();
    QVERIFY2(live.trimmed().endsWith(table), table.constData());
    for (const QString& kind : begins.keys())
        QVERIFY2(contents(folder_.filePath(kind)).startsWith(begins[kind]), qPrintable(kind));

    const auto unwritable = startRedial(
        {QStringLiteral("verify"), log, QStringLiteral("--html"), QStringLiteral("/no/such/x")});
    QVERIFY(unwritable->waitForEnd());
    QCOMPARE(unwritable->exitCode(), 3);
}

void TestCommandLine::jsonPrintsOneObjectALine()
{
    const auto run = startRedial(
        {QStringLiteral("demo"), QStringLiteral("--virtual"), QStringLiteral("--json")});
    QVERIFY(run->waitForEnd());
    const QList<QByteArray> lines = run->output().trimmed().split('\n');
    QVERIFY(lines.size() > 3);
    for (const QByteArray& line : lines)
        QVERIFY2(QJsonDocument::fromJson(line).isObject(), line.constData());
}

void TestCommandLine::quietPrintsNothingOfTheAccount()
{
    const QStringList demo{QStringLiteral("demo"), QStringLiteral("--virtual")};
    const auto loud = printed(demo, 0);
    const auto quiet = printed(demo + QStringList{QStringLiteral("--quiet")}, 0);
    QVERIFY2(quiet.size() < loud.size() / 2, quiet.constData());
}

void TestCommandLine::anEchoWithoutRetryEndsWithItsConnection()
{
    QString address;
    const auto server =
        startServer({QStringLiteral("--protocol"), QStringLiteral("none"),
                     QStringLiteral("--close-after-handshake"), QStringLiteral("1000")},
                    &address);
    QVERIFY(!address.isEmpty());
    const QByteArray said = printed(
        {QStringLiteral("connect"), address + QStringLiteral("/runCase?case=1&agent=redial"),
         QStringLiteral("--protocol"), QStringLiteral("none"), QStringLiteral("--echo"),
         QStringLiteral("--strategy"), QStringLiteral("never"), QStringLiteral("--quiet")},
        0);
    QVERIFY2(said.count('\n') == 1 && said.contains("held"), said.constData());
}

void TestCommandLine::faultsListsEveryIdAndExplainsOne()
{
    const QByteArray list = printed({QStringLiteral("faults")}, 0);
    QCOMPARE(list.count('\n'), 132);
    for (const char* line : {"D1   name_not_found", "W4   close_code", "P9   takeover"})
        QVERIFY2(list.contains(line), list.constData());
    const QByteArray level = printed({QStringLiteral("faults"), QStringLiteral("--level=o")}, 0);
    QCOMPARE(level.count('\n'), 12);
    const QByteArray one = printed({QStringLiteral("faults"), QStringLiteral("W4")}, 0);
    for (const char* part : {"W4 close_code: ", "Level    websocket", "the close code", "1006"})
        QVERIFY2(one.contains(part), one.constData());
    const auto object = QJsonDocument::fromJson(printed(
        {QStringLiteral("faults"), QStringLiteral("latency"), QStringLiteral("--json")}, 0));
    QCOMPARE(object[QLatin1String("id")].toString(), QStringLiteral("N1"));
    QVERIFY(printed({QStringLiteral("faults"), QStringLiteral("W44")}, 2).contains("did you mean"));
    QVERIFY(printed({QStringLiteral("faults"), QStringLiteral("--mode=x")}, 2).contains("server"));
}

void TestCommandLine::noColourReachesAPipe()
{
    QVERIFY(!printed({QStringLiteral("demo"), QStringLiteral("--virtual")}, 0).contains('\x1b'));
}

void TestCommandLine::aFileOfAnInterruptedRunIsWhole()
{
    const QString log = folder_.filePath(QStringLiteral("interrupted.jsonl"));
    QString address;
    const auto server = startServer({QStringLiteral("--log"), log}, &address);
    QVERIFY2(!address.isEmpty(), server->output().constData());
    const auto station = startRedial(
        {QStringLiteral("connect"), address, QStringLiteral("--station"), QStringLiteral("CP1"),
         QStringLiteral("--log"), folder_.filePath(QStringLiteral("station.jsonl"))});
    QVERIFY2(!server->waitForText(QRegularExpression(QStringLiteral("([Bb]oot)"))).isEmpty(),
             (server->output() + station->output()).constData());
    for (PeerProcess* program : {station.get(), server.get()}) {
        program->interrupt();
        QVERIFY2(program->waitForEnd(), program->output().constData());
        QVERIFY2(program->ran(), program->output().constData());
    }
    for (const char* name : {"interrupted.jsonl", "station.jsonl"}) {
        const QString file = folder_.filePath(QString::fromLatin1(name));
        QVERIFY(contents(file).endsWith('\n'));
        const auto replay = startRedial({QStringLiteral("replay"), file});
        QVERIFY(replay->waitForEnd());
        QVERIFY2(replay->exitCode() <= 1, replay->output().constData());
    }
}

void TestCommandLine::aFileOfAKilledRunOpens()
{
    const QString log = folder_.filePath(QStringLiteral("killed.jsonl"));
    QString address;
    auto server = startServer({QStringLiteral("--log"), log}, &address);
    QVERIFY2(!address.isEmpty(), server->output().constData());
    const auto station = startRedial(
        {QStringLiteral("connect"), address, QStringLiteral("--station"), QStringLiteral("CP1")});
    QTRY_VERIFY_WITH_TIMEOUT(contents(log).count('\n') > 3, 20'000);
    server->kill();
    QVERIFY(server->waitForEnd());
    const auto replay = startRedial({QStringLiteral("replay"), log});
    QVERIFY(replay->waitForEnd());
    QVERIFY2(replay->exitCode() <= 1, replay->output().constData());
}

void TestCommandLine::anMsgiServersErrorIsTold()
{
    QString address;
    const auto server = startServer({QStringLiteral("--profile"), QStringLiteral("msgi"),
                                     QStringLiteral("--compress"), QStringLiteral("zstd")},
                                    &address);
    QVERIFY2(address.startsWith(QLatin1String("msgi://")), server->output().constData());
    const auto client = startRedial(
        {QStringLiteral("connect"), address, QStringLiteral("--send"), QStringLiteral("hello")});
    const QRegularExpression told(QStringLiteral("redial: the server's (ERROR) \\d+: .*zstd"));
    QVERIFY2(!client->waitForText(told).isEmpty(), client->output().constData());
}

void TestCommandLine::anMsgiClientRegainsAServerThatWasKilled()
{
    const QString log = folder_.filePath(QStringLiteral("regained.jsonl"));
    const QStringList profile{QStringLiteral("--profile"), QStringLiteral("msgi")};
    QString address;
    auto server = startServer(profile, &address);
    QVERIFY2(address.startsWith(QLatin1String("msgi://")), server->output().constData());
    const auto client = startRedial({QStringLiteral("connect"), address, QStringLiteral("--send"),
                                     QStringLiteral("hello"), QStringLiteral("--max-backoff"),
                                     QStringLiteral("500ms"), QStringLiteral("--log"), log});
    const QRegularExpression echoed(QStringLiteral("received: (hello)"));
    QVERIFY2(!client->waitForText(echoed).isEmpty(), client->output().constData());
    server->kill();
    QVERIFY(server->waitForEnd());
    const QRegularExpression lost(QStringLiteral("(offline)"));
    QVERIFY2(!client->waitForText(lost).isEmpty(), client->output().constData());
    server = startRedial(QStringList{QStringLiteral("serve"), QStringLiteral("--port"),
                                     QString::number(QUrl(address).port())} +
                         profile);
    const QRegularExpression regained(QStringLiteral("offline[^$]*(online)"));
    QVERIFY2(!client->waitForText(regained).isEmpty(),
             (client->output() + server->output()).constData());
    client->interrupt();
    QVERIFY(client->waitForEnd());
    QCOMPARE(client->exitCode(), 0);
    // What was sent once is not sent again by itself.
    QCOMPARE(client->output().count("received: hello"), 1);
    const QByteArray told = contents(log);
    QVERIFY(told.count("\"opened\"") >= 2 && told.contains("\"backoff_scheduled\""));
    const auto replay = startRedial({QStringLiteral("replay"), log});
    QVERIFY(replay->waitForEnd());
    QVERIFY2(replay->exitCode() == 0, replay->output().constData());
}

QTEST_GUILESS_MAIN(TestCommandLine)

} // namespace tst_command_line

#include "tst_command_line.moc"

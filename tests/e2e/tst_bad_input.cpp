// SPDX-License-Identifier: MIT
#include "tests/interop/peers.h"

#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

namespace tst_bad_input {

using namespace redial;

/// Whatever is wrong: one sentence that says what and what to do, the documented exit status, no
/// crash and no hang.
class TestBadInput : public QObject
{
    Q_OBJECT
private slots:
    void aWrongCommandLineIsOneSentence_data();
    void aWrongCommandLineIsOneSentence();
    void allErrorsOfAPolicyAreToldAtOnce();
    void aWrongRunFileIsOneSentence_data();
    void aWrongRunFileIsOneSentence();
    void aPortInUseIsOneSentence();
    void aServerThatSpeaksOnlyHttpEndsTheRun();
    void aServerThatNeverAnswersEndsTheRun();
    void aCertificateThatDoesNotVerifyEndsTheRun();

private:
    QTemporaryDir folder_;
};

void TestBadInput::aWrongCommandLineIsOneSentence_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("place");
    const auto row = [](const char* words, const char* place) {
        QTest::newRow(words) << QString::fromLatin1(words) << QString::fromLatin1(place);
    };
    row("conect ws://127.0.0.1:9", "did you mean redial connect");
    row("connect", "URL");
    row("connect no-url", "no-url");
    row("connect ftp://127.0.0.1/", "ftp");
    row("connect http://user:hunter2@127.0.0.1/", "\"http://127.0.0.1/\"");
    row("connect ws:/user:hunter2@h?token=x", "\"***@h\"");
    row("connect ws://h/ ws://u:p@h/p?token=x", "\"ws://h/p\"");
    row("connect ws://127.0.0.1:9 --station a/b", "a/b");
    row("connect ws://127.0.0.1:9 --max-backoff 100ms --initial-backoff 1s", "--max-backoff");
    row("connect ws://127.0.0.1:9 --jitter-ratio 1.5", "jitter");
    row("connect ws://127.0.0.1:9 --initial-backoff soon", "soon");
    row("connect ws://127.0.0.1:9 --protocol ocpp9", "ocpp9");
    row("connect ws://127.0.0.1:9 --transport pigeon", "pigeon");
    row("connect ws://127.0.0.1:9 --durration 3s", "--duration");
    row("connect ws://127.0.0.1:9 --profile stream --subscribe a --subscribe-message s "
        "--subscribe-ok /t~2",
        "--subscribe-ok: ");
    row("connect ws://127.0.0.1:9 --profile stream --subscribe a --subscribe-message s "
        "--subscribe-refused /t~2",
        "--subscribe-refused: ");
    row("connect ws://127.0.0.1:9 --profile stream --recover ", "--recover \"\" says nothing");
    row("connect ws://127.0.0.1:9 --profile stream --station X", "--station");
    row("connect ws://127.0.0.1:9 --profile stream --call-timeout 3s", "--call-timeout");
    row("connect ws://127.0.0.1:99999", "port");
    row("connect ws://127.0.0.1:0", "port 0");
    row("connect ws://127.0.0.1:9 --echo", "--protocol none");
    row("connect ws://127.0.0.1:9 --deflate --transport qt", "--deflate");
    row("connect ws://127.0.0.1:9 --table 1s", "--strategy table");
    row("connect ws://127.0.0.1:9 --tls-insecure", "wss://");
    row("connect wss://127.0.0.1:9 --tls-ca /dev/null", "/dev/null holds no certificate");
    row("connect ws://127.0.0.1:9 --duration 0", "--duration");
    row("connect ws://127.0.0.1:9 --profile stream --recover m --lost /t~2", "--lost: ");
    row("serve --port 70000", "70000");
    row("serve --close-after 3s:politely", "politely");
    row("serve --boot perhaps", "perhaps");
    row("serve --key k.pem", "--certificate and --key");
    row("serve --certificate k.pem", "--certificate and --key");
    row("serve --profile msgi --key k.pem", "--certificate and --key");
    row("serve --profile frob", "choose stations, msgi or stream");
    row("serve --protocol frob", "choose ocpp");
    row("serve --most-connections 0", "--most-connections");
    row("serve --profile msgi --most-connections 0", "--most-connections");
    row("serve --log-memory 0", "--log-memory");
    row("serve --profile msgi --threads 0", "one thread at least");
    row("serve --profile msgi --threads 1001", "--threads");
    row("serve --profile msgi --threads two", "--threads");
    row("serve --profile msgi --threads 2 --fault M1", "--fault");
    row("serve --profile msgi --threads 2 --faults none.json", "--faults");
    row("serve --profile msgi --threads 2 --log run.jsonl", "--log");
    row("serve --threads 2", "is for --profile msgi");
    row("proxy", "--listen");
    row("proxy --listen 0", "--upstream");
    row("proxy --listen 0 --upstream nowhere", "nowhere");
    row("proxy --control-port 99999", "99999");
    row("proxy --listen 99999 --upstream 127.0.0.1:9", "ports are 0 to 65535");
    row("proxy --listen 9 --upstream 127.0.0.1:9", "listens itself");
    row("proxy --listen 0 --upstream 127.0.0.1:9 --bytes --fault W22", "leave --bytes out");
    row("judge --from run.jsonl --log other.jsonl", "--log");
    row("judge --from run.jsonl -- true", "\"true\"");
    row("runs list --newest 0", "--newest 0");
    row("explore --memory 0", "--memory 0");
    row("demo --virtual --transport qt", "--transport");
    row("demo --virtual --log ", "--log \"\" says nothing");
    row("demo --seed seven", "seven");
    row("serve --password-file /dev/null", "/dev/null is empty");
    row("serve --password-file /dev/zero", "/dev/zero is longer");
    row("connect ws://127.0.0.1:9 --password-file /dev/null", "/dev/null is empty");
    row("connect ws://127.0.0.1:9 --password-file /no/where", "/no/where cannot be read");
    row("replay", "FILE");
    row("demo --virtual --name x", "--name");
    row("serve --name ../x", "--name: \"../x\"");
    row("serve --control-port 70000", "--control-port");
    row("serve --control-port 0 --control-address here", "\"here\"");
}

void TestBadInput::aWrongCommandLineIsOneSentence()
{
    QFETCH(QString, words);
    QFETCH(QString, place);
    const auto run = startRedial(words.split(QLatin1Char(' ')));
    QVERIFY2(run->waitForEnd(), run->output().constData());
    QVERIFY2(run->ran(), run->output().constData());
    QVERIFY2(run->exitCode() == 2, run->output().constData());
    QVERIFY2(run->output().startsWith("redial: "), run->output().constData());
    QVERIFY2(run->output().contains(place.toUtf8()), run->output().constData());
    QCOMPARE(run->output().trimmed().count('\n'), 0);
}

void TestBadInput::allErrorsOfAPolicyAreToldAtOnce()
{
    const RedialRun run = runRedial({QStringLiteral("connect"), QStringLiteral("ws://127.0.0.1:9"),
                                     QStringLiteral("--jitter-ratio"), QStringLiteral("3"),
                                     QStringLiteral("--multiplier"), QStringLiteral("0.1")});
    QCOMPARE(run.status, 2);
    const auto lines = run.output.trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    for (const QByteArray& line : lines)
        QVERIFY2(line.startsWith("redial: --"), line.constData());
}

void TestBadInput::aWrongRunFileIsOneSentence_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("not JSON") << QByteArray("to be or not to be\n");
    QTest::newRow("another JSON") << QByteArray("{\"hello\":1}\n");
    QTest::newRow("newer") << QByteArray(
        "{\"redial\":\"run\",\"version\":99,\"program\":\"redial 9\",\"seed\":1,"
        "\"clock\":\"virtual\",\"started\":\"2025-01-01T00:00:00.000Z\",\"configuration\":{}}\n");
    QTest::newRow("damaged first line") << QByteArray("{\"redial\":\"run\",\"version\":1\n{}\n");
    QTest::newRow("binary") << QByteArray(100'000, '\0');
}

void TestBadInput::aWrongRunFileIsOneSentence()
{
    QFETCH(QByteArray, text);
    const QString path = folder_.filePath(QStringLiteral("wrong.jsonl"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(text) >= 0);
    file.close();
    const auto run = startRedial({QStringLiteral("replay"), path});
    QVERIFY2(run->waitForEnd(), run->output().constData());
    QVERIFY2(run->ran() && run->exitCode() == 3, run->output().constData());
    QVERIFY2(run->output().contains("wrong.jsonl"), run->output().constData());
    QCOMPARE(run->output().trimmed().count('\n'), 0);
}

void TestBadInput::aPortInUseIsOneSentence()
{
    QTcpServer occupant;
    QVERIFY(occupant.listen(QHostAddress::LocalHost));
    const QString port = QString::number(occupant.serverPort());
    const auto run = startRedial({QStringLiteral("serve"), QStringLiteral("--port"), port});
    QVERIFY2(run->waitForEnd(), run->output().constData());
    QVERIFY2(run->ran() && run->exitCode() == 3, run->output().constData());
    QVERIFY2(run->output().contains(port.toUtf8()), run->output().constData());
}

void TestBadInput::aServerThatSpeaksOnlyHttpEndsTheRun()
{
    QTcpServer http;
    QVERIFY(http.listen(QHostAddress::LocalHost));
    connect(&http, &QTcpServer::newConnection, this, [&http] {
        QTcpSocket* socket = http.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket] {
            socket->write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
            socket->disconnectFromHost();
        });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    });
    for (const char* transport : {"qt", "precise"}) {
        const auto run = startRedial(
            {QStringLiteral("connect"), QStringLiteral("ws://127.0.0.1:%1").arg(http.serverPort()),
             QStringLiteral("--duration"), QStringLiteral("2s"), QStringLiteral("--transport"),
             QString::fromLatin1(transport)});
        QVERIFY2(run->waitForEnd(), run->output().constData());
        QVERIFY2(run->ran() && run->exitCode() == 1, run->output().constData());
        QVERIFY2(run->output().contains("404"), run->output().constData());
    }
}

void TestBadInput::aServerThatNeverAnswersEndsTheRun()
{
    QTcpServer silent; // the kernel accepts; nobody reads
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    const auto run = startRedial({QStringLiteral("connect"),
                                  QStringLiteral("ws://127.0.0.1:%1").arg(silent.serverPort()),
                                  QStringLiteral("--duration"), QStringLiteral("2s"),
                                  QStringLiteral("--connect-timeout"), QStringLiteral("300ms")});
    QVERIFY2(run->waitForEnd(), run->output().constData());
    QVERIFY2(run->ran() && run->exitCode() == 1, run->output().constData());
}

void TestBadInput::aCertificateThatDoesNotVerifyEndsTheRun()
{
    REQUIRE_PEER(PeerKind::OpenSsl);
    QString address;
    const auto server = startServer({QStringLiteral("--tls")}, &address);
    QVERIFY2(address.startsWith(QLatin1String("wss://")), server->output().constData());
    for (const char* transport : {"qt", "precise"}) {
        const auto run = startRedial(
            {QStringLiteral("connect"), address, QStringLiteral("--duration"), QStringLiteral("2s"),
             QStringLiteral("--transport"), QString::fromLatin1(transport)});
        QVERIFY2(run->waitForEnd(), run->output().constData());
        QVERIFY2(run->ran() && run->exitCode() == 1, run->output().constData());
        QVERIFY2(run->output().toLower().contains("certificate"), run->output().constData());
    }
}

QTEST_GUILESS_MAIN(TestBadInput)

} // namespace tst_bad_input

#include "tst_bad_input.moc"

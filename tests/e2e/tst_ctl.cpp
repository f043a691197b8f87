// SPDX-License-Identifier: MIT
#include "core/control/control_client.h"
#include "core/control/running_program.h"
#include "tests/interop/peers.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

namespace tst_ctl {

using namespace redial;

namespace {

constexpr int patience = 30'000;

struct Told
{
    int status = -1;
    QByteArray text;
    QJsonObject json() const { return QJsonDocument::fromJson(text).object(); }
};

Told tell(const QStringList& words)
{
    const auto ctl = startRedial(QStringList{QStringLiteral("ctl")} + words);
    if (!ctl->waitForEnd() || !ctl->ran())
        return {};
    return {ctl->exitCode(), ctl->output()};
}

#ifdef __SANITIZE_THREAD__
/// ThreadSanitizer has one of its own.
constexpr qsizetype threadsOfAProgram = 2;
#else
constexpr qsizetype threadsOfAProgram = 1;
#endif

qsizetype threadsOf(qint64 pid)
{
    return QDir(QStringLiteral("/proc/%1/task").arg(pid))
        .entryList(QDir::Dirs | QDir::NoDotAndDotDot)
        .size();
}

QStringList words(const char* text)
{
    return QString::fromUtf8(text).split(QLatin1Char(' '));
}

} // namespace

/// A running Redial as `redial ctl`, and a test's own program, drive it.
class TestCtl : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void twoProgramsAreTold();
    void aTestDrivesTheProgramOverItsSocket();
    void whatCannotBeToldIsOneSentence_data();
    void whatCannotBeToldIsOneSentence();
    void aNameIsFreeAgainAfterAKill();
    void curlGivesAnOrderWithTheToken();
    void aStoppedServerRefusesAndListensAgain();
    void aServerOnSeveralThreadsIsToldAsOne();

private:
    std::unique_ptr<QTemporaryDir> folder_;
};

void TestCtl::init()
{
    folder_ = std::make_unique<QTemporaryDir>();
    qputenv("XDG_RUNTIME_DIR", QFile::encodeName(folder_->path()));
}

void TestCtl::twoProgramsAreTold()
{
    QString address;
    const auto server = startServer({QStringLiteral("--name"), QStringLiteral("csms")}, &address);
    QVERIFY(server);
    const auto station = startRedial(
        {QStringLiteral("connect"), address, QStringLiteral("--name"), QStringLiteral("station")});
    QVERIFY(!station->waitForText(QRegularExpression(QStringLiteral("(online)"))).isEmpty());

    const Told which = tell(words("status"));
    QCOMPARE(which.status, 3);
    QVERIFY2(which.text.contains("--name csms") && which.text.contains("--name station"),
             which.text.constData());

    const Told seen = tell(words("status --name csms --json"));
    QCOMPARE(seen.status, 0);
    QCOMPARE(seen.json().value(QLatin1String("connections")).toInt(), 1);

    QCOMPARE(tell(words("disconnect --kind rst --name station")).status, 0);
    QVERIFY(!station->waitForText(QRegularExpression(QStringLiteral("(connection 2 is open)")))
                 .isEmpty());
    QCOMPARE(tell(words("disconnect --kind fin --station CP-1 --name csms")).status, 0);
    QVERIFY(!station->waitForText(QRegularExpression(QStringLiteral("(connection 3 is open)")))
                 .isEmpty());
    QCOMPARE(tell(words("disconnect --name station")).status, 0);
    QVERIFY(!station->waitForText(QRegularExpression(QStringLiteral("(connection 3 ended)")))
                 .isEmpty());
    QCOMPARE(tell(words("connect --name station")).status, 0);
    QVERIFY(!station->waitForText(QRegularExpression(QStringLiteral("(connection 4 is open)")))
                 .isEmpty());
    QVERIFY(station->output().contains("told over the local socket: disconnect reset"));
    QVERIFY(server->output().contains("told over the local socket: disconnect fin CP-1"));
}

void TestCtl::aTestDrivesTheProgramOverItsSocket()
{
    QString address;
    const auto server = startServer({}, &address);
    QVERIFY(server);
    const auto programs = runningPrograms(*controlFolder());
    QCOMPARE(programs.size(), std::size_t(1));
    ControlClient client;
    QJsonObject status;
    connect(&client, &ControlClient::answered, this,
            [&](quint32, const ControlOutcome& outcome) { status = outcome.value(); });
    client.connectTo(programs.front().socketPath);
    client.send({.action = ControlAction::Status});
    QTRY_VERIFY_WITH_TIMEOUT(status.value(QLatin1String("listening")).toBool(), patience);
}

void TestCtl::whatCannotBeToldIsOneSentence_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("place");
    const auto row = [](const char* words, int status, const char* place) {
        QTest::newRow(words) << QString::fromUtf8(words) << status << QString::fromUtf8(place);
    };
    row("disconect", 2, "did you mean disconnect?");
    row("server stopp", 2, "did you mean server stop?");
    row("connect --kind fin", 2, "belong to disconnect");
    row("disconnect --kind softly", 2, "--kind: \"softly\"");
    row("status --pid x", 2, "--pid");
    row("status --name nobody", 3, "--pid");
    row("connect", 1, "waits for its clients");
    row("disconnect", 1, "no client is connected");
    row("disconnect --station CP-7", 1, "\"CP-7\"");
    row("server start", 1, "listens already");
}

void TestCtl::whatCannotBeToldIsOneSentence()
{
    QFETCH(QString, words);
    QFETCH(int, status);
    QFETCH(QString, place);
    QString address;
    const auto server = startServer({}, &address);
    QVERIFY(server);
    const Told told = tell(words.split(QLatin1Char(' ')));
    QVERIFY2(told.text.contains(place.toUtf8()), told.text.constData());
    QCOMPARE(told.text.count('\n'), 1);
    QCOMPARE(told.status, status);
}

void TestCtl::aNameIsFreeAgainAfterAKill()
{
    QString address;
    const QStringList named{QStringLiteral("--name"), QStringLiteral("bench")};
    auto server = startServer(named, &address);
    QVERIFY(server);
    const auto twice = startRedial(
        QStringList{QStringLiteral("serve"), QStringLiteral("--port"), QStringLiteral("0")} +
        named);
    QVERIFY(twice->waitForEnd());
    QCOMPARE(twice->exitCode(), 3);
    QVERIFY2(twice->output().contains("called \"bench\" already"), twice->output().constData());

    server->kill();
    QVERIFY(server->waitForEnd());
    const QString folder = folder_->filePath(QStringLiteral("redial"));
    const auto sockets = [&] {
        return QDir(folder).entryList({QStringLiteral("*.socket")}, QDir::System);
    };
    QCOMPARE(sockets().size(), 1);
    const Told nobody = tell(words("status --name bench"));
    QCOMPARE(nobody.status, 3);
    QVERIFY2(nobody.text.contains("no Redial of yours is running"), nobody.text.constData());
    QCOMPARE(sockets().size(), 0);
    server = startServer(named, &address);
    QVERIFY(server);
    QCOMPARE(tell(words("status --name bench")).status, 0);
    server->interrupt();
    QVERIFY(server->waitForEnd());
    QCOMPARE(sockets().size(), 0);
}

void TestCtl::curlGivesAnOrderWithTheToken()
{
    REQUIRE_PEER(PeerKind::Curl);
    QString address;
    const auto server = startServer(words("--name web --control-port 0"), &address);
    QVERIFY(server);
    static const QRegularExpression announced(QStringLiteral("control on (\\S+), the token is in"));
    const QString control = server->waitForText(announced);
    QVERIFY(!control.isEmpty());
    QFile token(controlTokenPath(folder_->filePath(QStringLiteral("redial")),
                                 runningPrograms(*controlFolder()).front().pid,
                                 QStringLiteral("web")));
    QVERIFY(token.open(QIODevice::ReadOnly));
    const QString bearer =
        QStringLiteral("Authorization: Bearer ") + QString::fromLatin1(token.readAll().trimmed());
    const auto curl = [&](const QStringList& more) {
        PeerProcess process(QStringLiteral("curl"),
                            QStringList{QStringLiteral("-sS"), QStringLiteral("-d"),
                                        QStringLiteral("{\"redial\":1,\"action\":\"server_stop\"}"),
                                        control} +
                                more);
        process.waitForEnd();
        return process.output();
    };
    QVERIFY(curl({}).contains("\"ok\":false"));
    const QByteArray done = curl({QStringLiteral("-H"), bearer});
    QVERIFY2(done.contains("\"listening\":false"), done.constData());
    QVERIFY(server->output().contains("told over HTTP: server_stop"));
    QVERIFY(!server->output().contains(bearer.mid(22).toUtf8()));
}

void TestCtl::aStoppedServerRefusesAndListensAgain()
{
    QString address;
    const auto server = startServer({}, &address);
    QVERIFY(server);
    const QUrl url(address);
    const auto isTaken = [&] {
        QTcpSocket socket;
        socket.connectToHost(url.host(), quint16(url.port()));
        return socket.waitForConnected(patience);
    };
    QVERIFY(isTaken());
    QCOMPARE(tell(words("server stop")).status, 0);
    QVERIFY(!isTaken());
    QCOMPARE(tell(words("server stop")).status, 1);
    QCOMPARE(tell(words("server start")).status, 0);
    QVERIFY(isTaken());
}

void TestCtl::aServerOnSeveralThreadsIsToldAsOne()
{
    QString address;
    const auto server = startServer(words("--profile msgi --threads 4 --name group"), &address);
    QVERIFY2(address.startsWith(QLatin1String("msgi://")), server->output().constData());
    QCOMPARE(threadsOf(runningPrograms(*controlFolder()).front().pid), threadsOfAProgram + 4);
    std::vector<std::unique_ptr<PeerProcess>> clients;
    for (int i = 0; i < 6; ++i) {
        clients.push_back(startRedial({QStringLiteral("connect"), address, QStringLiteral("--send"),
                                       QStringLiteral("hello")}));
    }
    for (const auto& client : clients)
        QVERIFY2(
            !client->waitForText(QRegularExpression(QStringLiteral("received: (hello)"))).isEmpty(),
            client->output().constData());
    const QJsonObject status = tell(words("status --name group --json")).json();
    QCOMPARE(status.value(QLatin1String("connections")).toInt(), 6);
    QCOMPARE(status.value(QLatin1String("messages_in")).toInt(), 6);
    QCOMPARE(status.value(QLatin1String("messages_out")).toInt(), 6);
    QCOMPARE(tell(words("arm M1 --name group")).status, 1);
    const Told ended = tell(words("disconnect --name group --json"));
    QCOMPARE(ended.status, 0);
    QCOMPARE(ended.json().value(QLatin1String("ended")).toInt(), 6);
    for (const auto& client : clients)
        QVERIFY2(!client->waitForText(QRegularExpression(QStringLiteral("(connection 2 is open)")))
                      .isEmpty(),
                 client->output().constData());
    server->interrupt();
    QVERIFY(server->waitForEnd());
    QCOMPARE(server->exitCode(), 0);
    for (const auto& client : clients)
        QVERIFY(!client->waitForText(QRegularExpression(QStringLiteral("(connection 2 ended)")))
                     .isEmpty());
}

QTEST_GUILESS_MAIN(TestCtl)

} // namespace tst_ctl

#include "tst_ctl.moc"

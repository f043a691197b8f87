// SPDX-License-Identifier: MIT
// `redial proxy` as its users run it: told what to do, killed in the middle, between programs of
// TLS.
#include "core/wire/websocket_upgrade.h"
#include "tests/interop/peers.h"

#include <QJsonDocument>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

namespace tst_proxy_program {

using namespace redial;

namespace {

constexpr int patience = 30'000;

struct RunningProxy
{
    std::unique_ptr<PeerProcess> program;
    quint16 port = 0;
};

RunningProxy startProxy(const QString& upstream, const QStringList& more, quint16 port = 0)
{
    RunningProxy proxy;
    proxy.program =
        startRedial(QStringList{QStringLiteral("proxy"), QStringLiteral("--listen"),
                                QString::number(port), QStringLiteral("--upstream"), upstream} +
                    more);
    proxy.port = quint16(
        proxy.program
            ->waitForText(QRegularExpression(QStringLiteral("listening on 127\\.0\\.0\\.1:(\\d+)")))
            .toUInt());
    return proxy;
}

QByteArray run(const QStringList& arguments, int* status = nullptr)
{
    const auto program = startRedial(arguments);
    const bool ended = program->waitForEnd();
    if (status)
        *status = ended && program->ran() ? program->exitCode() : -1;
    return program->output();
}

QByteArray tell(const QStringList& words)
{
    return run(QStringList{QStringLiteral("ctl")} + words);
}

bool isOpen(QTcpSocket& socket)
{
    return socket.state() == QAbstractSocket::ConnectedState;
}

/// A WebSocket client of bytes through the proxy.
std::unique_ptr<QTcpSocket> openThrough(quint16 port)
{
    auto socket = std::make_unique<QTcpSocket>();
    socket->connectToHost(QStringLiteral("127.0.0.1"), port);
    UpgradeRequest request;
    request.host = "127.0.0.1";
    request.target = "/CP-1";
    request.key = "dGhlIHNhbXBsZSBub25jZQ==";
    request.subprotocols = {"ocpp1.6"};
    socket->write(QByteArray::fromStdString(writeUpgradeRequest(request)));
    const bool open =
        QTest::qWaitFor([&] { return socket->peek(4096).contains("\r\n\r\n"); }, patience) &&
        socket->readAll().contains(" 101 ");
    return open ? std::move(socket) : nullptr;
}

/// A masked ping without payload.
const QByteArray ping = QByteArray::fromHex("898000000000");

} // namespace

class TestProxyProgram : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void ctlArmsListsDisarmsAndDrops();
    void curlGivesTheProxyAnOrderWithTheToken();
    void aKilledProxyReleasesBothSidesAndLeavesItsRunFile();
    void aKilledUpstreamReleasesTheClient();
    void aKilledClientReleasesTheUpstream();
    void opensslSpeaksThroughIt();

private:
    QString at(const char* name) const { return folder_->filePath(QString::fromLatin1(name)); }

    std::unique_ptr<QTemporaryDir> folder_;
};

void TestProxyProgram::init()
{
    folder_ = std::make_unique<QTemporaryDir>();
    qputenv("XDG_RUNTIME_DIR", QFile::encodeName(folder_->path()));
}

void TestProxyProgram::ctlArmsListsDisarmsAndDrops()
{
    QString address;
    const auto server = startServer({}, &address);
    const auto proxy = startProxy(address, {QStringLiteral("--name"), QStringLiteral("between")});
    const auto client = openThrough(proxy.port);
    QVERIFY(client);
    const QStringList between{QStringLiteral("--name"), QStringLiteral("between")};
    const auto order = [&](const QStringList& words) { return tell(words + between); };
    QVERIFY(order({QStringLiteral("arm"), QStringLiteral("W22")}).contains("number: 1"));
    client->write(ping);
    QVERIFY(!proxy.program->waitForText(QRegularExpression(QStringLiteral("(W22.* has hit)")))
                 .isEmpty());
    QVERIFY(order({QStringLiteral("list")}).contains("bitten: 1"));
    QVERIFY(order({QStringLiteral("disarm"), QStringLiteral("1")}).contains("disarmed: 1"));
    QCOMPARE(client->bytesAvailable(), 0);
    client->write(ping);
    QByteArray heard;
    QTRY_COMPARE_WITH_TIMEOUT(heard += client->readAll(), QByteArray::fromHex("8a00"), patience);
    const QByteArray wrong = order({QStringLiteral("arm"), QStringLiteral("H5")});
    QVERIFY2(wrong.contains("cannot be done by the proxy"), wrong.constData());
    QVERIFY(order({QStringLiteral("disconnect"), QStringLiteral("--kind"), QStringLiteral("reset")})
                .contains("ended: 1"));
    QTRY_VERIFY_WITH_TIMEOUT(!isOpen(*client), patience);
    QVERIFY(order({QStringLiteral("disconnect")}).contains("no client is connected"));
}

void TestProxyProgram::curlGivesTheProxyAnOrderWithTheToken()
{
    REQUIRE_PEER(PeerKind::Curl);
    const auto proxy = startProxy(QStringLiteral("127.0.0.1:9"),
                                  {QStringLiteral("--control-port"), QStringLiteral("0")});
    const QString url = proxy.program->waitForText(
        QRegularExpression(QStringLiteral("control on (http://[0-9.:]+)")));
    const QString path = proxy.program->waitForText(
        QRegularExpression(QStringLiteral("token of /control is in (\\S+)")));
    QFile token(path);
    QVERIFY(token.open(QIODevice::ReadOnly));
    const auto curl = [&](const QStringList& more) {
        PeerProcess process(
            QStringLiteral("curl"),
            QStringList{QStringLiteral("-sS"), QStringLiteral("-d"),
                        QStringLiteral(R"({"redial":1,"action":"arm","fault":"W22"})"),
                        url + QStringLiteral("/control")} +
                more);
        process.waitForEnd();
        return process.output();
    };
    QVERIFY(curl({}).contains("\"ok\":false"));
    const QByteArray done =
        curl({QStringLiteral("-H"), QStringLiteral("Authorization: Bearer ") +
                                        QString::fromLatin1(token.readAll().trimmed())});
    QVERIFY2(done.contains("\"ok\":true"), done.constData());
}

void TestProxyProgram::aKilledProxyReleasesBothSidesAndLeavesItsRunFile()
{
    QTcpServer upstream;
    QVERIFY(upstream.listen(QHostAddress::LocalHost));
    const QString there = QStringLiteral("127.0.0.1:%1").arg(upstream.serverPort());
    const QString file = at("killed.redial");
    const auto proxy = startProxy(
        there, {QStringLiteral("--fault"), QStringLiteral("T9"), QStringLiteral("--log"), file});
    QTcpSocket client;
    client.connectToHost(QStringLiteral("127.0.0.1"), proxy.port);
    QTRY_VERIFY_WITH_TIMEOUT(isOpen(client) && upstream.hasPendingConnections(), patience);
    std::unique_ptr<QTcpSocket> served(upstream.nextPendingConnection());
    client.write("into the hole");
    QVERIFY(!proxy.program->waitForText(QRegularExpression(QStringLiteral("(T9.* has hit)")))
                 .isEmpty());
    QVERIFY(isOpen(client) && isOpen(*served));
    // What is seen is written a little later.
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    QByteArray log;
    QTRY_VERIFY_WITH_TIMEOUT((log += written.readAll()).contains("fault_bitten"), patience);
    proxy.program->kill();
    QTRY_VERIFY_WITH_TIMEOUT(!isOpen(client) && !isOpen(*served), patience);
    QVERIFY(proxy.program->waitForEnd());
    const QByteArray replayed = run({QStringLiteral("replay"), file});
    QVERIFY2(replayed.contains("T9"), replayed.constData());
    const auto again = startProxy(there, {}, proxy.port);
    QCOMPARE(again.port, proxy.port);
}

void TestProxyProgram::aKilledUpstreamReleasesTheClient()
{
    QString address;
    const auto server = startServer({}, &address);
    const QString file = at("upstream.redial");
    const auto proxy = startProxy(
        address, {QStringLiteral("--fault"), QStringLiteral("W22"), QStringLiteral("--log"), file});
    const auto client = openThrough(proxy.port);
    QVERIFY(client);
    client->write(ping);
    QVERIFY(!proxy.program->waitForText(QRegularExpression(QStringLiteral("(W22.* has hit)")))
                 .isEmpty());
    QVERIFY(isOpen(*client));
    server->kill();
    QTRY_VERIFY_WITH_TIMEOUT(!isOpen(*client), patience);
    QVERIFY(server->waitForEnd());
    QTcpServer again;
    QVERIFY2(again.listen(QHostAddress::LocalHost, quint16(QUrl(address).port())),
             qPrintable(again.errorString()));
    proxy.program->interrupt();
    QVERIFY(proxy.program->waitForEnd());
    QVERIFY(proxy.program->ran());
    QVERIFY(run({QStringLiteral("replay"), file}).contains("W22"));
}

void TestProxyProgram::aKilledClientReleasesTheUpstream()
{
    QString address;
    const auto server = startServer({}, &address);
    const auto proxy =
        startProxy(address, {QStringLiteral("--fault"),
                             QStringLiteral("O1 delay=1h when=message:1:BootNotification")});
    const auto client = startRedial(
        {QStringLiteral("connect"), QStringLiteral("ws://127.0.0.1:%1").arg(proxy.port)});
    QVERIFY(!proxy.program->waitForText(QRegularExpression(QStringLiteral("(O1.* has hit)")))
                 .isEmpty());
    client->kill();
    QVERIFY(!server->waitForText(QRegularExpression(QStringLiteral("(connection 1 .*end|clos)")))
                 .isEmpty());
    QVERIFY(client->waitForEnd());
    const auto next = openThrough(proxy.port);
    QVERIFY(next);
}

void TestProxyProgram::opensslSpeaksThroughIt()
{
    REQUIRE_PEER(PeerKind::OpenSsl);
    PeerProcess maker(QStringLiteral("openssl"),
                      QStringLiteral("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 "
                                     "-nodes -days 2 -subj /CN=localhost -addext "
                                     "subjectAltName=IP:127.0.0.1,DNS:localhost -keyout")
                              .split(QLatin1Char(' ')) +
                          QStringList{at("key.pem"), QStringLiteral("-out"), at("cert.pem")});
    QVERIFY(maker.waitForEnd());
    // s_server answers every request with a page about the connection.
    PeerProcess upstream(QStringLiteral("openssl"),
                         {QStringLiteral("s_server"), QStringLiteral("-accept"),
                          QStringLiteral("127.0.0.1:0"), QStringLiteral("-cert"), at("cert.pem"),
                          QStringLiteral("-key"), at("key.pem"), QStringLiteral("-www")});
    const QString port =
        upstream.waitForText(QRegularExpression(QStringLiteral("ACCEPT 127\\.0\\.0\\.1:(\\d+)")));
    QVERIFY2(!port.isEmpty(), upstream.output().constData());
    const auto proxy =
        startProxy(QStringLiteral("wss://127.0.0.1:") + port,
                   {QStringLiteral("--tls-ca"), at("cert.pem"), QStringLiteral("--tls-cert"),
                    at("cert.pem"), QStringLiteral("--tls-key"), at("key.pem")});
    QVERIFY2(proxy.port > 0, proxy.program->output().constData());
    PeerProcess client(QStringLiteral("openssl"),
                       {QStringLiteral("s_client"), QStringLiteral("-connect"),
                        QStringLiteral("127.0.0.1:%1").arg(proxy.port), QStringLiteral("-CAfile"),
                        at("cert.pem"), QStringLiteral("-verify_return_error"),
                        QStringLiteral("-verify_ip"), QStringLiteral("127.0.0.1")});
    QVERIFY(!client.waitForText(QRegularExpression(QStringLiteral("(Verify return code: 0)")))
                 .isEmpty());
    client.write("GET / HTTP/1.0\r\n\r\n");
    QVERIFY2(!client.waitForText(QRegularExpression(QStringLiteral("(HTTP/1.0 200)"))).isEmpty(),
             client.output().constData());
}

QTEST_GUILESS_MAIN(TestProxyProgram)

} // namespace tst_proxy_program

#include "tst_proxy_program.moc"

// SPDX-License-Identifier: MIT
// `redial serve` against clients that others wrote.
#include "tests/interop/peers.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

namespace tst_interop_serve {

using namespace redial;

namespace {

QString text(const QJsonObject& object, const char* key)
{
    return object.value(QLatin1String(key)).toString();
}

int number(const QJsonObject& object, const char* key)
{
    return object.value(QLatin1String(key)).toInt(-1);
}

bool allSame(const QList<QJsonObject>& echoes)
{
    return std::all_of(echoes.begin(), echoes.end(), [](const QJsonObject& echo) {
        return echo.value(QLatin1String("same")).toBool();
    });
}

} // namespace

class TestInteropServe : public QObject
{
    Q_OBJECT
private slots:
    void ocppRpcBootsIsResetComesBackAndBootsAgain_data();
    void ocppRpcBootsIsResetComesBackAndBootsAgain();
    void ocppRpcIsToldThatItsBootIsRejected();
    void ocppRpcIsRefusedAnotherProtocol();
    void wsHearsItsMessagesUnchanged_data();
    void wsHearsItsMessagesUnchanged();
    void pythonHearsItsMessagesUnchanged_data();
    void pythonHearsItsMessagesUnchanged();
    void reconnectingWebSocketSeesHowItWasClosed_data();
    void reconnectingWebSocketSeesHowItWasClosed();
    void opensslVerifiesTheCertificateAndUpgrades();
    void opensslWithoutTheCertificateRefusesIt();
    void curlWithoutUpgradeIsToldWhatThisIs();
};

void TestInteropServe::ocppRpcBootsIsResetComesBackAndBootsAgain_data()
{
    QTest::addColumn<QString>("protocol");
    QTest::newRow("OCPP 1.6") << "ocpp1.6";
    QTest::newRow("OCPP 2.0.1") << "ocpp2.0.1";
}

void TestInteropServe::ocppRpcBootsIsResetComesBackAndBootsAgain()
{
    REQUIRE_PEER(PeerKind::Node);
    QFETCH(QString, protocol);
    QTemporaryDir folder;
    const QString log = folder.filePath(QStringLiteral("serve.jsonl"));
    QString address;
    const auto server = startServer({QStringLiteral("--close-after"), QStringLiteral("700ms:rst"),
                                     QStringLiteral("--boot"), QStringLiteral("accepted:60"),
                                     QStringLiteral("--log"), log},
                                    &address);
    QVERIFY2(!address.isEmpty(), server->output().constData());
    const auto client = startPeer(QStringLiteral("ocpp_rpc_client.mjs"),
                                  {address, protocol, QStringLiteral("CP1")});
    QVERIFY2(client->waitForEvents(QStringLiteral("second heartbeat"), 2),
             client->output().constData());

    const auto boots = client->events(QStringLiteral("boot"));
    for (const QJsonObject& boot : boots) {
        QCOMPARE(text(boot, "status"), QStringLiteral("Accepted"));
        QCOMPARE(number(boot, "interval"), 60);
    }
    QCOMPARE(text(client->events(QStringLiteral("open")).first(), "protocol"), protocol);
    // A reset gives no Close frame: 1006, RFC 6455 section 7.1.5.
    QCOMPARE(number(client->events(QStringLiteral("disconnected")).first(), "code"), 1006);
    QVERIFY2(client->events(QStringLiteral("invalid")).isEmpty(), client->output().constData());
    QVERIFY2(client->events(QStringLiteral("bad message")).isEmpty(), client->output().constData());

    server->interrupt();
    QVERIFY2(server->waitForEnd(), server->output().constData());
    QVERIFY(server->ran());
    const auto replay = startRedial({QStringLiteral("replay"), log});
    QVERIFY(replay->waitForEnd());
    QVERIFY2(replay->output().contains("BootNotification") || replay->output().contains("boot"),
             replay->output().constData());
}

void TestInteropServe::ocppRpcIsToldThatItsBootIsRejected()
{
    REQUIRE_PEER(PeerKind::Node);
    QString address;
    const auto server =
        startServer({QStringLiteral("--boot"), QStringLiteral("rejected:7")}, &address);
    QVERIFY2(!address.isEmpty(), server->output().constData());
    const auto client = startPeer(QStringLiteral("ocpp_rpc_client.mjs"),
                                  {address, QStringLiteral("ocpp1.6"), QStringLiteral("CP1")});
    QVERIFY2(client->waitForEvents(QStringLiteral("boot")), client->output().constData());
    const QJsonObject boot = client->events(QStringLiteral("boot")).first();
    QCOMPARE(text(boot, "status"), QStringLiteral("Rejected"));
    QCOMPARE(number(boot, "interval"), 7);
}

void TestInteropServe::ocppRpcIsRefusedAnotherProtocol()
{
    REQUIRE_PEER(PeerKind::Node);
    QString address;
    const auto server =
        startServer({QStringLiteral("--protocol"), QStringLiteral("ocpp2.0.1")}, &address);
    QVERIFY2(!address.isEmpty(), server->output().constData());
    const auto client = startPeer(QStringLiteral("ocpp_rpc_client.mjs"),
                                  {address, QStringLiteral("ocpp1.6"), QStringLiteral("CP1")});
    // OCPP-J 1.6 section 3.1.2: without a common subprotocol the server closes at once.
    QVERIFY2(client->waitForEvents(QStringLiteral("disconnected")) ||
                 client->waitForEvents(QStringLiteral("refused")),
             client->output().constData());
    QVERIFY2(client->events(QStringLiteral("boot")).isEmpty(), client->output().constData());
}

void TestInteropServe::wsHearsItsMessagesUnchanged_data()
{
    QTest::addColumn<QString>("compression");
    QTest::newRow("with permessage-deflate") << "deflate";
    QTest::newRow("without") << "plain";
}

void TestInteropServe::wsHearsItsMessagesUnchanged()
{
    REQUIRE_PEER(PeerKind::Node);
    QFETCH(QString, compression);
    QString address;
    const auto server =
        startServer({QStringLiteral("--protocol"), QStringLiteral("none")}, &address);
    QVERIFY2(!address.isEmpty(), server->output().constData());
    const auto client = startPeer(QStringLiteral("ws_client.mjs"), {address, compression});
    QVERIFY2(client->waitForEvents(QStringLiteral("closed")), client->output().constData());
    const auto echoes = client->events(QStringLiteral("echo"));
    QCOMPARE(echoes.size(), 7);
    QVERIFY2(allSame(echoes), client->output().constData());
    const QString extensions = text(client->events(QStringLiteral("open")).first(), "extensions");
    QCOMPARE(extensions.contains(QLatin1String("permessage-deflate")),
             compression == QLatin1String("deflate"));
    QCOMPARE(text(client->events(QStringLiteral("pong")).first(), "payload"),
             QStringLiteral("between"));
    QCOMPARE(number(client->events(QStringLiteral("closed")).first(), "code"), 1000);
}

void TestInteropServe::pythonHearsItsMessagesUnchanged_data()
{
    wsHearsItsMessagesUnchanged_data();
}

void TestInteropServe::pythonHearsItsMessagesUnchanged()
{
    REQUIRE_PEER(PeerKind::Python);
    QFETCH(QString, compression);
    QString address;
    const auto server =
        startServer({QStringLiteral("--protocol"), QStringLiteral("none")}, &address);
    QVERIFY2(!address.isEmpty(), server->output().constData());
    const auto client = startPeer(QStringLiteral("websockets_client.py"), {address, compression});
    QVERIFY2(client->waitForEvents(QStringLiteral("closed")), client->output().constData());
    const auto echoes = client->events(QStringLiteral("echo"));
    QCOMPARE(echoes.size(), 6);
    QVERIFY2(allSame(echoes), client->output().constData());
    QCOMPARE(client->events(QStringLiteral("open"))
                 .first()
                 .value(QLatin1String("extensions"))
                 .toArray()
                 .isEmpty(),
             compression == QLatin1String("plain"));
    QCOMPARE(number(client->events(QStringLiteral("closed")).first(), "code"), 1000);
}

void TestInteropServe::reconnectingWebSocketSeesHowItWasClosed_data()
{
    QTest::addColumn<QString>("how");
    QTest::addColumn<int>("code");
    QTest::newRow("close code") << "1012" << 1012;
    QTest::newRow("end of stream") << "fin" << 1006;
    QTest::newRow("reset") << "rst" << 1006;
}

void TestInteropServe::reconnectingWebSocketSeesHowItWasClosed()
{
    REQUIRE_PEER(PeerKind::Node);
    QFETCH(QString, how);
    QFETCH(int, code);
    QString address;
    const auto server =
        startServer({QStringLiteral("--protocol"), QStringLiteral("none"),
                     QStringLiteral("--close-after"), QStringLiteral("100ms:") + how},
                    &address);
    QVERIFY2(!address.isEmpty(), server->output().constData());
    const auto client = startPeer(QStringLiteral("reconnecting_websocket_client.mjs"), {address});
    QVERIFY2(client->waitForEvents(QStringLiteral("open"), 4), client->output().constData());
    const auto closings = client->events(QStringLiteral("closed"));
    QVERIFY(closings.size() >= 3);
    for (const QJsonObject& closing : closings)
        QCOMPARE(number(closing, "code"), code);
}

void TestInteropServe::opensslVerifiesTheCertificateAndUpgrades()
{
    REQUIRE_PEER(PeerKind::OpenSsl);
    QTemporaryDir folder;
    const QString certificate = folder.filePath(QStringLiteral("certificate.pem"));
    const QString key = folder.filePath(QStringLiteral("key.pem"));
    PeerProcess maker(
        QStringLiteral("openssl"),
        QStringLiteral("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
                       "-days 1 -subj /CN=localhost -addext "
                       "subjectAltName=IP:127.0.0.1,DNS:localhost")
                .split(QLatin1Char(' ')) +
            QStringList{QStringLiteral("-keyout"), key, QStringLiteral("-out"), certificate});
    QVERIFY(maker.waitForEnd() && maker.exitCode() == 0);

    QString address;
    const auto server = startServer({QStringLiteral("--tls"), QStringLiteral("--certificate"),
                                     certificate, QStringLiteral("--key"), key,
                                     QStringLiteral("--protocol"), QStringLiteral("none")},
                                    &address);
    QVERIFY2(address.startsWith(QLatin1String("wss://")), server->output().constData());
    PeerProcess client(QStringLiteral("openssl"),
                       {QStringLiteral("s_client"), QStringLiteral("-connect"), address.mid(6),
                        QStringLiteral("-CAfile"), certificate, QStringLiteral("-verify_ip"),
                        QStringLiteral("127.0.0.1"), QStringLiteral("-verify_return_error"),
                        QStringLiteral("-quiet"), QStringLiteral("-no_ign_eof")});
    // The handshake of RFC 6455 section 1.3, whose answer is printed there.
    client.write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                 "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                 "Sec-WebSocket-Version: 13\r\n\r\n");
    const QString accept =
        client.waitForText(QRegularExpression(QStringLiteral("HTTP/1\\.1 (101)[\\s\\S]*"
                                                             "s3pPLMBiTxaQ9kYGzzhZRbK\\+xOo=")));
    QVERIFY2(accept == QLatin1String("101"), client.output().constData());
}

void TestInteropServe::opensslWithoutTheCertificateRefusesIt()
{
    REQUIRE_PEER(PeerKind::OpenSsl);
    QString address;
    const auto server = startServer({QStringLiteral("--tls")}, &address);
    QVERIFY2(address.startsWith(QLatin1String("wss://")), server->output().constData());
    PeerProcess client(QStringLiteral("openssl"),
                       {QStringLiteral("s_client"), QStringLiteral("-connect"), address.mid(6),
                        QStringLiteral("-verify_return_error"), QStringLiteral("-quiet")});
    QVERIFY(client.waitForEnd());
    QVERIFY2(client.exitCode() != 0, client.output().constData());
    QVERIFY2(client.output().contains("self-signed certificate"), client.output().constData());
}

void TestInteropServe::curlWithoutUpgradeIsToldWhatThisIs()
{
    REQUIRE_PEER(PeerKind::Curl);
    QString address;
    const auto server = startServer({}, &address);
    QVERIFY2(!address.isEmpty(), server->output().constData());
    PeerProcess client(QStringLiteral("curl"),
                       {QStringLiteral("-sS"), QStringLiteral("-i"), QStringLiteral("-m"),
                        QStringLiteral("20"), QStringLiteral("http") + address.mid(2)});
    QVERIFY(client.waitForEnd());
    QVERIFY2(client.exitCode() == 0, client.output().constData());
    // RFC 9110 section 15.5.22: the server says what it wants instead.
    QVERIFY2(client.output().contains("426 Upgrade Required"), client.output().constData());
    QVERIFY2(client.output().toLower().contains("upgrade: websocket"), client.output().constData());
}

QTEST_GUILESS_MAIN(TestInteropServe)

} // namespace tst_interop_serve

#include "tst_interop_serve.moc"

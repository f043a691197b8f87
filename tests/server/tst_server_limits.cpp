// SPDX-License-Identifier: MIT
#include "core/server/self_signed_certificate.h"
#include "raw_client.h"

#include <QDir>
#include <QSslCertificate>
#include <QSslSocket>
#include <QTemporaryDir>

namespace tst_server_limits {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

class TestServerLimits : public QObject
{
    Q_OBJECT
private slots:
    void badHandshakesAreRefusedWithTheirStatus_data();
    void badHandshakesAreRefusedWithTheirStatus();
    void aSlowHandshakeIsCutOff();
    void aTakenPortIsSaidWithTheRemedy();
    void aConnectionTooManyIsRefused();
    void aThousandClientsOpenEchoAndClose();
    void aClientThatDoesNotReadIsReset();
    void aPasswordIsDemanded();
    void tlsServesAndVerifies();
    void stopResetsEverythingAndThePortIsFree();
};

namespace {

qsizetype openDescriptors()
{
    return QDir(QStringLiteral("/proc/self/fd"))
        .entryList(QDir::AllEntries | QDir::NoDotAndDotDot)
        .size();
}

} // namespace

void TestServerLimits::badHandshakesAreRefusedWithTheirStatus_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("status");
    QTest::newRow("plain HTTP") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n") << 426;
    QTest::newRow("POST") << QByteArray("POST / HTTP/1.1\r\nHost: a\r\n\r\n") << 405;
    QTest::newRow("TLS hello") << QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
                                             15)
                               << 400;
    QTest::newRow("endless line") << QByteArray("GET /").append(QByteArray(100'000, 'x')) << 414;
    QTest::newRow("endless headers")
        << QByteArray("GET / HTTP/1.1\r\n").append(QByteArray("A: b\r\n").repeated(500)) << 431;
}

void TestServerLimits::badHandshakesAreRefusedWithTheirStatus()
{
    QFETCH(QByteArray, text);
    QFETCH(int, status);
    ServerBench bench;
    RawClient client(bench.port);
    client.write({text.constData(), std::size_t(text.size())});
    QVERIFY(client.waitEnd());
    QCOMPARE(client.status, status);
    QVERIFY(bench.waitClosed());
}

void TestServerLimits::aSlowHandshakeIsCutOff()
{
    ServerSettings settings;
    settings.handshakeTimeout = 50ms;
    ServerBench bench(settings);
    RawClient client(bench.port);
    client.write("GET / HTTP/1.1\r\n");
    QVERIFY(client.waitEnd());
    QVERIFY(bench.waitClosed());
    QVERIFY(bench.closed.front().cause == CloseCause::ConnectTimeout);
}

void TestServerLimits::aTakenPortIsSaidWithTheRemedy()
{
    ServerBench bench;
    ServerSettings settings;
    settings.port = bench.port;
    ScriptedServer second(settings, bench.clock,
                          EventRecorder(bench.log, bench.clock, Source::Server));
    const auto listening = second.listen();
    QVERIFY(!listening.hasValue());
    QVERIFY(listening.error().contains(QString::number(bench.port)));
    QVERIFY(listening.error().contains(QLatin1String("another port")));
}

void TestServerLimits::aConnectionTooManyIsRefused()
{
    ServerSettings settings;
    settings.mostConnections = 1;
    ServerBench bench(settings);
    RawClient first(bench.port);
    first.upgrade();
    QVERIFY(first.waitOpen());
    RawClient second(bench.port);
    second.upgrade();
    QVERIFY(second.waitEnd());
    QCOMPARE(second.status, 503);
    first.socket.disconnectFromHost();
    QVERIFY(bench.waitClosed(2));
    RawClient third(bench.port);
    third.upgrade();
    QVERIFY(third.waitOpen());
}

void TestServerLimits::aThousandClientsOpenEchoAndClose()
{
    constexpr std::size_t count = 1000;
    const qsizetype before = openDescriptors();
    {
        ServerBench bench;
        std::vector<std::unique_ptr<RawClient>> clients;
        for (std::size_t i = 0; i < count; ++i) {
            clients.push_back(std::make_unique<RawClient>(bench.port));
            clients.back()->upgrade();
            clients.back()->frame({}, std::to_string(i));
        }
        for (std::size_t i = 0; i < count; ++i) {
            QTRY_COMPARE_WITH_TIMEOUT(clients[i]->events.size(), std::size_t{1},
                                      generousMilliseconds);
            QVERIFY(clients[i]->events[0].payload == std::to_string(i));
        }
        QCOMPARE(bench.server.connectionCount(), count);
        for (const auto& client : clients)
            client->frame({.opcode = opcode::close}, closePayload(1000, {}));
        for (const auto& client : clients)
            QVERIFY(client->waitEnd());
        QVERIFY(bench.waitClosed(count));
        QCOMPARE(bench.server.connectionCount(), std::size_t{0});
    }
    QCOMPARE(openDescriptors(), before);
}

void TestServerLimits::aClientThatDoesNotReadIsReset()
{
    ServerSettings settings;
    settings.sendBufferLimit = 1024 * 1024;
    ServerBench bench(settings);
    QTcpSocket client;
    // Nothing is taken out of the socket: what is echoed has nowhere to go.
    client.setReadBufferSize(1);
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), bench.port);
    UpgradeRequest request{.host = "a", .target = "/", .key = "dGhlIHNhbXBsZSBub25jZQ=="};
    const std::string head = writeUpgradeRequest(request);
    client.write(head.data(), qint64(head.size()));
    std::string frame;
    appendFrame(frame, {.opcode = opcode::binary, .mask = MaskingKey{}},
                std::string(1024 * 1024, 'x'));
    for (int i = 0; i < 40; ++i)
        client.write(frame.data(), qint64(frame.size()));
    QVERIFY(bench.waitClosed());
    QVERIFY(bench.closed.front().detail.find("does not read") != std::string::npos);
}

void TestServerLimits::aPasswordIsDemanded()
{
    ServerSettings settings;
    settings.password = QStringLiteral("correct horse battery");
    ServerBench bench(settings);
    RawClient without(bench.port);
    without.upgrade();
    QVERIFY(without.waitEnd());
    QCOMPARE(without.status, 401);
    QVERIFY(without.answer.find("WWW-Authenticate: Basic") != std::string::npos);
    RawClient stranger(bench.port);
    stranger.write(
        writeUpgradeRequest({.host = "a",
                             .target = "/CP-1",
                             .key = "dGhlIHNhbXBsZSBub25jZQ==",
                             .credentials = BasicCredentials{"CP-2", "correct horse battery"}}));
    QVERIFY(stranger.waitEnd());
    QCOMPARE(stranger.status, 401);
    RawClient with(bench.port);
    UpgradeRequest request{.host = "a",
                           .target = "/CP-1",
                           .key = "dGhlIHNhbXBsZSBub25jZQ==",
                           .credentials = BasicCredentials{"CP-1", "correct horse battery"}};
    with.write(writeUpgradeRequest(request));
    QVERIFY(with.waitOpen());
}

void TestServerLimits::tlsServesAndVerifies()
{
    QTemporaryDir folder;
    auto tls = makeServerCertificate(folder.path());
    QVERIFY2(tls.hasValue(), tls.hasValue() ? "" : qPrintable(tls.error()));
    ServerSettings settings;
    settings.tls = *tls;
    ServerBench bench(settings);
    QSslSocket client;
    QSslConfiguration trust = client.sslConfiguration();
    trust.setCaCertificates(
        QSslCertificate::fromPath(folder.filePath(QStringLiteral("server.crt"))));
    client.setSslConfiguration(trust);
    client.connectToHostEncrypted(QStringLiteral("127.0.0.1"), bench.port);
    QTRY_VERIFY_WITH_TIMEOUT(client.isEncrypted(), generousMilliseconds);
    UpgradeRequest request{.host = "a", .target = "/", .key = "dGhlIHNhbXBsZSBub25jZQ=="};
    const std::string head = writeUpgradeRequest(request);
    client.write(head.data(), qint64(head.size()));
    QTRY_VERIFY_WITH_TIMEOUT(client.bytesAvailable() > 12, generousMilliseconds);
    QVERIFY(client.readAll().startsWith("HTTP/1.1 101"));

    QSslSocket stranger;
    stranger.connectToHostEncrypted(QStringLiteral("127.0.0.1"), bench.port);
    QTRY_VERIFY_WITH_TIMEOUT(!stranger.sslHandshakeErrors().isEmpty(), generousMilliseconds);
    QVERIFY(!stranger.isEncrypted());
}

void TestServerLimits::stopResetsEverythingAndThePortIsFree()
{
    ServerBench bench;
    RawClient client(bench.port);
    client.upgrade();
    QVERIFY(client.waitOpen());
    bench.server.stop();
    QVERIFY(client.waitEnd());
    QCOMPARE(int(*client.end()), int(SocketEnd::Reset));
    RawClient refused(bench.port);
    QTRY_COMPARE_WITH_TIMEOUT(refused.socket.error(), QAbstractSocket::ConnectionRefusedError,
                              generousMilliseconds);
    QCOMPARE(*bench.server.listen(), bench.port);
    RawClient again(bench.port);
    again.upgrade();
    QVERIFY(again.waitOpen());
}

QTEST_GUILESS_MAIN(TestServerLimits)

} // namespace tst_server_limits

#include "tst_server_limits.moc"

// SPDX-License-Identifier: MIT
#include "core/net/socket_calls.h"
#include "core/transport/socket_end_probe.h"
#include "tests/fault/byte_stream.h"
#include "tests/fault/proxy_fixture.h"
#include "tests/support/blocking_sockets.h"

#include <atomic>
#include <sys/socket.h>
#include <thread>

namespace tst_proxy_relay {

using namespace redial;
using namespace redial::test;

namespace {

#ifndef REDIAL_SANITIZED
constexpr std::uint64_t bulkBytes = 1024ULL * 1024 * 1024;
#else
constexpr std::uint64_t bulkBytes = 32ULL * 1024 * 1024;
#endif

/// Bytes that the proxy has read and not handed on: without a toxic only if the server takes none.
std::uint64_t heldUpstream(const ProxyFixture& fixture)
{
    return fixture.proxy->bytesReceived(StreamDirection::Upstream) -
           fixture.proxy->bytesSent(StreamDirection::Upstream);
}

} // namespace

/// The proxy without a fault: everything goes through unchanged.
class TestProxyRelay : public QObject
{
    Q_OBJECT
private slots:
    void aGigabyteGoesThroughByteForByteBothWays();
    void aChangedByteWouldBeSeen();
    void halfCloseIsPassedOn_data();
    void halfCloseIsPassedOn();
    void aResetIsPassedOn_data();
    void aResetIsPassedOn();
    void aResetIsPassedOnWhileTheOtherSideDoesNotRead();
    void whatNobodyReadsIsNotRead();
    void anUpstreamThatIsAwayResetsTheClient();
    void aListenerThatIsTakenSaysSo();
    void aClientTooManyIsReset();
    void aThousandConnectionsAreRelayed();
    void stoppingEndsEveryConnectionAndFreesThePort();
    void theLogTellsBothEndsAndTheBytes();
};

void TestProxyRelay::aGigabyteGoesThroughByteForByteBothWays()
{
    ProxyFixture fixture;
    BlockingListener listener;
    fixture.proxy->stop();
    fixture.proxy->setAddresses(fixture.proxy->settings().listen,
                                {QStringLiteral("127.0.0.1"), listener.port()});
    QVERIFY(fixture.proxy->start());
    std::atomic<bool> clientDone = false;
    std::atomic<bool> serverDone = false;
    ByteExchange atClient{
        .sendSeed = 1, .receiveSeed = 2, .sendBytes = bulkBytes, .receiveBytes = bulkBytes / 8};
    ByteExchange atServer{
        .sendSeed = 2, .receiveSeed = 1, .sendBytes = bulkBytes / 8, .receiveBytes = bulkBytes};
    std::thread server([&] {
        atServer.run(listener.accept());
        serverDone = true;
    });
    std::thread client([&] {
        atClient.run(connectBlocking(fixture.port()));
        clientDone = true;
    });
    // Bounded by the test program's own time-out.
    const bool done = QTest::qWaitFor([&] { return clientDone && serverDone; }, 280'000);
    client.join();
    server.join();
    QVERIFY(done);
    QCOMPARE(QString::fromStdString(atServer.failure), QString());
    QCOMPARE(QString::fromStdString(atClient.failure), QString());
    QTRY_COMPARE_WITH_TIMEOUT(fixture.count(EventKind::Closed), 1, generousMilliseconds);
    QCOMPARE(fixture.proxy->bytesSent(StreamDirection::Upstream), bulkBytes);
    QCOMPARE(fixture.proxy->bytesSent(StreamDirection::Downstream), bulkBytes / 8);
}

void TestProxyRelay::aChangedByteWouldBeSeen()
{
    ByteStream sent(7);
    ByteStream expected(7);
    std::string bytes = sent.next(10'000);
    QCOMPARE(bytes, expected.next(10'000));
    ByteStream again(7);
    bytes = again.next(10'000);
    bytes[9'999] = char(bytes[9'999] ^ 1);
    QVERIFY(ByteStream(7).next(10'000) != bytes);
}

void TestProxyRelay::halfCloseIsPassedOn_data()
{
    QTest::addColumn<bool>("clientFirst");
    QTest::newRow("the client sends FIN first") << true;
    QTest::newRow("the server sends FIN first") << false;
}

void TestProxyRelay::halfCloseIsPassedOn()
{
    QFETCH(bool, clientFirst);
    ProxyFixture fixture;
    const auto client = fixture.connectClient();
    QVERIFY(client);
    QTcpSocket* first = clientFirst ? client.get() : fixture.accepted[0];
    QTcpSocket* second = clientFirst ? fixture.accepted[0] : client.get();
    SocketEndProbe probe;
    probe.attach(second->socketDescriptor());
    first->write("last words");
    QVERIFY(waitUntil([&] { return first->bytesToWrite() == 0; }));
    QVERIFY(endStreamNow(first->socketDescriptor()));
    QVERIFY(waitUntil([&] { return probe.read() == SocketEnd::EndOfStream; }));
    QVERIFY(waitUntil([&] { return second->bytesAvailable() == 10; }));
    // The other way is still open. (Qt would close on FIN; the raw call does not.)
    QCOMPARE(::send(int(second->socketDescriptor()), "answer", 6, MSG_NOSIGNAL), 6);
    QVERIFY(waitUntil([&] { return first->bytesAvailable() == 6; }));
    QCOMPARE(first->readAll(), QByteArray("answer"));
    QCOMPARE(fixture.count(EventKind::Closed), 0);
    probe.release();
    second->close();
    QTRY_COMPARE_WITH_TIMEOUT(fixture.count(EventKind::Closed), 1, generousMilliseconds);
}

void TestProxyRelay::aResetIsPassedOn_data()
{
    QTest::addColumn<bool>("byClient");
    QTest::addColumn<bool>("withToxic");
    QTest::newRow("from the client") << true << false;
    QTest::newRow("from the server") << false << false;
    QTest::newRow("from the client through a toxic") << true << true;
    QTest::newRow("from the server through a toxic") << false << true;
}

void TestProxyRelay::aResetIsPassedOn()
{
    QFETCH(bool, byClient);
    QFETCH(bool, withToxic);
    ProxyFixture fixture;
    if (withToxic) {
        for (const StreamDirection stream :
             {StreamDirection::Upstream, StreamDirection::Downstream})
            fixture.proxy->addToxic({nameOf(stream),
                                     QStringLiteral("latency"),
                                     stream,
                                     1.0,
                                     {{QStringLiteral("latency"), 20}}});
    }
    const auto client = fixture.connectClient();
    QVERIFY(client);
    QTcpSocket* breaking = byClient ? client.get() : fixture.accepted[0];
    QTcpSocket* hit = byClient ? fixture.accepted[0] : client.get();
    SocketEndProbe probe;
    probe.attach(hit->socketDescriptor());
    QVERIFY(resetOnClose(breaking->socketDescriptor()));
    breaking->abort();
    QVERIFY(waitUntil([&] { return probe.read().has_value(); }));
    QVERIFY(probe.read() == SocketEnd::Reset);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.count(EventKind::ConnectionReset), 1, generousMilliseconds);
    QCOMPARE(fixture.log.text(fixture.last(EventKind::ConnectionReset), FieldKey::From),
             std::string_view(byClient ? "client" : "server"));
}

void TestProxyRelay::aResetIsPassedOnWhileTheOtherSideDoesNotRead()
{
    ProxyFixture fixture;
    const auto client = fixture.connectClient();
    QVERIFY(client);
    QTcpSocket* server = fixture.accepted[0];
    server->setReadBufferSize(1);
    SocketEndProbe probe;
    probe.attach(server->socketDescriptor());
    client->write(QByteArray(32 * 1024 * 1024, 'x'));
    QVERIFY(waitUntil([&] { return heldUpstream(fixture) > 0; }));
    resetOnClose(client->socketDescriptor());
    client->abort();
    QVERIFY(waitUntil([&] { return probe.read() == SocketEnd::Reset; }));
}

void TestProxyRelay::whatNobodyReadsIsNotRead()
{
    ProxyFixture fixture;
    const auto client = fixture.connectClient();
    QVERIFY(client);
    fixture.accepted[0]->setReadBufferSize(1);
    constexpr qint64 size = 64 * 1024 * 1024;
    client->write(QByteArray(size, 'x'));
    std::uint64_t mostHeld = 0;
    const auto hold = [&] { return mostHeld = std::max(mostHeld, heldUpstream(fixture)); };
    QVERIFY(waitUntil([&] { return hold() > 0; }));
    QVERIFY(client->bytesToWrite() > 0);
    fixture.accepted[0]->setReadBufferSize(0);
    qint64 got = 0;
    QVERIFY(waitUntil([&] {
        hold();
        got += fixture.accepted[0]->readAll().size();
        return got == size;
    }));
    QVERIFY2(mostHeld <= fixture.proxy->settings().mostHeld, qPrintable(QString::number(mostHeld)));
}

void TestProxyRelay::anUpstreamThatIsAwayResetsTheClient()
{
    QTcpServer gone;
    QVERIFY(gone.listen(QHostAddress::LocalHost));
    ProxySettings settings;
    settings.upstream = {QStringLiteral("127.0.0.1"), gone.serverPort()};
    gone.close();
    ProxyFixture fixture(settings);
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), fixture.port());
    QVERIFY(waitUntil([&] { return fixture.count(EventKind::Closed) == 1; }));
    const EventNumber closed = fixture.last(EventKind::Closed);
    QCOMPARE(fixture.log.text(closed, FieldKey::Cause), std::string_view("refused"));
    QVERIFY(fixture.log.text(closed, FieldKey::Detail).find("cannot be reached") !=
            std::string_view::npos);
    QVERIFY(waitUntil([&] { return client.state() == QAbstractSocket::UnconnectedState; }));
}

void TestProxyRelay::aListenerThatIsTakenSaysSo()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    ProxySettings settings;
    settings.listen.port = taken.serverPort();
    ProxyFixture fixture(settings);
    QVERIFY2(fixture.startError.contains(QString::number(taken.serverPort())) &&
                 fixture.startError.contains(QLatin1String("Choose another port")),
             qPrintable(fixture.startError));
    QVERIFY(!fixture.proxy->isEnabled());
}

void TestProxyRelay::aClientTooManyIsReset()
{
    ProxySettings settings;
    settings.mostConnections = 1;
    ProxyFixture fixture(settings);
    const auto first = fixture.connectClient();
    QVERIFY(first);
    QTcpSocket second;
    second.connectToHost(QHostAddress(QHostAddress::LocalHost), fixture.port());
    QVERIFY(waitUntil([&] { return fixture.count(EventKind::Refused) == 1; }));
    first->write("still here");
    QVERIFY(waitUntil([&] { return fixture.accepted[0]->bytesAvailable() == 10; }));
}

void TestProxyRelay::aThousandConnectionsAreRelayed()
{
#ifdef REDIAL_SANITIZED
    constexpr int count = 100;
#else
    constexpr int count = 1000;
#endif
    raiseDescriptorLimit();
    ProxyFixture fixture;
    fixture.server.setMaxPendingConnections(count);
    std::vector<std::unique_ptr<QTcpSocket>> clients;
    for (int i = 0; i < count; ++i) {
        clients.push_back(fixture.connectClient());
        QVERIFY2(clients.back(), qPrintable(QString::number(i)));
        clients.back()->write(QByteArray::number(i) + '\n');
    }
    for (int i = 0; i < count; ++i) {
        QTcpSocket* server = fixture.accepted[std::size_t(i)];
        QVERIFY(waitUntil([&] { return server->canReadLine(); }));
        QCOMPARE(server->readLine(), QByteArray::number(i) + '\n');
    }
    QCOMPARE(fixture.proxy->connectionCount(), std::size_t(count));
}

void TestProxyRelay::stoppingEndsEveryConnectionAndFreesThePort()
{
    ProxyFixture fixture;
    const auto client = fixture.connectClient();
    QVERIFY(client);
    const quint16 port = fixture.port();
    fixture.proxy->stop();
    QVERIFY(waitUntil([&] { return client->state() == QAbstractSocket::UnconnectedState; }));
    QVERIFY(waitUntil(
        [&] { return fixture.accepted[0]->state() == QAbstractSocket::UnconnectedState; }));
    QTcpSocket refused;
    refused.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    QVERIFY(waitUntil([&] { return refused.error() == QAbstractSocket::ConnectionRefusedError; }));
    QVERIFY(fixture.proxy->start());
    QCOMPARE(fixture.port(), port);
    QVERIFY(fixture.connectClient());
}

void TestProxyRelay::theLogTellsBothEndsAndTheBytes()
{
    ProxyFixture fixture;
    const auto client = fixture.connectClient();
    QVERIFY(client);
    client->write("12345");
    fixture.accepted[0]->write("abc");
    QVERIFY(waitUntil([&] {
        return fixture.accepted[0]->bytesAvailable() == 5 && client->bytesAvailable() == 3;
    }));
    client->disconnectFromHost();
    QVERIFY(waitUntil([&] { return fixture.count(EventKind::Closed) == 1; }));
    QCOMPARE(fixture.count(EventKind::Accepted), 1);
    QCOMPARE(fixture.count(EventKind::TcpConnected), 1);
    QCOMPARE(fixture.count(EventKind::ConnectionEnded), 2);
    const EventNumber closed = fixture.last(EventKind::Closed);
    QCOMPARE(fixture.log.header(closed).epoch, 1U);
    QVERIFY(fixture.log.header(closed).source == Source::Proxy);
    QCOMPARE(fixture.log.integer(closed, FieldKey::BytesUpstream), std::optional<std::int64_t>(5));
    QCOMPARE(fixture.log.integer(closed, FieldKey::BytesDownstream),
             std::optional<std::int64_t>(3));
}

QTEST_GUILESS_MAIN(TestProxyRelay)

} // namespace tst_proxy_relay

#include "tst_proxy_relay.moc"

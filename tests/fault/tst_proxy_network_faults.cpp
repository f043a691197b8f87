// SPDX-License-Identifier: MIT
// The faults of the network, and of the connection's begin and end, in the proxy: seen from the
// client by a raw socket.
#include "tests/fault/data_segments.h"
#include "tests/fault/faulted_link.h"

#include <QElapsedTimer>

namespace tst_proxy_network_faults {

using namespace redial;
using namespace redial::test;

namespace {

/// Something else went its whole way meanwhile: what has not come by then is being kept back.
void aRoundTripElsewhere()
{
    FaultedLink elsewhere({});
    RawClient client(elsewhere.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    client.frame({}, "there and back");
    QTRY_COMPARE_WITH_TIMEOUT(textsOf(client).size(), 1, generousMilliseconds);
}

bool isOver(const RawClient& client)
{
    return client.socket.state() == QAbstractSocket::UnconnectedState;
}

} // namespace

class TestProxyNetworkFaults : public QObject
{
    Q_OBJECT
private slots:
    void whatIsKeptBackPassesWhenItHeals_data();
    void whatIsKeptBackPassesWhenItHeals();
    void theEndIsKeptBack();
    void everythingTakesTheTimeOfItsNetwork_data();
    void everythingTakesTheTimeOfItsNetwork();
    void everythingComesInPieces_data();
    void everythingComesInPieces();
    void anAcceptedConnectionIsClosed();
    void aFlappingPortGoesAndComes();
    void theClosingHandshakeIsSpoilt_data();
    void theClosingHandshakeIsSpoilt();
};

void TestProxyNetworkFaults::whatIsKeptBackPassesWhenItHeals_data()
{
    QTest::addColumn<QString>("fault");
    for (const char* fault : {"N1 latency=1h", "N2 most=2h", "N3 rate=1", "N8 on=0 off=1h",
                              "N8 on=0 off=1h direction=upstream", "N9 chance=1 length=1h",
                              "P8 rate=1", "P8 rate=1 direction=downstream"})
        QTest::newRow(fault) << QString::fromLatin1(fault);
}

void TestProxyNetworkFaults::whatIsKeptBackPassesWhenItHeals()
{
    QFETCH(QString, fault);
    FaultedLink link({fault + QStringLiteral(" armed=no")});
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    const std::string text(100'000, 'x');
    client.frame({}, text);
    QTRY_COMPARE_WITH_TIMEOUT(textsOf(client).size(), 1, generousMilliseconds);
    link.proxy->faults().armFault(0);
    client.frame({}, text);
    aRoundTripElsewhere();
    QCOMPARE(textsOf(client).size(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(link.count(EventKind::FaultBitten), 1, generousMilliseconds);
    link.proxy->faults().disarmFault(0);
    QTRY_COMPARE_WITH_TIMEOUT(textsOf(client).size(), 2, generousMilliseconds);
    QCOMPARE(textsOf(client).back().size(), qsizetype(text.size()));
}

void TestProxyNetworkFaults::theEndIsKeptBack()
{
    FaultedLink link({QStringLiteral("N6 delay=1h")});
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    client.frame({.opcode = opcode::close}, closePayload(1000, {}));
    QTRY_COMPARE_WITH_TIMEOUT(client.events.size(), 1U, generousMilliseconds);
    QTRY_COMPARE_WITH_TIMEOUT(link.count(EventKind::ConnectionEnded), 1, generousMilliseconds);
    aRoundTripElsewhere();
    QVERIFY(!isOver(client));
    link.proxy->faults().disarmFault(0);
    QVERIFY(client.waitEnd());
    QCOMPARE(link.count(EventKind::FaultBitten), 1);
}

void TestProxyNetworkFaults::everythingTakesTheTimeOfItsNetwork_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<int>("milliseconds");
    QTest::newRow("no fault") << QString() << 0;
    QTest::newRow("N7") << "N7 profile=satellite" << 560; // 280 ms each way at least
    QTest::newRow("N7 one way") << "N7 profile=satellite direction=upstream" << 280;
}

void TestProxyNetworkFaults::everythingTakesTheTimeOfItsNetwork()
{
    QFETCH(QString, fault);
    QFETCH(int, milliseconds);
    FaultedLink link(fault.isEmpty() ? QStringList() : QStringList{fault});
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    QElapsedTimer timer;
    timer.start();
    client.frame({}, "there and back");
    QTRY_COMPARE_WITH_TIMEOUT(textsOf(client).size(), 1, generousMilliseconds);
    QVERIFY2(timer.elapsed() >= milliseconds, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(link.count(EventKind::FaultBitten), fault.isEmpty() ? 0 : 1);
}

void TestProxyNetworkFaults::everythingComesInPieces_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<int>("pieces");
    QTest::newRow("no fault") << QString() << 1;
    QTest::newRow("N4") << "N4 average_size=8 delay=1ms" << 12;
}

void TestProxyNetworkFaults::everythingComesInPieces()
{
    QFETCH(QString, fault);
    QFETCH(int, pieces);
    FaultedLink link(fault.isEmpty() ? QStringList() : QStringList{fault});
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    const int before = dataSegmentsReceived(client.socket.socketDescriptor());
    client.frame({}, std::string(100, 'x'));
    QTRY_COMPARE_WITH_TIMEOUT(textsOf(client).size(), 1, generousMilliseconds);
    const int segments = dataSegmentsReceived(client.socket.socketDescriptor()) - before;
    // Two that the system sends together are one segment.
    QVERIFY2(fault.isEmpty() ? segments == 1 : segments * 2 >= pieces,
             qPrintable(QString::number(segments)));
    QCOMPARE(link.count(EventKind::FaultBitten), fault.isEmpty() ? 0 : 1);
}

void TestProxyNetworkFaults::anAcceptedConnectionIsClosed()
{
    FaultedLink link({QStringLiteral("T3 when=attempt:1")});
    RawClient closed(link.port());
    QVERIFY(closed.waitEnd());
    QVERIFY(closed.end() == SocketEnd::EndOfStream);
    QCOMPARE(link.count(EventKind::TcpConnected), 0);
    QCOMPARE(link.count(EventKind::FaultBitten), 1);
    RawClient next(link.port());
    next.upgrade();
    QVERIFY(next.waitOpen());
}

void TestProxyNetworkFaults::aFlappingPortGoesAndComes()
{
    FaultedLink link({QStringLiteral("T12 down=200ms up=1h armed=no")});
    const quint16 port = link.port();
    RawClient client(port);
    client.upgrade();
    QVERIFY(client.waitOpen());
    link.proxy->faults().armFault(0);
    RawClient refused(port);
    QTRY_COMPARE_WITH_TIMEOUT(refused.socket.error(), QAbstractSocket::ConnectionRefusedError,
                              generousMilliseconds);
    QVERIFY(client.waitEnd());
    QVERIFY(client.end() == SocketEnd::Reset);
    QTRY_COMPARE_WITH_TIMEOUT(link.count(EventKind::Listening), 2, generousMilliseconds);
    RawClient after(port);
    after.upgrade();
    QVERIFY(after.waitOpen());
}

void TestProxyNetworkFaults::theClosingHandshakeIsSpoilt_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("heals");
    QTest::newRow("no fault") << QString() << 1000 << false;
    QTest::newRow("W5") << "W5" << 0 << false;
    QTest::newRow("W5, over before the client leaves") << "W5" << 0 << true;
    QTest::newRow("W6") << "W6 code=1011" << 1011 << false;
}

void TestProxyNetworkFaults::theClosingHandshakeIsSpoilt()
{
    QFETCH(QString, fault);
    QFETCH(int, code);
    QFETCH(bool, heals);
    FaultedLink link(fault.isEmpty() ? QStringList() : QStringList{fault});
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    client.frame({.opcode = opcode::close}, closePayload(1000, {}));
    if (code == 0) {
        QTRY_COMPARE_WITH_TIMEOUT(link.count(EventKind::FaultBitten), 1, generousMilliseconds);
        // The server's end is swallowed with its Close frame.
        QTRY_COMPARE_WITH_TIMEOUT(link.count(EventKind::ConnectionEnded), 1, generousMilliseconds);
        aRoundTripElsewhere();
        QVERIFY(!isOver(client));
        if (heals)
            link.proxy->faults().disarmFault(0);
        client.socket.disconnectFromHost();
    }
    QVERIFY(client.waitEnd());
    QVERIFY(link.server.waitClosed());
    QTRY_COMPARE_WITH_TIMEOUT(link.proxy->connectionCount(), 0U, generousMilliseconds);
    QCOMPARE(client.events.empty() ? 0 : int(client.events.front().code), code);
    QCOMPARE(link.count(EventKind::FaultBitten), fault.isEmpty() ? 0 : 1);
}

QTEST_GUILESS_MAIN(TestProxyNetworkFaults)

} // namespace tst_proxy_network_faults

#include "tst_proxy_network_faults.moc"

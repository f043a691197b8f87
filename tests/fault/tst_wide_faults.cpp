// SPDX-License-Identifier: MIT
// The faults of a whole server, done by itself and by a proxy before it, seen by a raw client.
#include "tests/fault/wide_fault_bench.h"

#include <QTcpServer>

namespace tst_wide_faults {

using namespace redial;
using namespace redial::test;

namespace {

/// Something else went its whole way meanwhile: what has not come by then is being kept back.
void aRoundTripElsewhere()
{
    ServerBench elsewhere;
    RawClient client(elsewhere.port);
    client.upgrade();
    QVERIFY(client.waitOpen());
    client.frame({.opcode = opcode::ping}, "there and back");
    QTRY_COMPARE_WITH_TIMEOUT(client.events.size(), 1U, generousMilliseconds);
}

bool isConnected(const RawClient& client)
{
    return client.socket.state() == QAbstractSocket::ConnectedState;
}

bool opens(RawClient& client)
{
    client.upgrade({"ocpp1.6"});
    return client.waitOpen();
}

/// One that is open, with this station's path.
std::unique_ptr<RawClient> station(const WideFaultBench& bench, const std::string& path)
{
    auto client = std::make_unique<RawClient>(bench.port());
    client->upgrade({"ocpp1.6"}, path);
    return client->waitOpen() ? std::move(client) : nullptr;
}

void bothBenches()
{
    QTest::addColumn<QString>("who");
    QTest::newRow("server") << "server";
    QTest::newRow("proxy") << "proxy";
}

std::unique_ptr<WideFaultBench> benchOfThisRow(const QStringList& faults)
{
    QFETCH(QString, who);
    return wideFaultBench(who, faults);
}

} // namespace

class TestWideFaults : public QObject
{
    Q_OBJECT
private slots:
    void anAttemptAtTheServerIsNotAnsweredUntilItHeals_data();
    void anAttemptAtTheServerIsNotAnsweredUntilItHeals();
    void anAttemptAtTheProxyIsNotAnsweredUntilItHeals();
    void aPortIsShutFromTheBeginning_data();
    void aPortIsShutFromTheBeginning();
    void aConnectionIsCompletedAndNotServed_data();
    void aConnectionIsCompletedAndNotServed();
    void faultsThatOverlapOpenThePortWithTheLastOne();
    void aRestartEndsConnectionsAndComesBack_data();
    void aRestartEndsConnectionsAndComesBack();
    void aRestartMayComeBackElsewhere_data() { bothBenches(); }
    void aRestartMayComeBackElsewhere();
    void aLameDuckClosesOneAfterTheOther_data() { bothBenches(); }
    void aLameDuckClosesOneAfterTheOther();
    void aHungServerStandsStillAndGoesOn_data() { bothBenches(); }
    void aHungServerStandsStillAndGoesOn();
    void someConnectionsGoWithTheirServer_data() { bothBenches(); }
    void someConnectionsGoWithTheirServer();
};

void TestWideFaults::anAttemptAtTheServerIsNotAnsweredUntilItHeals_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<bool>("filters");
    QTest::addColumn<bool>("tls");
    QTest::newRow("T2") << "T2 armed=no" << true << false;
    QTest::newRow("T2 without filters") << "T2 armed=no" << false << false;
    QTest::newRow("T13") << "T13 armed=no" << true << false;
    QTest::newRow("T13 with TLS") << "T13 armed=no" << true << true;
}

void TestWideFaults::anAttemptAtTheServerIsNotAnsweredUntilItHeals()
{
    QFETCH(QString, fault);
    QFETCH(bool, filters);
    QFETCH(bool, tls);
    FaultyServer bench({fault}, FaultyServer::centralSystem(), tls);
    if (!filters)
        bench.faults().doWithoutSocketFilters();
    {
        RawClient before(bench.port);
        QTRY_VERIFY_WITH_TIMEOUT(isConnected(before), generousMilliseconds);
    }
    QTRY_COMPARE_WITH_TIMEOUT(bench.count(EventKind::Accepted), 1, generousMilliseconds);
    bench.faults().armFault(0);
    QCOMPARE(bench.count(EventKind::FaultBitten), 1);
    // A full queue lets through what came before it was full.
    RawClient client(bench.port);
    aRoundTripElsewhere();
    QCOMPARE(client.socket.state(), QAbstractSocket::ConnectingState);
    QCOMPARE(bench.count(EventKind::Accepted), 1);
    bench.faults().disarmFault(0);
    QTRY_VERIFY_WITH_TIMEOUT(isConnected(client), generousMilliseconds);
    QTRY_COMPARE_WITH_TIMEOUT(bench.count(EventKind::Accepted), 2, generousMilliseconds);
    QCOMPARE(bench.count(EventKind::FaultOff), 1);
    if (tls)
        return;
    client.upgrade({"ocpp1.6"});
    QVERIFY(client.waitOpen());
    // Our own connections, which filled the queue, were never counted.
    QCOMPARE(bench.server().linkNumbers().back(), 2U);
}

void TestWideFaults::anAttemptAtTheProxyIsNotAnsweredUntilItHeals()
{
    FaultedLink link({QStringLiteral("T2 armed=no")});
    RawClient before(link.port());
    before.upgrade();
    QVERIFY(before.waitOpen());
    link.proxy->faults().armFault(0);
    QCOMPARE(link.count(EventKind::FaultBitten), 1);
    RawClient client(link.port());
    aRoundTripElsewhere();
    QCOMPARE(client.socket.state(), QAbstractSocket::ConnectingState);
    QCOMPARE(link.count(EventKind::Accepted), 1);
    // What stood before goes on.
    before.frame({}, "still there");
    QTRY_COMPARE_WITH_TIMEOUT(textsOf(before).size(), 1, generousMilliseconds);
    link.proxy->faults().disarmFault(0);
    client.upgrade();
    QVERIFY(client.waitOpen());
}

void TestWideFaults::aPortIsShutFromTheBeginning_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<bool>("refuses");
    QTest::newRow("T1") << "T1" << true;
    QTest::newRow("T2") << "T2" << false;
    QTest::newRow("T13") << "T13" << false;
}

void TestWideFaults::aPortIsShutFromTheBeginning()
{
    QFETCH(QString, fault);
    QFETCH(bool, refuses);
    FaultyServer bench({fault});
    RawClient client(bench.port);
    if (refuses)
        QTRY_COMPARE_WITH_TIMEOUT(client.socket.error(), QAbstractSocket::ConnectionRefusedError,
                                  generousMilliseconds);
    aRoundTripElsewhere();
    QVERIFY(!isConnected(client));
    QCOMPARE(bench.count(EventKind::FaultBitten), 1);
    bench.finish();
    QTRY_VERIFY_WITH_TIMEOUT(bench.server().isListening(), generousMilliseconds);
    RawClient after(bench.port);
    QTRY_VERIFY_WITH_TIMEOUT(isConnected(after), generousMilliseconds);
}

void TestWideFaults::aConnectionIsCompletedAndNotServed_data()
{
    QTest::addColumn<QString>("fault");
    QTest::newRow("T14") << "T14 armed=no";
    QTest::newRow("P3") << "P3 armed=no";
}

void TestWideFaults::aConnectionIsCompletedAndNotServed()
{
    QFETCH(QString, fault);
    FaultyServer bench({fault});
    bench.faults().armFault(0);
    RawClient client(bench.port);
    QTRY_VERIFY_WITH_TIMEOUT(isConnected(client), generousMilliseconds);
    client.upgrade({"ocpp1.6"});
    aRoundTripElsewhere();
    QCOMPARE(client.status, 0);
    QCOMPARE(bench.count(EventKind::Accepted), 0);
    QCOMPARE(bench.count(EventKind::FaultBitten), 1);
    bench.faults().disarmFault(0);
    QVERIFY(client.waitOpen());
}

void TestWideFaults::faultsThatOverlapOpenThePortWithTheLastOne()
{
    FaultyServer bench({QStringLiteral("T1 armed=no"), QStringLiteral("T2 armed=no"),
                        QStringLiteral("T1 armed=no")});
    bench.faults().armFault(0);
    bench.faults().armFault(1);
    bench.faults().armFault(2);
    bench.faults().disarmFault(0);
    QVERIFY(!bench.server().isListening());
    bench.faults().disarmFault(2);
    QVERIFY(bench.server().isListening());
    // The new listener is silent as the old one was.
    RawClient client(bench.port);
    aRoundTripElsewhere();
    QVERIFY(!isConnected(client));
    bench.faults().disarmFault(1);
    QTRY_VERIFY_WITH_TIMEOUT(isConnected(client), generousMilliseconds);
}

void TestWideFaults::aRestartEndsConnectionsAndComesBack_data()
{
    QTest::addColumn<QString>("who");
    QTest::addColumn<QString>("how");
    QTest::addColumn<int>("code");
    for (const char* who : {"server", "proxy"}) {
        QTest::addRow("%s: reset", who) << who << "reset" << 0;
        QTest::addRow("%s: close", who) << who << "close" << 1012;
        QTest::addRow("%s: fin", who) << who << "fin" << 0;
    }
}

void TestWideFaults::aRestartEndsConnectionsAndComesBack()
{
    QFETCH(QString, how);
    QFETCH(int, code);
    const auto bench = benchOfThisRow({QStringLiteral("P1 down=200ms armed=no end=") + how});
    const quint16 port = bench->port();
    RawClient client(port);
    QVERIFY(opens(client));
    bench->faults().armFault(0);
    RawClient refused(port);
    QTRY_COMPARE_WITH_TIMEOUT(refused.socket.error(), QAbstractSocket::ConnectionRefusedError,
                              generousMilliseconds);
    if (code != 0) {
        QTRY_COMPARE_WITH_TIMEOUT(client.events.size(), 1U, generousMilliseconds);
        QCOMPARE(int(client.events.front().code), code);
        client.frame({.opcode = opcode::close}, closePayload(std::uint16_t(code), {}));
    }
    QVERIFY(client.waitEnd());
    QCOMPARE(client.end() == SocketEnd::Reset, how == QLatin1String("reset"));
    QCOMPARE(client.events.empty(), code == 0);
    QTRY_COMPARE_WITH_TIMEOUT(bench->count(EventKind::Listening), 2, generousMilliseconds);
    RawClient after(port);
    QVERIFY(opens(after));
    QCOMPARE(bench->count(EventKind::FaultBitten), 1);
    QCOMPARE(bench->log().text(lastOf(bench->log(), EventKind::FaultBitten), FieldKey::Detail),
             std::string_view("1 connection ended, and the port is closed"));
}

void TestWideFaults::aRestartMayComeBackElsewhere()
{
    const auto bench = benchOfThisRow({QStringLiteral("P1 down=10ms port=other armed=no")});
    const quint16 left = bench->port();
    bench->faults().armFault(0);
    // Somebody takes the port that was left.
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost, left));
    QTRY_COMPARE_WITH_TIMEOUT(bench->count(EventKind::Listening), 2, generousMilliseconds);
    QVERIFY(bench->port() != left);
    RawClient after(bench->port());
    QVERIFY(opens(after));
}

void TestWideFaults::aLameDuckClosesOneAfterTheOther()
{
    const auto bench = benchOfThisRow({QStringLiteral("P2 window=1s code=1001 armed=no")});
    const auto first = station(*bench, "/CP-1");
    const auto last = station(*bench, "/CP-2");
    QVERIFY(first && last);
    bench->faults().armFault(0);
    RawClient refused(bench->port());
    QTRY_COMPARE_WITH_TIMEOUT(refused.socket.error(), QAbstractSocket::ConnectionRefusedError,
                              generousMilliseconds);
    QTRY_COMPARE_WITH_TIMEOUT(first->events.size(), 1U, generousMilliseconds);
    QCOMPARE(int(first->events.front().code), 1001);
    QCOMPARE(last->events.size(), 0U);
    QTRY_COMPARE_WITH_TIMEOUT(last->events.size(), 1U, generousMilliseconds);
    QCOMPARE(int(last->events.front().code), 1001);
    QTRY_COMPARE_WITH_TIMEOUT(bench->count(EventKind::Listening), 2, generousMilliseconds);
}

void TestWideFaults::aHungServerStandsStillAndGoesOn()
{
    const auto bench = benchOfThisRow({QStringLiteral("P3 armed=no")});
    RawClient client(bench->port());
    QVERIFY(opens(client));
    client.frame({.opcode = opcode::ping}, "passes");
    QTRY_COMPARE_WITH_TIMEOUT(client.events.size(), 1U, generousMilliseconds);
    bench->faults().armFault(0);
    client.frame({.opcode = opcode::ping}, "kept back");
    RawClient late(bench->port());
    QTRY_VERIFY_WITH_TIMEOUT(isConnected(late), generousMilliseconds);
    late.upgrade({"ocpp1.6"});
    aRoundTripElsewhere();
    QCOMPARE(client.events.size(), 1U);
    QVERIFY(isConnected(client));
    QCOMPARE(late.status, 0);
    QCOMPARE(bench->count(EventKind::FaultBitten), 1);
    bench->faults().disarmFault(0);
    QTRY_COMPARE_WITH_TIMEOUT(client.events.size(), 2U, generousMilliseconds);
    QCOMPARE(client.events.back().payload, std::string("kept back"));
    QVERIFY(late.waitOpen());
}

void TestWideFaults::someConnectionsGoWithTheirServer()
{
    const auto bench = benchOfThisRow(
        {QStringLiteral("P6 share=0 armed=no"), QStringLiteral("P6 share=0.5 armed=no")});
    std::vector<std::unique_ptr<RawClient>> clients;
    for (const char* path : {"/CP-1", "/CP-2", "/CP-3"}) {
        clients.push_back(station(*bench, path));
        QVERIFY(clients.back());
    }
    bench->faults().armFault(0);
    for (const auto& client : clients) {
        client->frame({.opcode = opcode::ping}, "still there");
        QTRY_COMPARE_WITH_TIMEOUT(client->events.size(), 1U, generousMilliseconds);
    }
    bench->faults().armFault(1);
    const auto ended = [&] {
        return std::erase_if(clients, [](const auto& client) {
            return !isConnected(*client) && client->end() == SocketEnd::EndOfStream;
        });
    };
    std::size_t gone = 0;
    QTRY_VERIFY_WITH_TIMEOUT((gone += ended()) == 2, generousMilliseconds); // half, rounded up
    clients.front()->frame({.opcode = opcode::ping}, "still there");
    QTRY_COMPARE_WITH_TIMEOUT(clients.front()->events.size(), 2U, generousMilliseconds);
    // The address answers all the while.
    QVERIFY(station(*bench, "/CP-4"));
    bench->finish();
    QCOMPARE(bench->count(EventKind::FaultBitten), 1);
    QCOMPARE(bench->count(EventKind::FaultUnbitten), 1);
}

QTEST_GUILESS_MAIN(TestWideFaults)

} // namespace tst_wide_faults

#include "tst_wide_faults.moc"

// SPDX-License-Identifier: MIT
// How a server stops hearing, hears slowly and forgets, seen by a raw client.
#include "core/net/socket_filter.h"
#include "tests/fault/server_fault_fixture.h"

namespace tst_server_silence_faults {

using namespace redial;
using namespace redial::test;

namespace {

std::unique_ptr<RawClient> openClient(const FaultyServer& bench)
{
    auto client = std::make_unique<RawClient>(bench.port);
    client->upgrade({"ocpp1.6"});
    return client->waitOpen() ? std::move(client) : nullptr;
}

bool pongComes(RawClient& client, const std::string& payload)
{
    client.frame({.opcode = opcode::ping}, payload);
    return QTest::qWaitFor(
        [&] { return !client.events.empty() && client.events.back().payload == payload; },
        generousMilliseconds);
}

constexpr std::size_t pieces = 8;
constexpr std::size_t pieceSize = 4 * 1024 * 1024;

/// More than the system takes for one connection.
void sendMuch(RawClient& client)
{
    for (std::size_t i = 0; i < pieces; ++i)
        client.frame({.opcode = opcode::binary}, std::string(pieceSize, 'x'));
}

/// As much and more goes its whole way to a server without faults: what has not come by then is
/// being kept back.
void passesElsewhere()
{
    ServerBench elsewhere;
    RawClient client(elsewhere.port);
    client.upgrade();
    QVERIFY(client.waitOpen());
    sendMuch(client);
    client.frame({.opcode = opcode::ping}, "behind it");
    QTRY_VERIFY_WITH_TIMEOUT(!client.events.empty() &&
                                 client.events.back().kind == WebSocketEvent::Kind::Pong,
                             generousMilliseconds);
}

std::string bittenDetail(const EventLog& log)
{
    for (EventNumber number = 1; number <= log.size(); ++number)
        if (log.header(number).kind == EventKind::FaultBitten)
            return std::string(log.text(number, FieldKey::Detail));
    return {};
}

} // namespace

class TestServerSilenceFaults : public QObject
{
    Q_OBJECT
private slots:
    void whoIsIdleIsEnded_data();
    void whoIsIdleIsEnded();
    void whoIsIdleIsForgottenUntilItHeals();
    void whoIsNotIdleIsKept();
    void aBlackholeSaysWhetherAFilterDoesIt_data();
    void aBlackholeSaysWhetherAFilterDoesIt();
    void aSlowReaderFillsTheClientsBuffers();
    void aSlowReaderReadsOn();
};

void TestServerSilenceFaults::whoIsIdleIsEnded_data()
{
    QTest::addColumn<QString>("end");
    QTest::addColumn<bool>("reset");
    QTest::newRow("reset") << "reset" << true;
    QTest::newRow("close") << "close" << false;
}

void TestServerSilenceFaults::whoIsIdleIsEnded()
{
    QFETCH(QString, end);
    QFETCH(bool, reset);
    FaultyServer bench({QStringLiteral("T15 idle=200ms end=") + end});
    RawClient client(bench.port);
    QVERIFY(client.waitEnd());
    QCOMPARE(client.end() == SocketEnd::Reset, reset);
    QCOMPARE(bench.count(EventKind::FaultBitten), 1);
}

void TestServerSilenceFaults::whoIsIdleIsForgottenUntilItHeals()
{
    FaultyServer bench({QStringLiteral("T15 idle=300ms")});
    const auto client = openClient(bench);
    QVERIFY(client);
    QTRY_COMPARE_WITH_TIMEOUT(bench.count(EventKind::FaultBitten), 1, generousMilliseconds);
    const int pings = bench.count(EventKind::PingReceived);
    client->frame({.opcode = opcode::ping}, "anybody there");
    const auto other = std::make_unique<RawClient>(bench.port);
    other->upgrade({"ocpp1.6"}, "/CP-2");
    QVERIFY(other->waitOpen());
    QCOMPARE(bench.count(EventKind::PingReceived), pings);
    QVERIFY(client->events.empty());
    QCOMPARE(client->socket.state(), QAbstractSocket::ConnectedState);
    bench.faults().disarmFault(0);
    QTRY_COMPARE_WITH_TIMEOUT(client->events.size(), 1U, generousMilliseconds);
}

void TestServerSilenceFaults::whoIsNotIdleIsKept()
{
    FaultyServer bench({QStringLiteral("T15 idle=10m end=reset")});
    const auto client = openClient(bench);
    QVERIFY(client);
    QVERIFY(pongComes(*client, "1"));
    bench.finish();
    QCOMPARE(bench.count(EventKind::FaultBitten), 0);
    QCOMPARE(bench.count(EventKind::FaultUnbitten), 1);
}

void TestServerSilenceFaults::aBlackholeSaysWhetherAFilterDoesIt_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<bool>("filters");
    for (const char* fault : {"T9", "T10"}) {
        QTest::addRow("%s", fault) << QString::fromLatin1(fault) << true;
        QTest::addRow("%s without filters", fault) << QString::fromLatin1(fault) << false;
    }
}

void TestServerSilenceFaults::aBlackholeSaysWhetherAFilterDoesIt()
{
    QFETCH(QString, fault);
    QFETCH(bool, filters);
    FaultyServer bench({fault + QStringLiteral(" armed=no")});
    if (!filters)
        bench.faults().doWithoutSocketFilters();
    const bool isFiltered = filters && socketFilterObstacle().isEmpty();
    const auto client = openClient(bench);
    QVERIFY(client);
    QVERIFY(pongComes(*client, "1"));
    bench.faults().armFault(0);
    QCOMPARE(bittenDetail(bench.log).find("dropped by a socket filter") != std::string::npos,
             isFiltered);
    client->frame({.opcode = opcode::ping}, "2");
    passesElsewhere();
    QCOMPARE(client->events.size(), 1U);
    bench.faults().disarmFault(0);
    QTRY_COMPARE_WITH_TIMEOUT(client->events.size(), 2U, generousMilliseconds);
    QVERIFY(pongComes(*client, "3"));
}

void TestServerSilenceFaults::aSlowReaderFillsTheClientsBuffers()
{
    FaultyServer bench({QStringLiteral("P8 rate=1 armed=no")});
    const auto client = openClient(bench);
    QVERIFY(client);
    bench.faults().armFault(0);
    sendMuch(*client);
    client->frame({.opcode = opcode::ping}, "behind it");
    passesElsewhere();
    QVERIFY(client->socket.bytesToWrite() > 0);
    QCOMPARE(bench.count(EventKind::FaultBitten), 1);
    bench.faults().disarmFault(0);
    QTRY_COMPARE_WITH_TIMEOUT(client->socket.bytesToWrite(), 0, generousMilliseconds);
    QTRY_COMPARE_WITH_TIMEOUT(bench.count(EventKind::PingReceived), 1, generousMilliseconds);
}

void TestServerSilenceFaults::aSlowReaderReadsOn()
{
    FaultyServer bench({QStringLiteral("P8 rate=10 armed=no")});
    const auto client = openClient(bench);
    QVERIFY(client);
    bench.faults().armFault(0);
    QVERIFY(pongComes(*client, std::string(100, '1')));
    QVERIFY(pongComes(*client, std::string(100, '2')));
}

QTEST_GUILESS_MAIN(TestServerSilenceFaults)

} // namespace tst_server_silence_faults

#include "tst_server_silence_faults.moc"

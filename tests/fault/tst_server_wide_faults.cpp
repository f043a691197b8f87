// SPDX-License-Identifier: MIT
// The faults of a server's port and process, seen by a raw client.
#include "tests/fault/server_fault_fixture.h"

#include <QTcpServer>

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

/// The details of a kind's events.
QStringList details(const EventLog& log, EventKind kind)
{
    QStringList found;
    for (EventNumber number = 1; number <= log.size(); ++number)
        if (log.header(number).kind == kind)
            found << QString::fromStdString(std::string(log.text(number, FieldKey::Detail)));
    return found;
}

} // namespace

class TestServerWideFaults : public QObject
{
    Q_OBJECT
private slots:
    void anAttemptIsNotAnsweredUntilItHeals_data();
    void anAttemptIsNotAnsweredUntilItHeals();
    void aPortIsShutFromTheBeginning_data();
    void aPortIsShutFromTheBeginning();
    void aConnectionIsCompletedAndNotServed_data();
    void aConnectionIsCompletedAndNotServed();
    void aHungServerStandsStillAndGoesOn();
    void aRestartEndsConnectionsAndComesBack_data();
    void aRestartEndsConnectionsAndComesBack();
    void aRestartMayComeBackElsewhere();
    void aLameDuckClosesOneAfterTheOther();
    void someConnectionsGoWithTheirServer();
    void faultsThatOverlapOpenThePortWithTheLastOne();
};

void TestServerWideFaults::anAttemptIsNotAnsweredUntilItHeals_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<bool>("filters");
    QTest::addColumn<bool>("tls");
    QTest::newRow("T2") << "T2 armed=no" << true << false;
    QTest::newRow("T2 without filters") << "T2 armed=no" << false << false;
    QTest::newRow("T13") << "T13 armed=no" << true << false;
    QTest::newRow("T13 with TLS") << "T13 armed=no" << true << true;
}

void TestServerWideFaults::anAttemptIsNotAnsweredUntilItHeals()
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

void TestServerWideFaults::aPortIsShutFromTheBeginning_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<bool>("refuses");
    QTest::newRow("T1") << "T1" << true;
    QTest::newRow("T2") << "T2" << false;
    QTest::newRow("T13") << "T13" << false;
}

void TestServerWideFaults::aPortIsShutFromTheBeginning()
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

void TestServerWideFaults::aConnectionIsCompletedAndNotServed_data()
{
    QTest::addColumn<QString>("fault");
    QTest::newRow("T14") << "T14 armed=no";
    QTest::newRow("P3") << "P3 armed=no";
}

void TestServerWideFaults::aConnectionIsCompletedAndNotServed()
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

void TestServerWideFaults::aHungServerStandsStillAndGoesOn()
{
    FaultyServer bench({QStringLiteral("P3 armed=no")});
    RawClient client(bench.port);
    client.upgrade({"ocpp1.6"});
    QVERIFY(client.waitOpen());
    client.frame({.opcode = opcode::ping}, "1");
    QTRY_COMPARE_WITH_TIMEOUT(client.events.size(), 1U, generousMilliseconds);
    bench.faults().armFault(0);
    client.frame({.opcode = opcode::ping}, "2");
    aRoundTripElsewhere();
    QCOMPARE(client.events.size(), 1U);
    QVERIFY(isConnected(client));
    bench.faults().disarmFault(0);
    QTRY_COMPARE_WITH_TIMEOUT(client.events.size(), 2U, generousMilliseconds);
    QCOMPARE(client.events.back().payload, std::string("2"));
}

void TestServerWideFaults::aRestartEndsConnectionsAndComesBack_data()
{
    QTest::addColumn<QString>("how");
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("reset");
    QTest::newRow("reset") << "reset" << 0 << true;
    QTest::newRow("close") << "close" << 1012 << false;
    QTest::newRow("fin") << "fin" << 0 << false;
}

void TestServerWideFaults::aRestartEndsConnectionsAndComesBack()
{
    QFETCH(QString, how);
    QFETCH(int, code);
    QFETCH(bool, reset);
    FaultyServer bench({QStringLiteral("P1 down=1s armed=no end=") + how});
    RawClient client(bench.port);
    client.upgrade({"ocpp1.6"});
    QVERIFY(client.waitOpen());
    bench.faults().armFault(0);
    QVERIFY(!bench.server().isListening());
    RawClient refused(bench.port);
    QTRY_COMPARE_WITH_TIMEOUT(refused.socket.error(), QAbstractSocket::ConnectionRefusedError,
                              generousMilliseconds);
    if (code != 0) {
        QTRY_COMPARE_WITH_TIMEOUT(client.events.size(), 1U, generousMilliseconds);
        QCOMPARE(int(client.events.front().code), code);
        client.frame({.opcode = opcode::close}, closePayload(std::uint16_t(code), {}));
    }
    QVERIFY(client.waitEnd());
    QCOMPARE(client.end() == SocketEnd::Reset, reset);
    QCOMPARE(client.events.empty(), code == 0);
    QTRY_VERIFY_WITH_TIMEOUT(bench.server().isListening(), generousMilliseconds);
    RawClient after(bench.port);
    after.upgrade({"ocpp1.6"});
    QVERIFY(after.waitOpen());
    QCOMPARE(bench.count(EventKind::Listening), 2);
    QCOMPARE(details(bench.log, EventKind::FaultBitten),
             QStringList{QStringLiteral("1 connection ended, and the port is closed")});
}

void TestServerWideFaults::aRestartMayComeBackElsewhere()
{
    FaultyServer bench({QStringLiteral("P1 down=10ms port=other armed=no")});
    // Somebody takes the port that was left.
    bench.faults().armFault(0);
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost, bench.port));
    QTRY_VERIFY_WITH_TIMEOUT(bench.server().isListening(), generousMilliseconds);
    QVERIFY(bench.server().port() != bench.port);
    RawClient after(bench.server().port());
    after.upgrade({"ocpp1.6"});
    QVERIFY(after.waitOpen());
}

void TestServerWideFaults::aLameDuckClosesOneAfterTheOther()
{
    FaultyServer bench({QStringLiteral("P2 window=1s code=1001 armed=no")});
    RawClient first(bench.port);
    RawClient last(bench.port);
    std::vector<RawClient*> closed;
    for (RawClient* client : {&first, &last}) {
        client->upgrade({"ocpp1.6"}, client == &first ? "/CP-1" : "/CP-2");
        QVERIFY(client->waitOpen());
    }
    bench.faults().armFault(0);
    RawClient refused(bench.port);
    QTRY_COMPARE_WITH_TIMEOUT(refused.socket.error(), QAbstractSocket::ConnectionRefusedError,
                              generousMilliseconds);
    QTRY_VERIFY_WITH_TIMEOUT(first.events.size() + last.events.size() == 1, generousMilliseconds);
    RawClient& early = first.events.empty() ? last : first;
    RawClient& late = first.events.empty() ? first : last;
    QCOMPARE(int(early.events.front().code), 1001);
    QVERIFY(!bench.server().isListening());
    QTRY_COMPARE_WITH_TIMEOUT(late.events.size(), 1U, generousMilliseconds);
    QCOMPARE(int(late.events.front().code), 1001);
    QTRY_VERIFY_WITH_TIMEOUT(bench.server().isListening(), generousMilliseconds);
}

void TestServerWideFaults::someConnectionsGoWithTheirServer()
{
    FaultyServer bench(
        {QStringLiteral("P6 share=0 armed=no"), QStringLiteral("P6 share=1 armed=no")});
    RawClient client(bench.port);
    client.upgrade({"ocpp1.6"});
    QVERIFY(client.waitOpen());
    bench.faults().armFault(0);
    client.frame({.opcode = opcode::ping}, "still there");
    QTRY_COMPARE_WITH_TIMEOUT(client.events.size(), 1U, generousMilliseconds);
    bench.faults().armFault(1);
    QVERIFY(client.waitEnd());
    QCOMPARE(client.end(), std::optional(SocketEnd::EndOfStream));
    // The address answers all the while.
    RawClient next(bench.port);
    next.upgrade({"ocpp1.6"});
    QVERIFY(next.waitOpen());
    bench.finish();
    QCOMPARE(bench.count(EventKind::FaultBitten), 1);
    QCOMPARE(bench.count(EventKind::FaultUnbitten), 1);
}

void TestServerWideFaults::faultsThatOverlapOpenThePortWithTheLastOne()
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

QTEST_GUILESS_MAIN(TestServerWideFaults)
#include "tst_server_wide_faults.moc"

// SPDX-License-Identifier: MIT
// The faults of a whole server, done by a proxy in front of one, seen by a raw client.
#include "tests/fault/faulted_link.h"

#include <QTcpServer>

using namespace redial;
using namespace redial::test;

namespace {

bool isConnected(const RawClient& client)
{
    return client.socket.state() == QAbstractSocket::ConnectedState;
}

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

} // namespace

class TestProxyWideFaults : public QObject
{
    Q_OBJECT
private slots:
    void anAttemptIsNotAnsweredUntilItHeals();
    void aRestartEndsConnectionsAndComesBack_data();
    void aRestartEndsConnectionsAndComesBack();
    void aRestartMayComeBackElsewhere();
    void aLameDuckClosesOneAfterTheOther();
    void aHungServerStandsStillAndGoesOn();
    void someConnectionsGoWithTheirServer();
};

void TestProxyWideFaults::anAttemptIsNotAnsweredUntilItHeals()
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

void TestProxyWideFaults::aRestartEndsConnectionsAndComesBack_data()
{
    QTest::addColumn<QString>("how");
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("isReset");
    QTest::newRow("reset") << "reset" << 0 << true;
    QTest::newRow("close") << "close" << 1012 << false;
    QTest::newRow("fin") << "fin" << 0 << false;
}

void TestProxyWideFaults::aRestartEndsConnectionsAndComesBack()
{
    QFETCH(QString, how);
    QFETCH(int, code);
    QFETCH(bool, isReset);
    FaultedLink link({QStringLiteral("P1 down=1s armed=no end=") + how});
    const quint16 port = link.port();
    RawClient client(port);
    client.upgrade();
    QVERIFY(client.waitOpen());
    link.proxy->faults().armFault(0);
    RawClient refused(port);
    QTRY_COMPARE_WITH_TIMEOUT(refused.socket.error(), QAbstractSocket::ConnectionRefusedError,
                              generousMilliseconds);
    if (code != 0) {
        QTRY_COMPARE_WITH_TIMEOUT(client.events.size(), 1U, generousMilliseconds);
        QCOMPARE(int(client.events.front().code), code);
        client.frame({.opcode = opcode::close}, closePayload(std::uint16_t(code), {}));
    }
    QVERIFY(client.waitEnd());
    QCOMPARE(client.end() == SocketEnd::Reset, isReset);
    QCOMPARE(client.events.empty(), code == 0);
    QTRY_COMPARE_WITH_TIMEOUT(link.count(EventKind::Listening), 2, generousMilliseconds);
    RawClient after(port);
    after.upgrade();
    QVERIFY(after.waitOpen());
    QCOMPARE(link.count(EventKind::FaultBitten), 1);
    QCOMPARE(link.log.text(link.last(EventKind::FaultBitten), FieldKey::Detail),
             std::string_view("1 connection ended, and the port is closed"));
}

void TestProxyWideFaults::aRestartMayComeBackElsewhere()
{
    FaultedLink link({QStringLiteral("P1 down=10ms port=other armed=no")});
    const quint16 left = link.port();
    link.proxy->faults().armFault(0);
    // Somebody takes the port that was left.
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost, left));
    QTRY_COMPARE_WITH_TIMEOUT(link.count(EventKind::Listening), 2, generousMilliseconds);
    QVERIFY(link.port() != left);
    RawClient after(link.port());
    after.upgrade();
    QVERIFY(after.waitOpen());
}

void TestProxyWideFaults::aLameDuckClosesOneAfterTheOther()
{
    FaultedLink link({QStringLiteral("P2 window=1s code=1001 armed=no")});
    RawClient first(link.port());
    first.upgrade();
    QVERIFY(first.waitOpen());
    RawClient last(link.port());
    last.upgrade({}, "/CP-2");
    QVERIFY(last.waitOpen());
    link.proxy->faults().armFault(0);
    RawClient refused(link.port());
    QTRY_COMPARE_WITH_TIMEOUT(refused.socket.error(), QAbstractSocket::ConnectionRefusedError,
                              generousMilliseconds);
    QTRY_COMPARE_WITH_TIMEOUT(first.events.size(), 1U, generousMilliseconds);
    QCOMPARE(int(first.events.front().code), 1001);
    QCOMPARE(last.events.size(), 0U);
    QTRY_COMPARE_WITH_TIMEOUT(last.events.size(), 1U, generousMilliseconds);
    QCOMPARE(int(last.events.front().code), 1001);
    QTRY_COMPARE_WITH_TIMEOUT(link.count(EventKind::Listening), 2, generousMilliseconds);
}

void TestProxyWideFaults::aHungServerStandsStillAndGoesOn()
{
    FaultedLink link({QStringLiteral("P3 armed=no")});
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    link.proxy->faults().armFault(0);
    client.frame({}, "kept back");
    RawClient late(link.port());
    QTRY_VERIFY_WITH_TIMEOUT(isConnected(late), generousMilliseconds);
    late.upgrade();
    aRoundTripElsewhere();
    QVERIFY(client.events.empty());
    QVERIFY(isConnected(client));
    QCOMPARE(late.status, 0);
    QCOMPARE(link.count(EventKind::Accepted), 1);
    QCOMPARE(link.count(EventKind::FaultBitten), 1);
    link.proxy->faults().disarmFault(0);
    QTRY_COMPARE_WITH_TIMEOUT(textsOf(client), QStringList{QStringLiteral("kept back")},
                              generousMilliseconds);
    QVERIFY(late.waitOpen());
}

void TestProxyWideFaults::someConnectionsGoWithTheirServer()
{
    FaultedLink link(
        {QStringLiteral("P6 share=0 armed=no"), QStringLiteral("P6 share=1 armed=no")});
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    link.proxy->faults().armFault(0);
    client.frame({}, "still there");
    QTRY_COMPARE_WITH_TIMEOUT(textsOf(client).size(), 1, generousMilliseconds);
    link.proxy->faults().armFault(1);
    QVERIFY(client.waitEnd());
    QCOMPARE(client.end(), std::optional(SocketEnd::EndOfStream));
    // The address answers all the while.
    RawClient next(link.port());
    next.upgrade();
    QVERIFY(next.waitOpen());
    link.proxy.reset();
    QCOMPARE(link.count(EventKind::FaultBitten), 1);
    QCOMPARE(link.count(EventKind::FaultUnbitten), 1);
}

QTEST_GUILESS_MAIN(TestProxyWideFaults)
#include "tst_proxy_wide_faults.moc"

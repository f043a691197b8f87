// SPDX-License-Identifier: MIT
// The proxy gives a connection back when both sides have left it, whatever its faults have done to
// what they said last.
#include "core/net/socket_calls.h"
#include "tests/fault/proxy_fixture.h"
#include "tests/support/fault_plans.h"

namespace tst_proxy_release {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

ProxySettings settingsWith(const QStringList& faults)
{
    ProxySettings settings;
    settings.faults = planOf(faults);
    return settings;
}

} // namespace

class TestProxyRelease : public QObject
{
    Q_OBJECT
private slots:
    void aForgottenEndIsNotWaitedFor_data();
    void aForgottenEndIsNotWaitedFor();
    void heldBytesOutliveTheirSender();
    void whatACutSourceStillSendsIsReadAndLost();
    void aLateConnectIsTimed();
    void aLingeringConnectionIsEndedOnlyOnce();
};

void TestProxyRelease::aForgottenEndIsNotWaitedFor_data()
{
    QTest::addColumn<bool>("heals");
    QTest::addColumn<bool>("isReset");
    QTest::newRow("while it lasts") << false << false;
    QTest::newRow("once it is over") << true << false;
    QTest::newRow("a reset, once it is over") << true << true;
}

void TestProxyRelease::aForgottenEndIsNotWaitedFor()
{
    QFETCH(bool, heals);
    QFETCH(bool, isReset);
    ProxyFixture fixture(settingsWith({QStringLiteral("T15 idle=20ms end=forget")}));
    const auto client = fixture.connectClient();
    QVERIFY(client);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.count(EventKind::FaultBitten), 1, generousMilliseconds);
    if (isReset)
        resetOnClose(int(fixture.accepted.front()->socketDescriptor()));
    fixture.accepted.front()->disconnectFromHost();
    const EventKind end = isReset ? EventKind::ConnectionReset : EventKind::ConnectionEnded;
    QTRY_COMPARE_WITH_TIMEOUT(fixture.count(end), 1, generousMilliseconds);
    if (heals)
        fixture.proxy->faults().disarmFault(0);
    QCOMPARE(fixture.proxy->connectionCount(), 1U);
    client->disconnectFromHost();
    QTRY_COMPARE_WITH_TIMEOUT(fixture.proxy->connectionCount(), 0U, generousMilliseconds);
}

void TestProxyRelease::heldBytesOutliveTheirSender()
{
    ProxyFixture fixture(settingsWith({QStringLiteral("N1 latency=300ms direction=upstream")}));
    const auto client = fixture.connectClient();
    QVERIFY(client);
    client->write("the last words");
    client->disconnectFromHost();
    fixture.accepted.front()->disconnectFromHost();
    QTRY_COMPARE_WITH_TIMEOUT(fixture.proxy->connectionCount(), 0U, generousMilliseconds);
    QCOMPARE(fixture.proxy->bytesSent(StreamDirection::Upstream), 14U);
}

void TestProxyRelease::whatACutSourceStillSendsIsReadAndLost()
{
    constexpr qsizetype moreThanTheSystemKeeps = 64 * 1024 * 1024;
    // The system takes the connection, and its end, and nobody answers.
    auto silentServer = listenTcp(QHostAddress(QHostAddress::LocalHost), 0);
    ProxySettings settings = settingsWith({QStringLiteral("T8 direction=upstream")});
    settings.upstream = *localEnd(silentServer->get());
    ProxyFixture fixture(std::move(settings));
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), fixture.port());
    QTRY_COMPARE_WITH_TIMEOUT(fixture.count(EventKind::FaultBitten), 1, generousMilliseconds);
    client.write(QByteArray(moreThanTheSystemKeeps, 'x'));
    QTRY_COMPARE_WITH_TIMEOUT(client.bytesToWrite(), 0, generousMilliseconds);
    QCOMPARE(client.state(), QAbstractSocket::ConnectedState);
    QCOMPARE(fixture.proxy->bytesSent(StreamDirection::Upstream), 0U);
    client.disconnectFromHost();
    silentServer->close();
    QTRY_COMPARE_WITH_TIMEOUT(fixture.proxy->connectionCount(), 0U, generousMilliseconds);
}

void TestProxyRelease::aLateConnectIsTimed()
{
    ProxySettings settings = settingsWith({QStringLiteral("T5")});
    settings.connectTimeout = 100ms;
    // Its server never says a word of TLS.
    settings.upstreamTls = *TlsContext::forUpstream(QString(), false);
    ProxyFixture fixture(std::move(settings));
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), fixture.port());
    QTRY_COMPARE_WITH_TIMEOUT(fixture.proxy->connectionCount(), 1U, generousMilliseconds);
    fixture.proxy->faults().disarmFault(0);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.proxy->connectionCount(), 0U, generousMilliseconds);
    QCOMPARE(fixture.log.text(fixture.last(EventKind::Closed), FieldKey::Cause),
             nameOf(CloseCause::ConnectTimeout));
}

void TestProxyRelease::aLingeringConnectionIsEndedOnlyOnce()
{
    const QHostAddress here(QHostAddress::LocalHost);
    // The system takes the connection, and nobody answers its end.
    const auto silentServer = listenTcp(here, 0);
    ProxySettings settings = settingsWith({QStringLiteral("T7 armed=no")});
    settings.upstream = *localEnd(silentServer->get());
    ProxyFixture fixture(std::move(settings));
    const auto silentClient = beginConnectTcp(here, fixture.port(), {});
    QTRY_COMPARE_WITH_TIMEOUT(fixture.count(EventKind::TcpConnected), 1, generousMilliseconds);
    fixture.proxy->stop();
    QCOMPARE(fixture.proxy->connectionCount(), 1U);
    fixture.proxy->faults().armFault(0);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.proxy->connectionCount(), 0U, generousMilliseconds);
    QVERIFY(silentClient);
}

QTEST_GUILESS_MAIN(TestProxyRelease)

} // namespace tst_proxy_release

#include "tst_proxy_release.moc"

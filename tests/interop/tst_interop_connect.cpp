// SPDX-License-Identifier: MIT
// `redial connect` against servers that others wrote.
#include "tests/interop/peers.h"

#include <QTest>

namespace tst_interop_connect {

using namespace redial;

namespace {

/// Starts a peer that listens; `url` becomes its address.
std::unique_ptr<PeerProcess> startListening(const QString& script, const QStringList& arguments,
                                            QString* url)
{
    auto peer = startPeer(script, arguments);
    if (peer->waitForEvents(QStringLiteral("listening"))) {
        const auto event = peer->events(QStringLiteral("listening")).first();
        *url = QStringLiteral("ws://127.0.0.1:%1").arg(event.value(QLatin1String("port")).toInt());
    }
    return peer;
}

std::unique_ptr<PeerProcess> startStation(const QString& url, const QString& protocol,
                                          const QString& transport, const QStringList& more = {})
{
    return startRedial(QStringList{QStringLiteral("connect"), url, QStringLiteral("--station"),
                                   QStringLiteral("CP1"), QStringLiteral("--protocol"), protocol,
                                   QStringLiteral("--transport"), transport,
                                   QStringLiteral("--initial-backoff"), QStringLiteral("100ms"),
                                   QStringLiteral("--max-backoff"), QStringLiteral("400ms"),
                                   QStringLiteral("--resume-delay"), QStringLiteral("20ms"),
                                   QStringLiteral("--duration"), QStringLiteral("120s")} +
                       more);
}

/// The events of that name that carry the connection's number.
int countFor(const PeerProcess& peer, const QString& event, int number)
{
    const auto events = peer.events(event);
    return int(std::count_if(events.begin(), events.end(), [&](const QJsonObject& object) {
        return object.value(QLatin1String("number")).toInt() == number;
    }));
}

int callsFor(const PeerProcess& peer, const QString& action, int number)
{
    const auto events = peer.events(QStringLiteral("call"));
    return int(std::count_if(events.begin(), events.end(), [&](const QJsonObject& object) {
        return object.value(QLatin1String("number")).toInt() == number &&
               object.value(QLatin1String("action")).toString() == action;
    }));
}

void endCleanly(PeerProcess& station)
{
    station.interrupt();
    QVERIFY2(station.waitForEnd(), station.output().constData());
    QVERIFY2(station.ran(), station.output().constData());
}

} // namespace

class TestInteropConnect : public QObject
{
    Q_OBJECT
private slots:
    void ocppRpcServerSeesABootOnEveryConnection_data();
    void ocppRpcServerSeesABootOnEveryConnection();
    void pythonServerSeesTheStationComeBack_data();
    void pythonServerSeesTheStationComeBack();
    void wsServerSeesTheStationComeBack_data();
    void wsServerSeesTheStationComeBack();
};

void TestInteropConnect::ocppRpcServerSeesABootOnEveryConnection_data()
{
    QTest::addColumn<QString>("protocol");
    QTest::addColumn<QString>("transport");
    for (const char* transport : {"qt", "precise"})
        for (const char* protocol : {"ocpp1.6", "ocpp2.0.1"})
            QTest::addRow("%s over %s", protocol, transport)
                << QString::fromLatin1(protocol) << QString::fromLatin1(transport);
}

void TestInteropConnect::ocppRpcServerSeesABootOnEveryConnection()
{
    REQUIRE_PEER(PeerKind::Node);
    QFETCH(QString, protocol);
    QFETCH(QString, transport);
    QString url;
    const auto server = startListening(QStringLiteral("ocpp_rpc_server.mjs"),
                                       {protocol, QStringLiteral("3")}, &url);
    QVERIFY2(!url.isEmpty(), server->output().constData());
    const auto station = startStation(url, protocol, transport);

    // Terminated, closed with 1012, reset, and the fourth connection stays.
    QVERIFY2(server->waitForEvents(QStringLiteral("open"), 4), server->output().constData());
    QVERIFY2(server->waitForEvents(QStringLiteral("boot"), 4), server->output().constData());
    // Each connection's own: a Boot that the server triggered counts beside them.
    for (int connection = 1; connection <= 4; ++connection)
        QTRY_VERIFY_WITH_TIMEOUT(countFor(*server, QStringLiteral("boot"), connection) >= 1,
                                 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(!server->events(QStringLiteral("triggered")).isEmpty(), 30'000);
    const auto opened = server->events(QStringLiteral("open")).first();
    QCOMPARE(opened.value(QLatin1String("identity")).toString(), QStringLiteral("CP1"));
    QCOMPARE(opened.value(QLatin1String("protocol")).toString(), protocol);

    const auto triggered = server->events(QStringLiteral("triggered"));
    QVERIFY2(!triggered.isEmpty(), server->output().constData());
    // 2.x: a station that is accepted already refuses to boot again (F06.FR.17).
    QCOMPARE(triggered.first().value(QLatin1String("status")).toString(),
             protocol == QLatin1String("ocpp1.6") ? QStringLiteral("Accepted")
                                                  : QStringLiteral("Rejected"));
    QVERIFY2(server->events(QStringLiteral("invalid")).isEmpty(), server->output().constData());
    QVERIFY2(server->events(QStringLiteral("bad message")).isEmpty(), server->output().constData());
    endCleanly(*station);
}

void TestInteropConnect::pythonServerSeesTheStationComeBack_data()
{
    QTest::addColumn<QString>("transport");
    QTest::newRow("over qt") << "qt";
    QTest::newRow("over precise") << "precise";
}

void TestInteropConnect::pythonServerSeesTheStationComeBack()
{
    REQUIRE_PEER(PeerKind::Python);
    QFETCH(QString, transport);
    QString url;
    const auto server =
        startListening(QStringLiteral("websockets_server.py"), {QStringLiteral("deflate")}, &url);
    QVERIFY2(!url.isEmpty(), server->output().constData());
    const auto station = startStation(url, QStringLiteral("ocpp1.6"), transport);

    // Closed with 1012, ended without a Close frame, and the third connection stays.
    QVERIFY2(server->waitForEvents(QStringLiteral("pong"), 3), server->output().constData());
    for (int connection = 1; connection <= 3; ++connection) {
        QCOMPARE(callsFor(*server, QStringLiteral("BootNotification"), connection), 1);
        QVERIFY2(callsFor(*server, QStringLiteral("Heartbeat"), connection) >= 1,
                 server->output().constData());
    }
    endCleanly(*station);
}

void TestInteropConnect::wsServerSeesTheStationComeBack_data()
{
    QTest::addColumn<QString>("transport");
    QTest::addColumn<QString>("compression");
    QTest::newRow("over qt") << "qt"
                             << "plain";
    QTest::newRow("over precise") << "precise"
                                  << "plain";
    QTest::newRow("over precise, compressed") << "precise"
                                              << "deflate";
}

void TestInteropConnect::wsServerSeesTheStationComeBack()
{
    REQUIRE_PEER(PeerKind::Node);
    QFETCH(QString, transport);
    QFETCH(QString, compression);
    QString url;
    const auto server = startListening(QStringLiteral("ws_server.mjs"), {compression}, &url);
    QVERIFY2(!url.isEmpty(), server->output().constData());
    const bool offersDeflate = compression == QLatin1String("deflate");
    const auto station =
        startStation(url, QStringLiteral("ocpp1.6"), transport,
                     offersDeflate ? QStringList{QStringLiteral("--deflate")} : QStringList());

    QVERIFY2(server->waitForEvents(QStringLiteral("call"), 4), server->output().constData());
    QCOMPARE(callsFor(*server, QStringLiteral("BootNotification"), 2), 1);
    QVERIFY(countFor(*server, QStringLiteral("pong"), 1) >= 1);
    const auto closing = server->events(QStringLiteral("closed")).first();
    // The station answers a Close frame with the code it got, RFC 6455 section 5.5.1.
    QCOMPARE(closing.value(QLatin1String("code")).toInt(), 4001);
    const QString extensions = server->events(QStringLiteral("open"))
                                   .first()
                                   .value(QLatin1String("extensions"))
                                   .toString();
    QCOMPARE(extensions.contains(QLatin1String("permessage-deflate")),
             compression == QLatin1String("deflate"));
    endCleanly(*station);
}

QTEST_GUILESS_MAIN(TestInteropConnect)

} // namespace tst_interop_connect

#include "tst_interop_connect.moc"

// SPDX-License-Identifier: MIT
#include "core/base/random.h"
#include "tests/fault/faulted_link.h"

#include <QTcpServer>

namespace tst_proxy_following {

using namespace redial;
using namespace redial::test;

namespace {

/// A fault that never bites: with it every message is held until it is whole.
const QStringList holding{QStringLiteral("N11 when=message:100000")};

std::string maskedFrame(FrameHead head, std::string_view payload)
{
    head.mask = MaskingKey{std::byte{9}, std::byte{8}, std::byte{7}, std::byte{6}};
    std::string bytes;
    appendFrame(bytes, head, payload);
    return bytes;
}

} // namespace

/// The proxy as it follows WebSocket and OCPP: what it records, and what it does with what it
/// cannot follow.
class TestProxyFollowing : public QObject
{
    Q_OBJECT
private slots:
    void bothSidesAreRecorded();
    void untouchedMessagesAreTheSameBytes_data();
    void untouchedMessagesAreTheSameBytes();
    void whatCannotBeFollowedGoesOnAsBytes_data();
    void whatCannotBeFollowedGoesOnAsBytes();
    void hostileBytesDoNotHarm();
    void plainTcpIsNotFollowed();
    void aSecondConnectionOfAStationIsATakeover();
    void theProxyComesASecondTimeItself();
    void theSecondClientGoesWhenItsTimeIsOver();
    void whatBothSidesHaveGivenUpIsReleasedUnderTheBlackhole();
    void whoNoticesAHalfOpenConnectionIsMeasured();
};

void TestProxyFollowing::bothSidesAreRecorded()
{
    FaultedLink link({}, FaultedLink::centralSystem());
    RawClient client(link.port());
    client.upgrade({"ocpp1.6"});
    QVERIFY(client.waitOpen());
    client.frame({}, R"([2,"1","Heartbeat",{}])");
    QTRY_COMPARE_WITH_TIMEOUT(textsOf(client).size(), 1, generousMilliseconds);
    QTRY_COMPARE_WITH_TIMEOUT(link.count(EventKind::MessageOut), 2, generousMilliseconds);
    QCOMPARE(link.count(EventKind::MessageIn), 2);
    QStringList sides;
    for (EventNumber number = 1; number <= link.log.size(); ++number) {
        const EventKind kind = link.log.header(number).kind;
        if (kind == EventKind::MessageIn)
            sides << QStringLiteral("from ") +
                         QString::fromUtf8(link.log.text(number, FieldKey::From).data(), 6);
        if (kind == EventKind::MessageOut)
            sides << QStringLiteral("to ") +
                         QString::fromUtf8(link.log.text(number, FieldKey::To).data(), 6);
    }
    QCOMPARE(sides.join(QLatin1Char(',')),
             QStringLiteral("from client,to server,from server,to client"));
    QCOMPARE(link.log.text(link.last(EventKind::Opened), FieldKey::Subprotocol),
             std::string_view("ocpp1.6"));
}

void TestProxyFollowing::untouchedMessagesAreTheSameBytes_data()
{
    QTest::addColumn<bool>("holds");
    QTest::newRow("passed on at once") << false;
    QTest::newRow("held until whole") << true;
}

void TestProxyFollowing::untouchedMessagesAreTheSameBytes()
{
    QFETCH(bool, holds);
    // A server of bytes: what it gets is compared with what was sent.
    QTcpServer listener;
    QVERIFY(listener.listen(QHostAddress::LocalHost));
    EventLog log;
    SystemClock clock;
    Poller poller;
    ProxyPipePool pipes;
    ProxySettings settings;
    settings.upstream = {QStringLiteral("127.0.0.1"), listener.serverPort()};
    settings.faults = planOf(holds ? holding : QStringList());
    Proxy proxy(settings, poller, pipes, clock, EventRecorder(log, clock, Source::Proxy));
    QVERIFY(proxy.start());
    RawClient client(proxy.settings().listen.port);
    client.upgrade();
    QVERIFY(
        QTest::qWaitFor([&] { return listener.hasPendingConnections(); }, generousMilliseconds));
    QTcpSocket* server = listener.nextPendingConnection();
    QByteArray got;
    QVERIFY(QTest::qWaitFor([&] { return (got += server->readAll()).endsWith("\r\n\r\n"); },
                            generousMilliseconds));
    const std::string answer = writeUpgradeAnswer("dGhlIHNhbXBsZSBub25jZQ==", {}, {});
    server->write(answer.data(), qint64(answer.size()));
    QVERIFY(client.waitOpen());
    got.clear();

    FrameHead first{.opcode = opcode::text, .final = false};
    FrameHead last{.opcode = opcode::continuation, .final = true};
    FrameHead wide{.opcode = opcode::binary, .lengthBytes = 8};
    wide.lengthBytes.reset();
    FrameHead pong{.opcode = opcode::pong};
    FrameHead close{.opcode = opcode::close};
    std::string sent = maskedFrame({}, "") + maskedFrame(first, "abc") +
                       maskedFrame(last, std::string(70'000, 'x')) + maskedFrame(pong, "p") +
                       maskedFrame(wide, std::string(300, '\0')) + maskedFrame(close, "\x03\xe8") +
                       "and bytes behind the Close frame";
    Random random(3);
    for (std::size_t at = 0; at < sent.size();) {
        const auto size = std::size_t(random.between(1, 5000));
        client.write(std::string_view(sent).substr(at, size));
        client.socket.flush();
        at += size;
    }
    QVERIFY(
        QTest::qWaitFor([&] { return (got += server->readAll()).size() >= qsizetype(sent.size()); },
                        generousMilliseconds));
    QVERIFY(got == QByteArray::fromStdString(sent));
}

void TestProxyFollowing::whatCannotBeFollowedGoesOnAsBytes_data()
{
    QTest::addColumn<QStringList>("faults");
    QTest::newRow("passed on at once") << QStringList();
    QTest::newRow("held until whole") << holding;
}

void TestProxyFollowing::whatCannotBeFollowedGoesOnAsBytes()
{
    QFETCH(QStringList, faults);
    FaultedLink link(faults);
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    FrameHead reserved{.opcode = 0x3};
    client.frame(reserved, "what is this");
    // The server's own answer to it comes through: a Close frame with 1002.
    QTRY_COMPARE_WITH_TIMEOUT(countOf(client, WebSocketEvent::Kind::Close), 1,
                              generousMilliseconds);
    QCOMPARE(client.events.back().code, close_code::protocolError);
    QCOMPARE(link.count(EventKind::ProtocolError), 1);
    QVERIFY(link.log.text(link.last(EventKind::ProtocolError), FieldKey::Detail)
                .find("relayed as bytes") != std::string_view::npos);
}

void TestProxyFollowing::hostileBytesDoNotHarm()
{
    Random random(11);
    for (int round = 0; round < 60; ++round) {
        FaultedLink link(round % 2 == 0 ? QStringList() : holding);
        RawClient client(link.port());
        if (round % 3 != 0) {
            client.upgrade();
            QVERIFY(client.waitOpen());
        }
        std::string bytes;
        for (std::int64_t i = random.between(1, 4000); i > 0; --i)
            bytes += char(random.between(0, 255));
        client.write(bytes);
        QVERIFY(QTest::qWaitFor(
            [&] { return link.proxy->bytesReceived(StreamDirection::Upstream) >= bytes.size(); },
            generousMilliseconds));
        client.socket.abort();
        QTRY_COMPARE_WITH_TIMEOUT(link.proxy->connectionCount(), std::size_t(0),
                                  generousMilliseconds);
    }
}

void TestProxyFollowing::plainTcpIsNotFollowed()
{
    FaultedLink link({});
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), link.port());
    client.write("EHLO nobody\r\n\r\n");
    QTRY_VERIFY_WITH_TIMEOUT(link.proxy->bytesSent(StreamDirection::Upstream) == 15,
                             generousMilliseconds);
    QCOMPARE(link.count(EventKind::UpgradeRequest), 0);
    QCOMPARE(link.count(EventKind::ProtocolError), 0);
}

void TestProxyFollowing::aSecondConnectionOfAStationIsATakeover()
{
    FaultedLink link({});
    RawClient first(link.port());
    first.upgrade({}, "/CP-7");
    QVERIFY(first.waitOpen());
    RawClient other(link.port());
    other.upgrade({}, "/CP-8");
    QVERIFY(other.waitOpen());
    QCOMPARE(link.count(EventKind::Takeover), 0);
    RawClient second(link.port());
    second.upgrade({}, "/CP-7");
    QVERIFY(second.waitOpen());
    QTRY_COMPARE_WITH_TIMEOUT(link.count(EventKind::Takeover), 1, generousMilliseconds);
    const EventNumber takeover = link.last(EventKind::Takeover);
    QCOMPARE(link.log.text(takeover, FieldKey::Identity), std::string_view("CP-7"));
    QCOMPARE(link.log.integer(takeover, FieldKey::Connection), std::optional<std::int64_t>(1));
    QCOMPARE(link.log.header(takeover).epoch, 3U);
    link.server.server.link(1)->close(1000, QStringLiteral("taken over"));
    QTRY_COMPARE_WITH_TIMEOUT(link.count(EventKind::CloseReceived) >= 1, true,
                              generousMilliseconds);
    first.socket.disconnectFromHost();
    QTRY_COMPARE_WITH_TIMEOUT(link.count(EventKind::TakeoverSettled), 1, generousMilliseconds);
    const EventNumber settled = link.last(EventKind::TakeoverSettled);
    QCOMPARE(link.log.text(settled, FieldKey::Outcome), std::string_view("newer_kept"));
    QCOMPARE(link.log.integer(settled, FieldKey::Connection), std::optional<std::int64_t>(3));
    QCOMPARE(link.log.text(settled, FieldKey::From), std::string_view("server"));
}

void TestProxyFollowing::theProxyComesASecondTimeItself()
{
    FaultedLink link({QStringLiteral("P9")});
    QStringList identities;
    QObject::connect(&link.server.server, &ScriptedServer::connectionOpened,
                     [&](quint32, const QString& identity) { identities << identity; });
    RawClient first(link.port());
    first.upgrade({}, "/CP-7");
    QVERIFY(first.waitOpen());
    QTRY_COMPARE_WITH_TIMEOUT(link.count(EventKind::Takeover), 1, generousMilliseconds);
    // The second one brings no third.
    QCOMPARE(identities, QStringList({QStringLiteral("CP-7"), QStringLiteral("CP-7")}));
    QCOMPARE(link.count(EventKind::FaultBitten), 1);
    // It answers the server's pings, so that the server keeps it.
    link.server.server.link(2)->ping("are you there");
    QTRY_COMPARE_WITH_TIMEOUT(countOf(link.server.log, EventKind::PongReceived), 1,
                              generousMilliseconds);
    link.server.server.link(1)->close(1000, QStringLiteral("taken over"));
    QVERIFY(QTest::qWaitFor([&] { return !first.events.empty(); }, generousMilliseconds));
    first.socket.disconnectFromHost();
    QTRY_COMPARE_WITH_TIMEOUT(link.count(EventKind::TakeoverSettled), 1, generousMilliseconds);
    QCOMPARE(link.log.text(link.last(EventKind::TakeoverSettled), FieldKey::Outcome),
             std::string_view("newer_kept"));
    QCOMPARE(link.proxy->connectionCount(), 1U);
}

void TestProxyFollowing::theSecondClientGoesWhenItsTimeIsOver()
{
    FaultedLink link({QStringLiteral("P9 hold=20ms")});
    RawClient first(link.port());
    first.upgrade({}, "/CP-7");
    QVERIFY(first.waitOpen());
    QVERIFY(link.server.waitClosed());
    QCOMPARE(int(link.server.closed[0].code), 1001);
    QTRY_COMPARE_WITH_TIMEOUT(link.count(EventKind::TakeoverSettled), 1, generousMilliseconds);
    QCOMPARE(link.log.text(link.last(EventKind::TakeoverSettled), FieldKey::Outcome),
             std::string_view("older_kept"));
    first.frame({}, "still here");
    QTRY_COMPARE_WITH_TIMEOUT(textsOf(first).size(), 1, generousMilliseconds);
}

void TestProxyFollowing::whoNoticesAHalfOpenConnectionIsMeasured()
{
    FaultedLink link({QStringLiteral("T9 when=message:1 match=direction:downstream")});
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    client.frame({}, "first");
    QTRY_COMPARE_WITH_TIMEOUT(link.count(EventKind::FaultOn), 1, generousMilliseconds);
    client.socket.abort();
    QTRY_COMPARE_WITH_TIMEOUT(link.count(EventKind::SideNoticed), 1, generousMilliseconds);
    const EventNumber noticed = link.last(EventKind::SideNoticed);
    QCOMPARE(link.log.text(noticed, FieldKey::From), std::string_view("client"));
    QVERIFY(link.log.duration(noticed, FieldKey::LatencyNs)->count() > 0);
    // The server is not told: nothing passes.
    QCOMPARE(link.server.server.connectionCount(), std::size_t(1));
    link.proxy->faults().disarmFault(0);
    QTRY_COMPARE_WITH_TIMEOUT(link.server.server.connectionCount(), std::size_t(0),
                              generousMilliseconds);
    QTRY_COMPARE_WITH_TIMEOUT(link.proxy->connectionCount(), std::size_t(0), generousMilliseconds);
    // It heard of the end, and gave nothing up by itself.
    QCOMPARE(link.count(EventKind::SideNoticed), 1);
}

void TestProxyFollowing::whatBothSidesHaveGivenUpIsReleasedUnderTheBlackhole()
{
    FaultedLink link({QStringLiteral("T9 when=message:1 match=direction:downstream")});
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    client.frame({}, "first");
    QTRY_COMPARE_WITH_TIMEOUT(link.count(EventKind::FaultOn), 1, generousMilliseconds);
    client.socket.abort();
    QTRY_COMPARE_WITH_TIMEOUT(link.count(EventKind::SideNoticed), 1, generousMilliseconds);
    QCOMPARE(link.proxy->connectionCount(), std::size_t(1));
    link.server.server.stop();
    QTRY_COMPARE_WITH_TIMEOUT(link.proxy->connectionCount(), std::size_t(0), generousMilliseconds);
    QCOMPARE(link.count(EventKind::SideNoticed), 2);
}

QTEST_GUILESS_MAIN(TestProxyFollowing)

} // namespace tst_proxy_following

#include "tst_proxy_following.moc"

// SPDX-License-Identifier: MIT
// Frames and CALLs that the proxy puts in, as a strict reader behind a raw socket sees them.
#include "tests/fault/data_segments.h"
#include "tests/fault/faulted_link.h"
#include "tests/fault/frame_fault_rows.h"

namespace tst_proxy_frame_faults {

using namespace redial;
using namespace redial::test;

namespace {

constexpr const char* boot =
    R"([2,"b1","BootNotification",{"chargePointVendor":"v","chargePointModel":"m"}])";

bool waitEvents(const RawClient& client, std::size_t count)
{
    return QTest::qWaitFor([&] { return client.events.size() >= count; }, generousMilliseconds);
}

QString first(const RawClient& client)
{
    return waitEvents(client, 1) ? described(client.events[0]) : QStringLiteral("nothing");
}

/// Events of that kind that went on to this side.
int countTo(const FaultedLink& link, EventKind kind, std::string_view side)
{
    int found = 0;
    for (EventNumber number = 1; number <= link.log.size(); ++number) {
        found += link.log.header(number).kind == kind && link.log.text(number, FieldKey::To) == side
                     ? 1
                     : 0;
    }
    return found;
}

} // namespace

class TestProxyFrameFaults : public QObject
{
    Q_OBJECT
private slots:
    void aFrameIsWhatTheFaultSays_data();
    void aFrameIsWhatTheFaultSays();
    void theServerIsHitBehindTheClient_data();
    void theServerIsHitBehindTheClient();
    void aBombIsHugeWhenUnpacked();
    void aFrameIsCutByTheEndOfTheStream();
    void nothingFollowsACloseFrameAndTheConnectionEnds();
    void framesWaitUntilSeveralHaveGathered();
    void bytesComeInPiecesAndWhole_data();
    void bytesComeInPiecesAndWhole();
    void pongsToTheProxysPingsStopAtTheProxy();
    void whoDoesNotAnswerThePingsIsReset();
    void whoAnswersThePingsStays();
    void callsArePutIn_data();
    void callsArePutIn();
    void aCallNeedsOcpp();
    void aFrameWaitsForTheMessageThatIsOnItsWay();
    void aFrameThatFoundNoPlaceIsUnbitten();
};

void TestProxyFrameFaults::aFrameIsWhatTheFaultSays_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<QString>("seen");
    const auto row = [](const char* fault, const char* seen) {
        QTest::newRow(fault) << QString::fromLatin1(fault) << QString::fromLatin1(seen);
    };
    row("", "text echoed");
    row("W1 code=1013 reason=later", "close 1013 later");
    for (const auto& [fault, event] : frameFaults)
        row(fault, event);
}

void TestProxyFrameFaults::aFrameIsWhatTheFaultSays()
{
    QFETCH(QString, fault);
    QFETCH(QString, seen);
    FaultedLink link(fault.isEmpty() ? QStringList() : QStringList{fault});
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    if (fault.isEmpty())
        client.frame({}, "echoed");
    QCOMPARE(first(client), seen);
    QCOMPARE(link.count(EventKind::FaultBitten), fault.isEmpty() ? 0 : 1);
}

void TestProxyFrameFaults::theServerIsHitBehindTheClient_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<QString>("seen");
    const auto row = [](const char* fault, const char* seen) {
        QTest::newRow(fault) << QString::fromLatin1(fault) << QString::fromLatin1(seen);
    };
    row("W4 code=1000", "close 1000");
    row("W9", "close 1002");
    row("W11", "close 1002");
    row("W13 size=200", "close 1002");
    row("W16 form=fail_fast", "close 1007");
}

void TestProxyFrameFaults::theServerIsHitBehindTheClient()
{
    QFETCH(QString, fault);
    QFETCH(QString, seen);
    FaultedLink link({fault + QStringLiteral(" direction=upstream")});
    RawClient client(link.port());
    client.upgrade();
    // The server answers what it takes for the client's.
    QVERIFY2(first(client).startsWith(seen), qPrintable(first(client)));
    QCOMPARE(link.count(EventKind::FaultBitten), 1);
}

void TestProxyFrameFaults::aBombIsHugeWhenUnpacked()
{
    FaultedLink link({QStringLiteral("W21 bytes=20MiB")});
    RawClient client(link.port());
    client.enableDeflate(MessageInflater(false));
    client.upgrade();
    QCOMPARE(first(client), QStringLiteral("violation 1009"));
}

void TestProxyFrameFaults::aFrameIsCutByTheEndOfTheStream()
{
    FaultedLink link({QStringLiteral("W18 when=message:1")});
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    client.frame({}, "a");
    QVERIFY(client.waitEnd());
    QCOMPARE(int(*client.end()), int(SocketEnd::EndOfStream));
    QVERIFY(textsOf(client).filter(QStringLiteral("message that is cut")).isEmpty());
    QCOMPARE(countOf(client, WebSocketEvent::Kind::Violation), 0);
    QCOMPARE(link.count(EventKind::FaultBitten), 1);
}

void TestProxyFrameFaults::nothingFollowsACloseFrameAndTheConnectionEnds()
{
    FaultedLink link({QStringLiteral("W1 code=1001")});
    RawClient client(link.port());
    client.upgrade();
    QCOMPARE(first(client), QStringLiteral("close 1001"));
    // The echo of it must stop at the proxy: for the client the server has said its last word.
    client.frame({}, "late");
    QVERIFY(client.waitEnd());
    QCOMPARE(int(*client.end()), int(SocketEnd::EndOfStream));
    QCOMPARE(countTo(link, EventKind::MessageOut, "client"), 0);
    QCOMPARE(countTo(link, EventKind::MessageOut, "server"), 1);
}

void TestProxyFrameFaults::framesWaitUntilSeveralHaveGathered()
{
    FaultedLink link({QStringLiteral("W20 frames=3 most_delay=1h")});
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    client.frame({}, "a");
    client.frame({}, "b");
    QTRY_COMPARE_WITH_TIMEOUT(countTo(link, EventKind::MessageOut, "client"), 2,
                              generousMilliseconds);
    QVERIFY(client.events.empty());
    client.frame({}, "c");
    QTRY_COMPARE_WITH_TIMEOUT(textsOf(client).join(QLatin1Char(' ')), QStringLiteral("a b c"),
                              generousMilliseconds);
    QCOMPARE(link.count(EventKind::FaultBitten), 1);
}

void TestProxyFrameFaults::bytesComeInPiecesAndWhole_data()
{
    QTest::addColumn<QStringList>("faults");
    QTest::newRow("no fault") << QStringList();
    QTest::newRow("W19") << QStringList(QStringLiteral("W19"));
    QTest::newRow("W19, later") << QStringList(QStringLiteral("W19 delay=1ms"));
}

void TestProxyFrameFaults::bytesComeInPiecesAndWhole()
{
    QFETCH(QStringList, faults);
    FaultedLink link(faults);
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    const int before = dataSegmentsReceived(client.socket.socketDescriptor());
    client.frame({}, "cut into bytes");
    QCOMPARE(first(client), QStringLiteral("text cut into bytes"));
    const int segments = dataSegmentsReceived(client.socket.socketDescriptor()) - before;
    QVERIFY2(faults.isEmpty() ? segments == 1 : segments >= 8,
             qPrintable(QString::number(segments)));
    QCOMPARE(link.count(EventKind::FaultBitten), int(faults.size()));
}

void TestProxyFrameFaults::pongsToTheProxysPingsStopAtTheProxy()
{
    FaultedLink link({QStringLiteral("W26 count=3 size=4")});
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(waitEvents(client, 3));
    for (int i = 0; i < 3; ++i)
        client.frame({.opcode = opcode::pong}, "xxxx");
    client.frame({.opcode = opcode::pong}, "of its own");
    client.frame({}, "after");
    QTRY_COMPARE_WITH_TIMEOUT(textsOf(client).size(), 1, generousMilliseconds);
    QCOMPARE(countOf(link.server.log, EventKind::PongReceived), 1);
    QCOMPARE(link.count(EventKind::PongReceived), 4);
}

void TestProxyFrameFaults::whoDoesNotAnswerThePingsIsReset()
{
    FaultedLink link({QStringLiteral("W27 interval=10ms timeout=50ms")});
    RawClient client(link.port());
    client.upgrade();
    QCOMPARE(first(client), QStringLiteral("ping"));
    QVERIFY(client.waitEnd());
    QCOMPARE(int(*client.end()), int(SocketEnd::Reset));
}

void TestProxyFrameFaults::whoAnswersThePingsStays()
{
    FaultedLink link({QStringLiteral("W27 interval=10ms timeout=20s")});
    RawClient client(link.port());
    std::size_t answered = 0;
    QObject::connect(&client.socket, &QTcpSocket::readyRead, &client.socket, [&] {
        for (; answered < client.events.size(); ++answered)
            client.frame({.opcode = opcode::pong}, client.events[answered].payload);
    });
    client.upgrade();
    QTRY_VERIFY_WITH_TIMEOUT(answered >= 3, generousMilliseconds);
    QCOMPARE(client.socket.state(), QAbstractSocket::ConnectedState);
    QCOMPARE(countOf(link.server.log, EventKind::PongReceived), 0);
    QCOMPARE(link.count(EventKind::FaultBitten), 1);
}

void TestProxyFrameFaults::callsArePutIn_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<QStringList>("heard");
    const QString accepted = QStringLiteral("\"Accepted\"");
    const auto row = [](const char* fault, const QStringList& heard) {
        QTest::newRow(fault) << QString::fromLatin1(fault) << heard;
    };
    const QString trigger = QStringLiteral("\"TriggerMessage\"");
    row("", {accepted});
    row("O8", {accepted, trigger});
    row("O8 request=Reset", {accepted, QStringLiteral("\"Reset\"")});
    row("O10 calls=3 when=message:1:BootNotification match=kind:answer",
        {accepted, trigger, trigger, trigger});
    row("O12 cut_after=200ms when=message:1:BootNotification match=kind:answer",
        {accepted, QStringLiteral("\"Reset\"")});
}

void TestProxyFrameFaults::callsArePutIn()
{
    QFETCH(QString, fault);
    QFETCH(QStringList, heard);
    FaultedLink link(fault.isEmpty() ? QStringList() : QStringList{fault},
                     FaultedLink::centralSystem());
    RawClient client(link.port());
    client.upgrade({"ocpp1.6"});
    QVERIFY(client.waitOpen());
    client.frame({}, boot);
    QVERIFY(waitEvents(client, std::size_t(heard.size())));
    const QStringList texts = textsOf(client);
    for (qsizetype i = 0; i < heard.size(); ++i)
        QVERIFY2(texts[i].contains(heard[i]), qPrintable(texts[i]));
    QCOMPARE(link.count(EventKind::FaultBitten), fault.isEmpty() ? 0 : 1);
    if (fault.startsWith(QLatin1String("O12"))) {
        QVERIFY(client.waitEnd());
        QCOMPARE(int(*client.end()), int(SocketEnd::Reset));
    } else if (!fault.isEmpty()) {
        // The server has not asked, and must not hear the answer.
        const QString id = texts[1].section(QLatin1Char('"'), 1, 1);
        client.frame({}, "[3,\"" + id.toStdString() + R"(",{"status":"Accepted"}])");
        client.frame({}, R"([2,"h1","Heartbeat",{}])");
        QVERIFY(waitEvents(client, std::size_t(heard.size()) + 1));
        QCOMPARE(countOf(link.server.log, EventKind::MessageIn), 2);
    }
}

void TestProxyFrameFaults::aCallNeedsOcpp()
{
    FaultedLink link({QStringLiteral("O10")});
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    client.frame({}, "echoed");
    QCOMPARE(first(client), QStringLiteral("text echoed"));
    link.proxy.reset();
    QCOMPARE(link.count(EventKind::FaultBitten), 0);
    QCOMPARE(link.count(EventKind::FaultUnbitten), 1);
}

void TestProxyFrameFaults::aFrameWaitsForTheMessageThatIsOnItsWay()
{
    FaultedLink link({});
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    std::string frame;
    appendFrame(frame, {.mask = MaskingKey{}}, "one whole message");
    const std::uint64_t before = link.proxy->bytesReceived(StreamDirection::Upstream);
    client.write(std::string_view(frame).substr(0, 9));
    QTRY_COMPARE_WITH_TIMEOUT(link.proxy->bytesReceived(StreamDirection::Upstream), before + 9,
                              generousMilliseconds);
    QVERIFY(link.proxy->faults().addFault(
        *parsePlannedFault(QStringLiteral("W25 payload=in direction=upstream"))));
    QCOMPARE(link.count(EventKind::FaultBitten), 0);
    client.write(std::string_view(frame).substr(9));
    QTRY_COMPARE_WITH_TIMEOUT(countOf(link.server.log, EventKind::PongReceived), 1,
                              generousMilliseconds);
    QCOMPARE(link.count(EventKind::FaultBitten), 1);
    QCOMPARE(first(client), QStringLiteral("text one whole message"));
}

void TestProxyFrameFaults::aFrameThatFoundNoPlaceIsUnbitten()
{
    FaultedLink link({});
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    std::string frame;
    appendFrame(frame, {.mask = MaskingKey{}}, "never whole");
    const std::uint64_t before = link.proxy->bytesReceived(StreamDirection::Upstream);
    client.write(std::string_view(frame).substr(0, 9));
    QTRY_COMPARE_WITH_TIMEOUT(link.proxy->bytesReceived(StreamDirection::Upstream), before + 9,
                              generousMilliseconds);
    QVERIFY(
        link.proxy->faults().addFault(*parsePlannedFault(QStringLiteral("W9 direction=upstream"))));
    client.socket.abort();
    QTRY_COMPARE_WITH_TIMEOUT(link.proxy->connectionCount(), std::size_t(0), generousMilliseconds);
    link.proxy.reset();
    QCOMPARE(link.count(EventKind::FaultBitten), 0);
    QCOMPARE(link.count(EventKind::FaultUnbitten), 1);
}

QTEST_GUILESS_MAIN(TestProxyFrameFaults)

} // namespace tst_proxy_frame_faults

#include "tst_proxy_frame_faults.moc"

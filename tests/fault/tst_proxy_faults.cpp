// SPDX-License-Identifier: MIT
#include "tests/fault/faulted_link.h"

namespace tst_proxy_faults {

using namespace redial;
using namespace redial::test;

/// The faults of the catalogue in the proxy, seen from the client by a raw socket.
class TestProxyFaults : public QObject
{
    Q_OBJECT
private slots:
    void messagesAreTreated_data();
    void messagesAreTreated();
    void aCorruptedMessageDiffersByItsBits();
    void aCompressedDirectionStaysReadable();
    void anOcppActionIsMatchedTowardsTheServer();
    void anAnswerIsChanged_data();
    void anAnswerIsChanged();
    void pongsAreWithheld_data();
    void pongsAreWithheld();
    void theConnectionEnds_data();
    void theConnectionEnds();
    void aCloseFrameIsPutIn_data();
    void aCloseFrameIsPutIn();
    void aBlackholeHoldsOneWayAndHeals_data();
    void aBlackholeHoldsOneWayAndHeals();
    void aDownPortRefusesAndComesBack();
    void anAcceptedClientIsLeftAlone();
    void whatNeverBitSaysSo();
};

void TestProxyFaults::messagesAreTreated_data()
{
    QTest::addColumn<QStringList>("faults");
    QTest::addColumn<QStringList>("heard");
    const auto row = [](const char* name, const QStringList& faults, const char* heard) {
        QTest::newRow(name) << faults << QString::fromLatin1(heard).split(QLatin1Char(' '));
    };
    row("no fault", {}, "a b c d");
    row("a fault that does not match", {QStringLiteral("N11 when=message:9 direction=upstream")},
        "a b c d");
    row("dropped", {QStringLiteral("N11 when=message:2 direction=upstream")}, "a c d");
    row("dropped downstream", {QStringLiteral("N11 when=message:2 direction=downstream")}, "a c d");
    row("delayed", {QStringLiteral("N12 delay=50ms when=message:2 direction=upstream")}, "a b c d");
    row("duplicated", {QStringLiteral("N13 copies=2 when=message:2 direction=upstream")},
        "a b b b c d");
    row("replaced", {QStringLiteral("N14 payload=zz when=message:2 direction=upstream")},
        "a zz c d");
    row("reordered", {QStringLiteral("N10 by=2 when=message:1 direction=upstream")}, "b c a d");
    row("two faults",
        {QStringLiteral("N11 when=message:1 direction=upstream"),
         QStringLiteral("N13 when=message:2 direction=upstream")},
        "b b c d");
}

void TestProxyFaults::messagesAreTreated()
{
    QFETCH(QStringList, faults);
    QFETCH(QStringList, heard);
    FaultedLink link(faults);
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    // All in one piece: what stands behind a message must not be treated with it.
    std::string bytes;
    FrameHead head;
    head.mask = MaskingKey{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};
    for (const char* text : {"a", "b", "c", "d"})
        appendFrame(bytes, head, text);
    client.write(bytes);
    QTRY_COMPARE_WITH_TIMEOUT(textsOf(client).join(QLatin1Char(' ')), heard.join(QLatin1Char(' ')),
                              generousMilliseconds);
    int bitten = 0;
    for (const QString& fault : faults)
        bitten += fault.contains(QLatin1String("message:9")) ? 0 : 1;
    QCOMPARE(link.count(EventKind::FaultBitten), bitten);
}

void TestProxyFaults::aCorruptedMessageDiffersByItsBits()
{
    FaultedLink link({QStringLiteral("N15 bits=1 when=message:1 direction=upstream")});
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    client.frame({}, "abcdefgh");
    client.frame({}, "next");
    QTRY_COMPARE_WITH_TIMEOUT(textsOf(client).size(), 2, generousMilliseconds);
    const QByteArray got = textsOf(client)[0].toLatin1();
    int bits = 0;
    for (int i = 0; i < 8; ++i)
        bits += std::popcount(unsigned(uchar(got[i] ^ "abcdefgh"[i])));
    QCOMPARE(bits, 1);
    QCOMPARE(textsOf(client)[1], QStringLiteral("next"));
}

void TestProxyFaults::aCompressedDirectionStaysReadable()
{
    FaultedLink link({QStringLiteral("N11 when=message:1 direction=downstream")});
    RawClient client(link.port());
    UpgradeRequest request;
    request.host = "127.0.0.1";
    request.target = "/CP-1";
    request.key = "dGhlIHNhbXBsZSBub25jZQ==";
    request.offerDeflate = true;
    client.write(writeUpgradeRequest(request));
    QVERIFY(client.waitOpen());
    QVERIFY(client.answer.find("permessage-deflate") != std::string::npos);
    client.enableDeflate(MessageInflater(false));
    // The second refers back into the first, which the client never hears.
    client.frame({}, std::string(200, 'q') + "one");
    client.frame({}, std::string(200, 'q') + "two");
    QTRY_COMPARE_WITH_TIMEOUT(textsOf(client).size(), 1, generousMilliseconds);
    QCOMPARE(textsOf(client)[0], QString(200, QLatin1Char('q')) + QLatin1String("two"));
    QCOMPARE(countOf(client, WebSocketEvent::Kind::Violation), 0);
}

void TestProxyFaults::anOcppActionIsMatchedTowardsTheServer()
{
    FaultedLink link({QStringLiteral("N13 when=message:3:StatusNotification direction=upstream")},
                     FaultedLink::centralSystem());
    RawClient client(link.port());
    client.upgrade({"ocpp1.6"});
    QVERIFY(client.waitOpen());
    client.frame({},
                 R"([2,"b","BootNotification",{"chargePointModel":"m","chargePointVendor":"v"}])");
    for (int i = 1; i <= 4; ++i)
        client.frame({}, "[2,\"s" + std::to_string(i) +
                             "\",\"StatusNotification\",{\"connectorId\":0,\"errorCode\":"
                             "\"NoError\",\"status\":\"Available\"}]");
    QTRY_COMPARE_WITH_TIMEOUT(textsOf(client).size(), 6, generousMilliseconds);
    QCOMPARE(textsOf(client).filter(QLatin1String("\"s3\"")).size(), 2);
    QCOMPARE(textsOf(client).filter(QLatin1String("\"s2\"")).size(), 1);
    const EventNumber bitten = link.last(EventKind::FaultBitten);
    QVERIFY(bitten > 0);
    QCOMPARE(link.log.text(bitten, FieldKey::Fault), std::string_view("N13"));
    QCOMPARE(link.log.text(bitten, FieldKey::Detail), std::string_view("StatusNotification"));
}

void TestProxyFaults::anAnswerIsChanged_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* fault, const char* expected) {
        QTest::newRow(fault) << QString::fromLatin1(fault) << QString::fromLatin1(expected);
    };
    row("O2 code=GenericError when=message:1:BootNotification", "[4,\"b\",\"GenericError\"");
    row("O3 id=other when=message:1:BootNotification", "[3,\"other\",");
    row("O5 form=json when=message:1:BootNotification", "[3,\"b\",{");
    row("O5 form=arity when=message:1:BootNotification", "[3,\"b\"]");
    row("O5 form=unknown_type when=message:1:BootNotification", "[9,\"b\",{}]");
    row("O5 form=unknown_action when=message:1:BootNotification", "[2,\"redial-unknown\",");
    row("O6 interval=77 when=message:1", "\"interval\":77,\"status\":\"Pending\"");
    row("O7 interval=78 when=message:1", "\"interval\":78,\"status\":\"Rejected\"");
    row("O9 interval=79 when=message:1", "\"interval\":79,\"status\":\"Accepted\"");
    row("O11 offset=876000h when=message:1", "\"currentTime\":\"21"); // a century later
}

void TestProxyFaults::anAnswerIsChanged()
{
    QFETCH(QString, fault);
    QFETCH(QString, expected);
    FaultedLink link({fault}, FaultedLink::centralSystem());
    RawClient client(link.port());
    client.upgrade({"ocpp1.6"});
    QVERIFY(client.waitOpen());
    client.frame({},
                 R"([2,"b","BootNotification",{"chargePointModel":"m","chargePointVendor":"v"}])");
    QTRY_COMPARE_WITH_TIMEOUT(textsOf(client).size(), 1, generousMilliseconds);
    QVERIFY2(textsOf(client)[0].contains(expected), qPrintable(textsOf(client)[0]));
}

void TestProxyFaults::pongsAreWithheld_data()
{
    QTest::addColumn<QStringList>("faults");
    QTest::addColumn<QStringList>("pongs");
    QTest::newRow("no fault") << QStringList() << QStringList{QStringLiteral("p")};
    QTest::newRow("W22") << QStringList{QStringLiteral("W22")} << QStringList();
    QTest::newRow("W24") << QStringList{QStringLiteral("W24 payload=x")}
                         << QStringList{QStringLiteral("x")};
    QTest::newRow("W23") << QStringList{QStringLiteral("W23 delay=50ms")}
                         << QStringList{QStringLiteral("p")};
}

void TestProxyFaults::pongsAreWithheld()
{
    QFETCH(QStringList, faults);
    QFETCH(QStringList, pongs);
    FaultedLink link(faults);
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    FrameHead ping;
    ping.opcode = opcode::ping;
    client.frame(ping, "p");
    client.frame({}, "after");
    QTRY_COMPARE_WITH_TIMEOUT(textsOf(client).size(), 1, generousMilliseconds);
    const auto heard = [&] {
        QStringList texts;
        for (const WebSocketEvent& event : client.events) {
            if (event.kind == WebSocketEvent::Kind::Pong)
                texts << QString::fromStdString(event.payload);
        }
        return texts;
    };
    QTRY_COMPARE_WITH_TIMEOUT(heard(), pongs, generousMilliseconds);
    QCOMPARE(link.count(EventKind::PongReceived), 1);
    QCOMPARE(link.count(EventKind::FaultBitten), faults.size());
}

void TestProxyFaults::theConnectionEnds_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<bool>("isReset");
    QTest::addColumn<int>("heard");
    QTest::newRow("T6") << "T6 when=message:2 direction=upstream" << true << -1;
    QTest::newRow("T7") << "T7 when=message:2 match=direction:downstream" << false << 2;
    QTest::newRow("T8") << "T8 when=message:2 match=direction:downstream" << false << 2;
    QTest::newRow("N5") << "N5 bytes=300" << false << -1;
    QTest::newRow("T15 reset") << "T15 idle=100ms end=reset" << true << -1;
    QTest::newRow("T15 close") << "T15 idle=100ms end=close" << false << -1;
}

void TestProxyFaults::theConnectionEnds()
{
    QFETCH(QString, fault);
    QFETCH(bool, isReset);
    QFETCH(int, heard);
    FaultedLink link({fault});
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    for (int i = 0; i < 5; ++i)
        client.frame({}, std::string(40, char('a' + i)));
    QVERIFY(client.waitEnd());
    QVERIFY(client.end().has_value());
    QVERIFY(*client.end() == (isReset ? SocketEnd::Reset : SocketEnd::EndOfStream));
    if (heard >= 0)
        QCOMPARE(textsOf(client).size(), heard);
    QTRY_VERIFY_WITH_TIMEOUT(link.count(EventKind::FaultBitten) == 1, generousMilliseconds);
}

void TestProxyFaults::aCloseFrameIsPutIn_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<int>("code");
    QTest::newRow("W1") << "W1 code=1013" << 1013;
    QTest::newRow("W2") << "W2 code=1008" << 1008;
    QTest::newRow("W3") << "W3 code=1012 after_messages=2" << 1012;
    QTest::newRow("W4 forbidden") << "W4 code=1006 when=message:1" << -1;
}

void TestProxyFaults::aCloseFrameIsPutIn()
{
    QFETCH(QString, fault);
    QFETCH(int, code);
    FaultedLink link({fault});
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    client.frame({}, "a");
    client.frame({}, "b");
    const auto kind = code > 0 ? WebSocketEvent::Kind::Close : WebSocketEvent::Kind::Violation;
    QTRY_COMPARE_WITH_TIMEOUT(countOf(client, kind), 1, generousMilliseconds);
    if (code > 0)
        QCOMPARE(int(client.events.back().code), code);
    QCOMPARE(link.count(EventKind::FaultBitten), 1);
}

void TestProxyFaults::aBlackholeHoldsOneWayAndHeals_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<bool>("serverHears");
    QTest::newRow("T9") << "T9" << false;
    QTest::newRow("T10") << "T10" << false;
    QTest::newRow("T11") << "T11" << true;
}

void TestProxyFaults::aBlackholeHoldsOneWayAndHeals()
{
    QFETCH(QString, fault);
    QFETCH(bool, serverHears);
    FaultedLink link({fault + QStringLiteral(" when=message:1 match=direction:downstream")});
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    client.frame({}, "first");
    QTRY_COMPARE_WITH_TIMEOUT(textsOf(client).size(), 1, generousMilliseconds);
    client.frame({}, "second");
    QTRY_COMPARE_WITH_TIMEOUT(link.count(EventKind::FaultBitten), 1, generousMilliseconds);
    int serverGot = 0;
    for (EventNumber number = 1; number <= link.server.log.size(); ++number)
        serverGot += link.server.log.header(number).kind == EventKind::MessageIn ? 1 : 0;
    QCOMPARE(serverGot, serverHears ? 2 : 1);
    QCOMPARE(textsOf(client).size(), 1);
    link.proxy->faults().disarmFault(0);
    QTRY_COMPARE_WITH_TIMEOUT(textsOf(client).size(), 2, generousMilliseconds);
    QCOMPARE(link.count(EventKind::FaultOff), 1);
}

void TestProxyFaults::aDownPortRefusesAndComesBack()
{
    FaultedLink link({QStringLiteral("T1")});
    QVERIFY(link.started);
    QVERIFY(link.proxy->isEnabled());
    QCOMPARE(link.count(EventKind::Listening), 0);
    link.proxy->faults().disarmFault(0);
    QCOMPARE(link.count(EventKind::Listening), 1);
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
}

void TestProxyFaults::anAcceptedClientIsLeftAlone()
{
    FaultedLink link({QStringLiteral("T5 when=attempt:1"), QStringLiteral("T4 when=attempt:2")});
    RawClient silent(link.port());
    silent.upgrade();
    QTRY_COMPARE_WITH_TIMEOUT(link.count(EventKind::Accepted), 1, generousMilliseconds);
    RawClient reset(link.port());
    QVERIFY(reset.waitEnd());
    QVERIFY(reset.end() == SocketEnd::Reset);
    RawClient normal(link.port());
    normal.upgrade();
    QVERIFY(normal.waitOpen());
    QCOMPARE(silent.status, 0);
    QCOMPARE(link.count(EventKind::TcpConnected), 1);
}

void TestProxyFaults::whatNeverBitSaysSo()
{
    FaultedLink link({QStringLiteral("N11 when=message:7 direction=upstream")});
    RawClient client(link.port());
    client.upgrade();
    QVERIFY(client.waitOpen());
    link.proxy.reset();
    QCOMPARE(link.count(EventKind::FaultUnbitten), 1);
    QVERIFY(!link.log.text(link.last(EventKind::FaultUnbitten), FieldKey::Reason).empty());
}

QTEST_GUILESS_MAIN(TestProxyFaults)

} // namespace tst_proxy_faults

#include "tst_proxy_faults.moc"

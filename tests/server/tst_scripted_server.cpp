// SPDX-License-Identifier: MIT
#include "core/net/socket_calls.h"
#include "raw_client.h"

namespace tst_scripted_server {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;
using Kind = WebSocketEvent::Kind;
using When = ScriptedClosing::When;
using Way = ClosingKind::Way;

class TestScriptedServer : public QObject
{
    Q_OBJECT
private slots:
    void messagesAreEchoed();
    void closingsAreSeenByTheClient_data();
    void closingsAreSeenByTheClient();
    void aClosingMayBeForOneConnection();
    void theCloseHandshakeEchoesTheCode_data();
    void theCloseHandshakeEchoesTheCode();
    void violationsAreAnsweredWithTheirCode_data();
    void violationsAreAnsweredWithTheirCode();
    void pingsAreAnsweredAndMayBeWithheld();
    void ownPingsFindASilentClient();
    void fragmentsAndControlFramesMix();
    void theSubprotocolIsChosenByTheServersPreference();
    void withoutACommonSubprotocolTheConnectionIsClosedAtOnce();
    void aClientThatVanishesIsTold_data();
    void aClientThatVanishesIsTold();
};

namespace {

ServerSettings closing(When when, ClosingKind how, ConnectionRange connections = {})
{
    ServerSettings settings;
    settings.script.closings = {{when, 2, 5ms, how, connections}};
    return settings;
}

} // namespace

void TestScriptedServer::messagesAreEchoed()
{
    ServerBench bench;
    RawClient client(bench.port);
    client.upgrade();
    QVERIFY(client.waitOpen());
    client.frame({.opcode = opcode::text}, "hello");
    client.frame({.opcode = opcode::binary}, std::string(100'000, '\0'));
    client.frame({.opcode = opcode::text}, "");
    QTRY_COMPARE_WITH_TIMEOUT(client.events.size(), std::size_t{3}, generousMilliseconds);
    QVERIFY(client.events[0].kind == Kind::Text && client.events[0].payload == "hello");
    QVERIFY(client.events[1].kind == Kind::Binary && client.events[1].payload.size() == 100'000);
    QVERIFY(client.events[2].payload.empty());
}

void TestScriptedServer::closingsAreSeenByTheClient_data()
{
    QTest::addColumn<int>("when");
    QTest::addColumn<int>("way");
    const std::pair<const char*, When> whens[]{{"after the handshake", When::AfterHandshake},
                                               {"on the second message", When::OnMessage},
                                               {"after a time", When::AfterDelay}};
    const std::pair<const char*, Way> ways[]{
        {"code", Way::CloseFrame}, {"FIN", Way::EndOfStream}, {"RST", Way::Reset}};
    for (const auto& [whenName, when] : whens) {
        for (const auto& [wayName, way] : ways)
            QTest::addRow("%s by %s", whenName, wayName) << int(when) << int(way);
    }
}

void TestScriptedServer::closingsAreSeenByTheClient()
{
    QFETCH(int, when);
    QFETCH(int, way);
    ServerBench bench(closing(static_cast<When>(when), {static_cast<Way>(way), 1001}));
    RawClient client(bench.port);
    client.upgrade();
    if (static_cast<When>(when) == When::OnMessage) {
        QVERIFY(client.waitOpen());
        client.frame({}, "one");
        client.frame({}, "two");
    }
    const bool byCode = static_cast<Way>(way) == Way::CloseFrame;
    if (byCode) {
        QTRY_VERIFY_WITH_TIMEOUT(!client.events.empty() && client.events.back().kind == Kind::Close,
                                 generousMilliseconds);
        QCOMPARE(int(client.events.back().code), 1001);
        client.frame({.opcode = opcode::close}, closePayload(1001, {}));
    }
    QVERIFY(client.waitEnd());
    QCOMPARE(int(*client.end()),
             int(static_cast<Way>(way) == Way::Reset ? SocketEnd::Reset : SocketEnd::EndOfStream));
    QVERIFY(bench.waitClosed());
    QVERIFY(!bench.closed.front().remote);
}

void TestScriptedServer::aClosingMayBeForOneConnection()
{
    ServerBench bench(closing(When::AfterHandshake, {Way::Reset, 0}, 1));
    RawClient first(bench.port);
    first.upgrade();
    QVERIFY(first.waitEnd());
    RawClient second(bench.port);
    second.upgrade();
    second.frame({}, "still here");
    QTRY_COMPARE_WITH_TIMEOUT(second.events.size(), std::size_t{1}, generousMilliseconds);
}

void TestScriptedServer::theCloseHandshakeEchoesTheCode_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("expected");
    for (int code : {1000, 1001, 1012, 3000, 4999})
        QTest::addRow("%d", code) << code << code;
    QTest::newRow("no code") << 1005 << 1005;
    QTest::newRow("1006 must not be sent") << 1006 << 1002;
    QTest::newRow("1015 must not be sent") << 1015 << 1002;
}

void TestScriptedServer::theCloseHandshakeEchoesTheCode()
{
    QFETCH(int, code);
    QFETCH(int, expected);
    ServerBench bench;
    RawClient client(bench.port);
    client.upgrade();
    QVERIFY(client.waitOpen());
    client.frame({.opcode = opcode::close}, closePayload(std::uint16_t(code), "bye"));
    QVERIFY(client.waitEnd());
    QCOMPARE(int(client.events.back().code), expected);
    QCOMPARE(int(*client.end()), int(SocketEnd::EndOfStream));
    client.socket.close();
    QVERIFY(bench.waitClosed());
}

void TestScriptedServer::violationsAreAnsweredWithTheirCode_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("code");
    const auto row = [](const char* name, FrameHead head, std::string_view payload, int code) {
        std::string bytes;
        head.mask = MaskingKey{};
        appendFrame(bytes, head, payload);
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << code;
    };
    row("reserved opcode", {.opcode = 3}, "", 1002);
    row("RSV1", {.rsv1 = true}, "x", 1002);
    row("text that is not UTF-8", {}, "\xC0\xAF", 1007);
    row("2^62 bytes", {.opcode = opcode::binary, .declaredLength = 1ULL << 62}, "", 1009);
    std::string unmasked;
    appendFrame(unmasked, {}, "x");
    QTest::newRow("not masked") << QByteArray::fromStdString(unmasked) << 1002;
}

void TestScriptedServer::violationsAreAnsweredWithTheirCode()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, code);
    ServerBench bench;
    RawClient client(bench.port);
    client.upgrade();
    QVERIFY(client.waitOpen());
    client.write({bytes.constData(), std::size_t(bytes.size())});
    QTRY_VERIFY_WITH_TIMEOUT(!client.events.empty(), generousMilliseconds);
    QVERIFY(client.events.back().kind == Kind::Close);
    QCOMPARE(int(client.events.back().code), code);
    QVERIFY(client.waitEnd());
    QVERIFY(bench.waitClosed());
    QVERIFY(bench.closed.front().cause == CloseCause::ProtocolError);
}

void TestScriptedServer::pingsAreAnsweredAndMayBeWithheld()
{
    ServerBench answering;
    RawClient client(answering.port);
    client.upgrade();
    client.frame({.opcode = opcode::ping}, "abc");
    QTRY_COMPARE_WITH_TIMEOUT(client.events.size(), std::size_t{1}, generousMilliseconds);
    QVERIFY(client.events[0].kind == Kind::Pong && client.events[0].payload == "abc");

    ServerSettings settings;
    settings.automaticPong = false;
    ServerBench silent(settings);
    RawClient other(silent.port);
    other.upgrade();
    other.frame({.opcode = opcode::ping}, "abc");
    other.frame({}, "after");
    QTRY_COMPARE_WITH_TIMEOUT(other.events.size(), std::size_t{1}, generousMilliseconds);
    QVERIFY(other.events[0].kind == Kind::Text);
}

void TestScriptedServer::ownPingsFindASilentClient()
{
    ServerSettings settings;
    settings.pingInterval = 10ms;
    settings.pongTimeout = 20ms;
    ServerBench bench(settings);
    RawClient client(bench.port);
    client.upgrade();
    QVERIFY(client.waitEnd());
    QVERIFY(client.events.front().kind == Kind::Ping);
    QVERIFY(bench.waitClosed());
    QVERIFY(bench.closed.front().cause == CloseCause::PongTimeout);
}

void TestScriptedServer::fragmentsAndControlFramesMix()
{
    ServerBench bench;
    RawClient client(bench.port);
    client.upgrade();
    client.frame({.opcode = opcode::text, .final = false}, "a");
    client.frame({.opcode = opcode::ping}, "p");
    client.frame({.opcode = opcode::continuation}, "b");
    QTRY_COMPARE_WITH_TIMEOUT(client.events.size(), std::size_t{2}, generousMilliseconds);
    QVERIFY(client.events[0].kind == Kind::Pong);
    QVERIFY(client.events[1].payload == "ab");
}

void TestScriptedServer::theSubprotocolIsChosenByTheServersPreference()
{
    ServerSettings settings;
    settings.subprotocols = {QStringLiteral("ocpp2.0.1"), QStringLiteral("ocpp1.6")};
    ServerBench bench(settings);
    RawClient client(bench.port);
    client.upgrade({"ocpp1.6", "ocpp2.0.1"});
    QVERIFY(client.waitOpen());
    QVERIFY(client.answer.find("Sec-WebSocket-Protocol: ocpp2.0.1\r\n") != std::string::npos);
    QCOMPARE(bench.server.link(1)->facts().identity, QStringLiteral("CP-1"));
}

void TestScriptedServer::withoutACommonSubprotocolTheConnectionIsClosedAtOnce()
{
    ServerSettings settings;
    settings.subprotocols = {QStringLiteral("ocpp1.6")};
    settings.closeWithoutSubprotocol = true;
    ServerBench bench(settings);
    RawClient client(bench.port);
    client.upgrade({"mqtt"});
    QTRY_VERIFY_WITH_TIMEOUT(!client.events.empty(), generousMilliseconds);
    QVERIFY(client.answer.find("Sec-WebSocket-Protocol") == std::string::npos);
    QVERIFY(client.events.back().kind == Kind::Close);
}

void TestScriptedServer::aClientThatVanishesIsTold_data()
{
    QTest::addColumn<bool>("reset");
    QTest::newRow("by FIN") << false;
    QTest::newRow("by RST") << true;
}

void TestScriptedServer::aClientThatVanishesIsTold()
{
    QFETCH(bool, reset);
    ServerBench bench;
    auto client = std::make_unique<RawClient>(bench.port);
    client->upgrade();
    QVERIFY(client->waitOpen());
    if (reset)
        QVERIFY(resetOnClose(client->socket.socketDescriptor()));
    client.reset();
    QVERIFY(bench.waitClosed());
    QVERIFY(bench.closed.front().remote);
    QCOMPARE(int(bench.closed.front().cause),
             int(reset ? CloseCause::Reset : CloseCause::EndOfStream));
}

QTEST_GUILESS_MAIN(TestScriptedServer)

} // namespace tst_scripted_server

#include "tst_scripted_server.moc"

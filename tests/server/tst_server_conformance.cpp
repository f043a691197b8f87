// SPDX-License-Identifier: MIT
#include "raw_client.h"

namespace tst_server_conformance {

using namespace redial;
using namespace redial::test;
using Kind = WebSocketEvent::Kind;

/// What the echoing server says to frames as a protocol conformance suite sends them: each row in
/// one piece and byte by byte, and always the server's FIN after the Close frames.
class TestServerConformance : public QObject
{
    Q_OBJECT
private slots:
    void framesAreAnswered_data();
    void framesAreAnswered();
    void invalidTextFailsBeforeItsFrameIsThere();
    void handshakesAreAnswered_data();
    void handshakesAreAnswered();
    void aFrameRightBehindTheHandshakeIsAnswered();
    void pingsAreAnsweredInOrder();
    void aMessageOfTheGreatestSizeIsEchoedAndOneByteMoreRefused();
    void compressedMessagesAreEchoed_data();
    void compressedMessagesAreEchoed();
};

namespace {

std::string masked(FrameHead head, std::string_view payload)
{
    head.mask = MaskingKey{std::byte{9}, std::byte{8}, std::byte{7}, std::byte{6}};
    std::string bytes;
    appendFrame(bytes, head, payload);
    return bytes;
}

std::string part(std::uint8_t opcode, std::string_view payload, bool final = true)
{
    return masked({.opcode = opcode, .final = final}, payload);
}

std::string closing(std::uint16_t code, std::string_view reason = {})
{
    const std::string payload{char(code >> 8), char(code & 0xFF)};
    return part(opcode::close, payload + std::string(reason));
}

/// "text:a pong:b 1000": everything the client heard.
QByteArray told(const std::vector<WebSocketEvent>& events)
{
    QByteArray all;
    for (const WebSocketEvent& event : events) {
        const QByteArray payload = QByteArray::fromStdString(event.payload);
        const QByteArray words[]{"text:" + payload,
                                 "binary:" + payload,
                                 "ping:" + payload,
                                 "pong:" + payload,
                                 QByteArray::number(event.code),
                                 "violation:" + payload};
        all += (all.isEmpty() ? "" : " ") + words[int(event.kind)];
    }
    return all;
}

void row(const char* name, const std::string& bytes, const char* answer)
{
    QTest::newRow(name) << QByteArray::fromStdString(bytes) << QByteArray(answer);
}

void rowsOfMessages()
{
    const std::string end = closing(1000);
    row("empty text", part(1, "") + end, "text: 1000");
    row("byte order mark", part(1, "\xEF\xBB\xBFx") + end, "text:\xEF\xBB\xBFx 1000");
    row("noncharacter", part(1, "\xEF\xBF\xBF") + end, "text:\xEF\xBF\xBF 1000");
    row("code point in four fragments",
        part(1, "\xF0", false) + part(0, "\x9F", false) + part(0, "\x98", false) + part(0, "\x80") +
            end,
        "text:\xF0\x9F\x98\x80 1000");
    row("empty fragments", part(1, "", false) + part(0, "", false) + part(0, "") + end,
        "text: 1000");
    row("pings between fragments",
        part(1, "1", false) + part(9, "a") + part(0, "2", false) + part(9, "b") + part(0, "3") +
            end,
        "pong:a pong:b text:123 1000");
    row("pong that nobody asked for", part(10, "x") + part(9, "y") + end, "pong:y 1000");
}

void rowsOfClosings()
{
    row("no code", part(8, ""), "1005");
    row("one byte", part(8, "x"), "1002");
    row("longest reason", closing(1000, std::string(123, 'x')), "1000");
    row("reason too long", closing(1000, std::string(124, 'x')), "1002");
    row("reason not UTF-8", closing(1000, "\xED\xA0\x80"), "1007");
    row("close inside a message", part(1, "1", false) + closing(1000) + part(0, "2"), "1000");
    row("ping and text after the close", closing(1000) + part(9, "") + part(1, "x"), "1000");
    row("two closes", closing(1000) + closing(1000), "1000");
    for (const int code :
         {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
        row(qPrintable(QString::number(code)), closing(std::uint16_t(code)),
            QByteArray::number(code).constData());
    for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
        row(qPrintable(QString::number(code)), closing(std::uint16_t(code)), "1002");
}

void rowsOfViolations()
{
    const std::string hello = part(1, "hello");
    const char* const refused = "text:hello 1002";
    row("RSV2", hello + masked({.rsv2 = true}, "x") + part(9, ""), refused);
    row("RSV3 on a ping", hello + masked({.opcode = 9, .rsv3 = true}, ""), refused);
    for (const int code : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
        row(qPrintable(QStringLiteral("opcode %1").arg(code)),
            hello + part(std::uint8_t(code), "") + part(9, ""), refused);
    row("long ping", hello + part(9, std::string(126, 'x')), refused);
    row("ping in fragments", hello + part(9, "a", false) + part(0, "b"), refused);
    row("continuation of nothing", hello + part(0, "a") + hello, refused);
    row("message inside a message", hello + part(1, "a", false) + part(1, "b"), refused);
    row("length not in the fewest bytes", hello + masked({.lengthBytes = 8}, "x"), refused);
    for (const char* text :
         {"\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF8", "\x80", "\xCE"})
        row(QByteArray(text).toHex().constData(), part(1, text), "1007");
}

} // namespace

void TestServerConformance::framesAreAnswered_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("answer");
    rowsOfMessages();
    rowsOfClosings();
    rowsOfViolations();
}

void TestServerConformance::framesAreAnswered()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, answer);
    for (const bool byteByByte : {false, true}) {
        ServerBench bench;
        RawClient client(bench.port);
        client.socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
        client.upgrade();
        QVERIFY(client.waitOpen());
        for (qsizetype at = 0; byteByByte && at < bytes.size(); ++at) {
            client.write({bytes.constData() + at, 1});
            client.socket.flush();
        }
        if (!byteByByte)
            client.write({bytes.constData(), std::size_t(bytes.size())});
        QVERIFY(client.waitEnd());
        const QByteArray heard = told(client.events);
        QCOMPARE(heard, answer);
        QVERIFY(client.end() == SocketEnd::EndOfStream);
    }
}

void TestServerConformance::invalidTextFailsBeforeItsFrameIsThere()
{
    ServerBench bench;
    RawClient client(bench.port);
    client.upgrade();
    QVERIFY(client.waitOpen());
    const std::string whole = part(1, "\xCE\xBA\xF4\x90 and much more that is never sent");
    client.write(std::string_view(whole).substr(0, 6 + 4));
    QVERIFY(client.waitEnd());
    QCOMPARE(told(client.events), QByteArray("1007"));
}

void TestServerConformance::handshakesAreAnswered_data()
{
    QTest::addColumn<QByteArray>("requestLine");
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<int>("status");
    const QByteArray get = "GET / HTTP/1.1";
    const QByteArray upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
    const QByteArray lower = "upgrade: WebSocket\r\nconnection: keep-alive, upgrade\r\n";
    const QByteArray twice =
        "Upgrade: websocket\r\nConnection: keep-alive\r\nConnection: Upgrade\r\n";
    QTest::newRow("names and values in other cases") << get << lower << 101;
    QTest::newRow("two Connection headers") << get << twice << 101;
    QTest::newRow("more headers") << get << upgrade + "Origin: null\r\nX-Empty:\r\n" << 101;
    QTest::newRow("query") << QByteArray("GET /a?b=c&d=%20 HTTP/1.1") << upgrade << 101;
    QTest::newRow("absolute form") << QByteArray("GET http://a/b HTTP/1.1") << upgrade << 101;
    QTest::newRow("HTTP/1.0") << QByteArray("GET / HTTP/1.0") << upgrade << 505;
    QTest::newRow("POST") << QByteArray("POST / HTTP/1.1") << upgrade << 405;
    QTest::newRow("no Upgrade") << get << QByteArray("Connection: Upgrade\r\n") << 426;
    QTest::newRow("folded header") << get << upgrade + " folded\r\n" << 400;
}

void TestServerConformance::handshakesAreAnswered()
{
    QFETCH(QByteArray, requestLine);
    QFETCH(QByteArray, headers);
    QFETCH(int, status);
    ServerBench bench;
    RawClient client(bench.port);
    const QByteArray request = requestLine + "\r\nHost: a\r\n" + headers +
                               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                               "Sec-WebSocket-Version: 13\r\n\r\n";
    client.write({request.constData(), std::size_t(request.size())});
    QVERIFY(QTest::qWaitFor([&] { return client.status != 0; }, generousMilliseconds));
    QCOMPARE(client.status, status);
}

void TestServerConformance::aFrameRightBehindTheHandshakeIsAnswered()
{
    ServerBench bench;
    RawClient client(bench.port);
    client.upgrade();
    client.write(part(1, "early") + closing(1000));
    QVERIFY(client.waitEnd());
    QCOMPARE(told(client.events), QByteArray("text:early 1000"));
}

void TestServerConformance::pingsAreAnsweredInOrder()
{
    ServerBench bench;
    RawClient client(bench.port);
    client.upgrade();
    std::string flood;
    QByteArray expected;
    for (int i = 0; i < 1000; ++i) {
        flood += part(9, std::to_string(i));
        expected += "pong:" + QByteArray::number(i) + ' ';
    }
    client.write(flood + closing(1000));
    QVERIFY(client.waitEnd());
    QCOMPARE(told(client.events), expected + "1000");
}

void TestServerConformance::aMessageOfTheGreatestSizeIsEchoedAndOneByteMoreRefused()
{
    ServerBench bench;
    RawClient client(bench.port);
    client.upgrade();
    const std::size_t greatest = std::size_t(WebSocketLimits().message);
    const std::string payload(greatest, 'x');
    client.write(part(opcode::binary, payload));
    QVERIFY(QTest::qWaitFor([&] { return client.events.size() == 1; }, generousMilliseconds));
    QVERIFY(client.events[0].kind == Kind::Binary && client.events[0].payload == payload);
    client.write(masked({.opcode = opcode::binary, .declaredLength = greatest + 1}, ""));
    QVERIFY(client.waitEnd());
    QCOMPARE(int(client.events[1].code), 1009);
}

void TestServerConformance::compressedMessagesAreEchoed_data()
{
    QTest::addColumn<int>("bits");
    QTest::addColumn<bool>("forget");
    for (int bits = 8; bits <= 15; ++bits) {
        QTest::addRow("%d bits", bits) << bits << false;
        QTest::addRow("%d bits, no context takeover", bits) << bits << true;
    }
}

void TestServerConformance::compressedMessagesAreEchoed()
{
    QFETCH(int, bits);
    QFETCH(bool, forget);
    ServerBench bench;
    RawClient client(bench.port);
    const QByteArray number = QByteArray::number(bits);
    client.write((QByteArray("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
                             "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                             "Sec-WebSocket-Extensions: permessage-deflate; "
                             "server_max_window_bits=") +
                  number + "; client_max_window_bits=" + number +
                  (forget ? "; server_no_context_takeover; client_no_context_takeover" : "") +
                  "\r\n\r\n")
                     .toStdString());
    QVERIFY(client.waitOpen());
    client.enableDeflate(MessageInflater(forget));
    MessageDeflater deflater(bits, forget);
    for (const std::size_t size : {0, 1, 300, 70'000, 300}) {
        const std::string message(size, 'm');
        client.events.clear();
        client.write(masked({.rsv1 = true}, deflater.deflate(message)));
        QVERIFY(QTest::qWaitFor([&] { return client.events.size() == 1; }, generousMilliseconds));
        QVERIFY(client.events[0].kind == Kind::Text && client.events[0].payload == message);
    }
}

QTEST_GUILESS_MAIN(TestServerConformance)

} // namespace tst_server_conformance

#include "tst_server_conformance.moc"

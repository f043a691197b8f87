// SPDX-License-Identifier: MIT
#include "core/base/random.h"
#include "core/wire/websocket_close.h"
#include "core/wire/websocket_reader.h"

#include <QTest>

#include <string>
#include <vector>

using namespace redial;
using Kind = WebSocketEvent::Kind;

class TestWebSocketReader : public QObject
{
    Q_OBJECT
private slots:
    void aStreamReadsTheSameAtEverySplit();
    void violationsCloseWithTheRightCode_data();
    void violationsCloseWithTheRightCode();
    void closeCodesAreJudgedByTheRfc_data();
    void closeCodesAreJudgedByTheRfc();
    void maskingIsDemandedByRole();
    void textFailsInsideACodePointBeforeTheMessageEnds();
    void theLimitIsCheckedBeforeTheBytesArrive();
    void aFragmentedMessageMayNotExceedTheLimit();
    void nothingIsReadAfterAClose();
    void compressedMessagesComeBack_data();
    void compressedMessagesComeBack();
    void theSmallestWindowIsKeptTo_data();
    void theSmallestWindowIsKeptTo();
    void aDecompressionBombCostsNoMoreThanTheLimit();
    void aCorruptCompressedMessageIsAViolation();
    void offersAreAnswered_data();
    void offersAreAnswered();
    void answersThatWereNotOfferedAreRefused();
    void longReasonsAreCutBetweenCodePoints();
};

namespace {

const MaskingKey key{std::byte{0xA1}, std::byte{2}, std::byte{0x33}, std::byte{0xF4}};

std::string frame(std::uint8_t opcode, std::string_view payload, bool final = true,
                  bool masked = true)
{
    std::string out;
    FrameHead head{.opcode = opcode, .final = final};
    if (masked)
        head.mask = key;
    appendFrame(out, head, payload);
    return out;
}

std::string frame(FrameHead head, std::string_view payload)
{
    std::string out;
    head.mask = key;
    appendFrame(out, head, payload);
    return out;
}

std::vector<WebSocketEvent> drain(WebSocketReader& reader)
{
    std::vector<WebSocketEvent> events;
    while (auto event = reader.next())
        events.push_back(std::move(*event));
    return events;
}

std::vector<WebSocketEvent> readAll(std::string_view bytes, WebSocketLimits limits = {})
{
    WebSocketReader reader(WebSocketRole::Server, limits);
    reader.feed(bytes);
    return drain(reader);
}

bool same(const std::vector<WebSocketEvent>& a, const std::vector<WebSocketEvent>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const WebSocketEvent& x, const WebSocketEvent& y) {
                          return x.kind == y.kind && x.code == y.code && x.payload == y.payload;
                      });
}

} // namespace

void TestWebSocketReader::aStreamReadsTheSameAtEverySplit()
{
    std::string stream =
        frame(opcode::text, "hello") + frame(opcode::text, "he", false) + frame(opcode::ping, "p") +
        frame(opcode::continuation, "l\xC3", false) + frame(opcode::continuation, "\xB6") +
        frame(opcode::binary, std::string(300, '\x80')) + frame(opcode::binary, "") +
        frame(opcode::pong, "") + frame(opcode::binary, std::string(70000, 'z')) +
        frame(opcode::close, closePayload(1001, "bye"));
    const auto whole = readAll(stream);
    QCOMPARE(whole.size(), std::size_t{8});
    QVERIFY(whole[0].kind == Kind::Text && whole[0].payload == "hello");
    QVERIFY(whole[1].kind == Kind::Ping && whole[1].payload == "p");
    QVERIFY(whole[2].kind == Kind::Text && whole[2].payload == "hel\xC3\xB6");
    QVERIFY(whole[7].kind == Kind::Close && whole[7].code == 1001 && whole[7].payload == "bye");
    for (std::size_t split = 0; split < 700; ++split) {
        WebSocketReader reader(WebSocketRole::Server);
        reader.feed(std::string_view(stream).substr(0, split));
        reader.feed(std::string_view(stream).substr(split));
        QVERIFY(same(drain(reader), whole));
    }
    Random random(9);
    for (int round = 0; round < 50; ++round) {
        WebSocketReader reader(WebSocketRole::Server);
        for (std::size_t at = 0; at < stream.size();) {
            const auto piece = std::size_t(random.between(1, round < 5 ? 1 : 5000));
            reader.feed(std::string_view(stream).substr(at, piece));
            at += piece;
        }
        QVERIFY(same(drain(reader), whole));
    }
}

void TestWebSocketReader::violationsCloseWithTheRightCode_data()
{
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<int>("code");
    const auto row = [](const char* name, const std::string& stream, int code) {
        QTest::newRow(name) << QByteArray::fromStdString(stream) << code;
    };
    for (int reserved : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
        QTest::addRow("reserved opcode %d", reserved)
            << QByteArray::fromStdString(frame(std::uint8_t(reserved), "x")) << 1002;
    row("RSV1 without an extension", frame({.rsv1 = true}, "x"), 1002);
    row("RSV2", frame({.rsv2 = true}, "x"), 1002);
    row("RSV3", frame({.opcode = opcode::ping, .rsv3 = true}, "x"), 1002);
    row("not masked", frame(opcode::text, "x", true, false), 1002);
    row("fragmented ping", frame(opcode::ping, "x", false), 1002);
    row("ping of 126 bytes", frame(opcode::ping, std::string(126, 'x')), 1002);
    row("close of one byte", frame(opcode::close, "\x03"), 1002);
    row("close with a reason that is not UTF-8", frame(opcode::close, closePayload(1000, "\xFF")),
        1007);
    row("continuation of nothing", frame(opcode::continuation, "x"), 1002);
    row("a new message inside another",
        frame(opcode::text, "x", false) + frame(opcode::binary, "y"), 1002);
    row("text that is not UTF-8", frame(opcode::text, "\xC0\xAF"), 1007);
    row("text that ends in a code point", frame(opcode::text, "\xE2\x82"), 1007);
    row("length not in the fewest bytes, 2",
        frame({.opcode = opcode::binary, .lengthBytes = 2}, "x"), 1002);
    row("length not in the fewest bytes, 8",
        frame({.opcode = opcode::binary, .lengthBytes = 8}, std::string(300, 'x')), 1002);
    row("length 2^63", frame({.opcode = opcode::binary, .declaredLength = 1ULL << 63}, "x"), 1002);
    row("length 2^62", frame({.opcode = opcode::binary, .declaredLength = 1ULL << 62}, "x"), 1009);
}

void TestWebSocketReader::violationsCloseWithTheRightCode()
{
    QFETCH(QByteArray, stream);
    QFETCH(int, code);
    for (qsizetype split = 0; split <= std::min<qsizetype>(stream.size(), 20); ++split) {
        WebSocketReader reader(WebSocketRole::Server);
        reader.feed(std::string_view(stream.constData(), std::size_t(split)));
        reader.feed(
            std::string_view(stream.constData() + split, std::size_t(stream.size() - split)));
        reader.feed(frame(opcode::text, "after"));
        const auto events = drain(reader);
        QCOMPARE(events.size(), std::size_t{1});
        QVERIFY(events[0].kind == Kind::Violation);
        QCOMPARE(int(events[0].code), code);
        QVERIFY(events[0].payload.size() > 20);
        QVERIFY(reader.isStopped());
    }
}

void TestWebSocketReader::closeCodesAreJudgedByTheRfc_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("allowed");
    for (int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000,
                     3999, 4000, 4999})
        QTest::addRow("%d", code) << code << true;
    for (int code : {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
        QTest::addRow("%d", code) << code << false;
}

void TestWebSocketReader::closeCodesAreJudgedByTheRfc()
{
    QFETCH(int, code);
    QFETCH(bool, allowed);
    const std::string payload{char(code >> 8), char(code & 0xFF)};
    const auto events = readAll(frame(opcode::close, payload));
    QVERIFY(events.at(0).kind == (allowed ? Kind::Close : Kind::Violation));
    QCOMPARE(int(events.at(0).code), allowed ? code : 1002);
}

void TestWebSocketReader::maskingIsDemandedByRole()
{
    WebSocketReader client(WebSocketRole::Client);
    client.feed(frame(opcode::text, "hi", true, false));
    QVERIFY(client.next()->kind == Kind::Text);
    client.feed(frame(opcode::text, "hi", true, true));
    QVERIFY(client.next()->kind == Kind::Violation);
}

void TestWebSocketReader::textFailsInsideACodePointBeforeTheMessageEnds()
{
    WebSocketReader reader(WebSocketRole::Server);
    const std::string whole = frame(opcode::text, "abc\xF4\x90 and much more that never arrives");
    reader.feed(std::string_view(whole).substr(0, 6 + 4));
    QVERIFY(!reader.next());
    reader.feed(std::string_view(whole).substr(6 + 4, 1));
    QCOMPARE(int(reader.next()->code), 1007);
}

void TestWebSocketReader::theLimitIsCheckedBeforeTheBytesArrive()
{
    std::string head = frame({.opcode = opcode::binary, .declaredLength = 1001}, "");
    const auto events = readAll(head, {.message = 1000});
    QCOMPARE(int(events.at(0).code), 1009);
    QVERIFY(readAll(frame(opcode::binary, std::string(1000, 'x')), {.message = 1000}).at(0).kind ==
            Kind::Binary);
}

void TestWebSocketReader::aFragmentedMessageMayNotExceedTheLimit()
{
    std::string stream = frame(opcode::binary, std::string(600, 'x'), false);
    for (int i = 0; i < 4; ++i)
        stream += frame(opcode::continuation, std::string(100, 'x'), false);
    QVERIFY(readAll(stream, {.message = 1000}).empty());
    stream += frame(opcode::continuation, "y");
    QCOMPARE(int(readAll(stream, {.message = 1000}).at(0).code), 1009);
}

void TestWebSocketReader::nothingIsReadAfterAClose()
{
    const auto events = readAll(frame(opcode::close, "") + frame(opcode::text, "late"));
    QCOMPARE(events.size(), std::size_t{1});
    QCOMPARE(int(events[0].code), 1005);
}

void TestWebSocketReader::compressedMessagesComeBack_data()
{
    QTest::addColumn<int>("bits");
    QTest::addColumn<bool>("noTakeover");
    for (int bits : {9, 12, 15}) {
        QTest::addRow("%d bits, window kept", bits) << bits << false;
        QTest::addRow("%d bits, window forgotten", bits) << bits << true;
    }
}

void TestWebSocketReader::compressedMessagesComeBack()
{
    QFETCH(int, bits);
    QFETCH(bool, noTakeover);
    MessageDeflater deflater(bits, noTakeover);
    WebSocketReader reader(WebSocketRole::Server);
    reader.enableDeflate(MessageInflater(bits, noTakeover));
    Random random(2);
    for (int round = 0; round < 50; ++round) {
        std::string message;
        for (std::int64_t i = random.between(0, 3000); i > 0; --i)
            message.push_back(char('a' + random.between(0, 3)));
        const std::string compressed = deflater.deflate(message);
        const std::size_t cut = compressed.size() / 2;
        reader.feed(frame({.final = false, .rsv1 = true}, compressed.substr(0, cut)));
        reader.feed(frame(opcode::ping, "between"));
        reader.feed(frame(opcode::continuation, compressed.substr(cut)));
        QVERIFY(reader.next()->kind == Kind::Ping);
        const auto event = reader.next();
        QVERIFY(event && event->kind == Kind::Text && event->payload == message);
        reader.feed(frame(opcode::text, "plain"));
        QVERIFY(reader.next()->payload == "plain");
    }
}

void TestWebSocketReader::theSmallestWindowIsKeptTo_data()
{
    QTest::addColumn<int>("deflatedWith");
    QTest::addColumn<bool>("fits");
    QTest::newRow("8 bits") << 8 << true;
    QTest::newRow("10 bits, too far back") << 10 << false;
}

void TestWebSocketReader::theSmallestWindowIsKeptTo()
{
    QFETCH(int, deflatedWith);
    QFETCH(bool, fits);
    MessageDeflater deflater(deflatedWith, false);
    MessageInflater inflater(8, false);
    Random random(5);
    bool allFit = true;
    // Repeats at every distance from well inside the window to well outside it.
    for (std::size_t period = 200; period <= 300; ++period) {
        std::string message;
        for (std::size_t i = 0; i < 10 * period; ++i)
            message.push_back(i < period ? char(random.between(0, 255)) : message[i - period]);
        std::string out;
        // Byte by byte: only then must zlib reach into its window and not into `out`.
        for (const char byte : deflater.deflate(message))
            allFit = allFit &&
                     inflater.feed({&byte, 1}, out, message.size()) == MessageInflater::Result::Ok;
        allFit = allFit &&
                 inflater.finishMessage(out, message.size()) == MessageInflater::Result::Ok &&
                 out == message;
    }
    QCOMPARE(allFit, fits);
}

void TestWebSocketReader::aDecompressionBombCostsNoMoreThanTheLimit()
{
    MessageDeflater deflater(15, false);
    const std::string bomb = deflater.deflate(std::string(50'000'000, 'x'));
    QVERIFY(bomb.size() < 100'000);
    WebSocketReader reader(WebSocketRole::Server, {.message = 1'000'000});
    reader.enableDeflate(MessageInflater(15, false));
    reader.feed(frame({.rsv1 = true}, bomb));
    const auto event = reader.next();
    QVERIFY(event && event->kind == Kind::Violation);
    QCOMPARE(int(event->code), 1009);
}

void TestWebSocketReader::aCorruptCompressedMessageIsAViolation()
{
    WebSocketReader reader(WebSocketRole::Server);
    reader.enableDeflate(MessageInflater(15, false));
    reader.feed(frame({.rsv1 = true}, "\xFF\xFF\xFF\xFF\xFF"));
    QCOMPARE(int(reader.next()->code), 1007);
}

void TestWebSocketReader::offersAreAnswered_data()
{
    QTest::addColumn<QByteArray>("offer");
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("plain") << QByteArray("permessage-deflate") << QByteArray("permessage-deflate");
    QTest::newRow("browser") << QByteArray("permessage-deflate; client_max_window_bits")
                             << QByteArray("permessage-deflate");
    QTest::newRow("bits")
        << QByteArray(
               "permessage-deflate; server_max_window_bits=10; client_max_window_bits=\"11\"")
        << QByteArray("permessage-deflate; server_max_window_bits=10; client_max_window_bits=11");
    QTest::newRow("takeover")
        << QByteArray("permessage-deflate; server_no_context_takeover; client_no_context_takeover")
        << QByteArray("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
    QTest::newRow("second offer")
        << QByteArray("x-unknown, permessage-deflate; server_max_window_bits=7, permessage-deflate")
        << QByteArray("permessage-deflate");
    QTest::newRow("smallest window")
        << QByteArray("permessage-deflate; server_max_window_bits=8; client_max_window_bits=8")
        << QByteArray("permessage-deflate; server_max_window_bits=8; client_max_window_bits=8");
    QTest::newRow("unknown parameter")
        << QByteArray("permessage-deflate; colour=1") << QByteArray();
    QTest::newRow("bits out of range")
        << QByteArray("permessage-deflate; server_max_window_bits=16") << QByteArray();
    QTest::newRow("twice the same")
        << QByteArray("permessage-deflate; server_no_context_takeover; server_no_context_takeover")
        << QByteArray();
    QTest::newRow("nothing") << QByteArray() << QByteArray();
}

void TestWebSocketReader::offersAreAnswered()
{
    QFETCH(QByteArray, offer);
    QFETCH(QByteArray, answer);
    const auto given = answerDeflateOffer(offer.toStdString());
    QCOMPARE(given ? QByteArray::fromStdString(given->header) : QByteArray(), answer);
}

void TestWebSocketReader::answersThatWereNotOfferedAreRefused()
{
    QVERIFY(!readDeflateAnswer("permessage-deflate", false).hasValue());
    QVERIFY(!readDeflateAnswer("x-unknown", true).hasValue());
    QVERIFY(!readDeflateAnswer("permessage-deflate; client_max_window_bits", true).hasValue());
    QVERIFY(!readDeflateAnswer("permessage-deflate, permessage-deflate", true).hasValue());
    const auto answer = readDeflateAnswer("permessage-deflate; server_max_window_bits=12", true);
    QVERIFY(answer && (*answer)->serverMaxWindowBits == 12);
    QVERIFY(!*readDeflateAnswer("", true));
    const auto smallest = readDeflateAnswer("permessage-deflate; client_max_window_bits=8", true);
    QVERIFY(smallest && (*smallest)->clientMaxWindowBits == 8);
}

void TestWebSocketReader::longReasonsAreCutBetweenCodePoints()
{
    std::string reason(122, 'x');
    reason += "\xC3\xB6";
    QCOMPARE(closePayload(1000, reason).size(), std::size_t{2 + 122});
    QCOMPARE(closePayload(1005, "x").size(), std::size_t{0});
}

QTEST_GUILESS_MAIN(TestWebSocketReader)
#include "tst_websocket_reader.moc"

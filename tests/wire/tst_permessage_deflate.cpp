// SPDX-License-Identifier: MIT
#include "core/base/random.h"
#include "tests/wire/websocket_samples.h"

#include <QTest>

#include <array>
#include <string>
#include <zlib.h>

namespace tst_permessage_deflate {

using namespace redial;
using namespace redial::test;
using Kind = WebSocketEvent::Kind;

class TestPermessageDeflate : public QObject
{
    Q_OBJECT
private slots:
    void compressedMessagesComeBack_data();
    void compressedMessagesComeBack();
    void theSmallestWindowIsKeptTo_data();
    void theSmallestWindowIsKeptTo();
    void aDecompressionBombCostsNoMoreThanTheLimit();
    void manyBombsInOnePieceAreUnfoldedOneByOne();
    void aMessageThatDoesNotCompressMayFillTheLimit();
    void aCorruptCompressedMessageIsAViolation();
    void aCompressedMessageThatIsCutShortIsAViolation();
    void referencesBeyondTheAgreedWindowAreReadAtEverySplit();
    void blocksOfTheRfcsExamplesAreRead_data();
    void blocksOfTheRfcsExamplesAreRead();
    void theWindowOutlivesABlockMarkedAsTheLast_data();
    void theWindowOutlivesABlockMarkedAsTheLast();
    void offersAreAnswered_data();
    void offersAreAnswered();
    void answersThatWereNotOfferedAreRefused();
};

namespace {

/// True if the bytes reach back no further than 256: zlib is given a window of that size and one
/// byte at a time, so that it must look into the window and not into its output.
bool keepsToTheSmallestWindow(std::string_view compressed)
{
    z_stream z{};
    inflateInit2(&z, -8);
    bool keeps = true;
    for (char byte : compressed) {
        z.next_in = reinterpret_cast<Bytef*>(&byte);
        z.avail_in = 1;
        std::array<Bytef, 4096> out;
        do {
            z.next_out = out.data();
            z.avail_out = uInt(out.size());
            const int status = inflate(&z, Z_SYNC_FLUSH);
            keeps = keeps && (status == Z_OK || status == Z_BUF_ERROR);
        } while (keeps && z.avail_out == 0);
    }
    inflateEnd(&z);
    return keeps;
}

/// Deflated by zlib itself, the window filled with `before`, ended as told.
std::string deflatedBehind(std::string_view before, std::string_view message, int flush)
{
    z_stream z{};
    deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
    const auto bytes = [](std::string_view text) {
        return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    };
    if (!before.empty())
        deflateSetDictionary(&z, bytes(before), uInt(before.size()));
    std::array<char, 4096> out;
    z.next_in = bytes(message);
    z.avail_in = uInt(message.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = uInt(out.size());
    deflate(&z, flush);
    std::string result(out.data(), out.size() - z.avail_out);
    deflateEnd(&z);
    return result;
}

} // namespace

void TestPermessageDeflate::theSmallestWindowIsKeptTo_data()
{
    QTest::addColumn<int>("deflatedWith");
    QTest::addColumn<bool>("fits");
    QTest::newRow("8 bits") << 8 << true;
    QTest::newRow("10 bits, too far back") << 10 << false;
}

void TestPermessageDeflate::theSmallestWindowIsKeptTo()
{
    QFETCH(int, deflatedWith);
    QFETCH(bool, fits);
    MessageDeflater deflater(deflatedWith, true);
    Random random(5);
    bool allFit = true;
    // Repeats at every distance from well inside the window to well outside it.
    for (std::size_t period = 200; period <= 300; ++period) {
        std::string message;
        for (std::size_t i = 0; i < 10 * period; ++i)
            message.push_back(i < period ? char(random.between(0, 255)) : message[i - period]);
        allFit = allFit && keepsToTheSmallestWindow(deflater.deflate(message));
    }
    QCOMPARE(allFit, fits);
}

void TestPermessageDeflate::compressedMessagesComeBack_data()
{
    QTest::addColumn<int>("bits");
    QTest::addColumn<bool>("noTakeover");
    for (int bits : {9, 12, 15}) {
        QTest::addRow("%d bits, window kept", bits) << bits << false;
        QTest::addRow("%d bits, window forgotten", bits) << bits << true;
    }
}

void TestPermessageDeflate::compressedMessagesComeBack()
{
    QFETCH(int, bits);
    QFETCH(bool, noTakeover);
    MessageDeflater deflater(bits, noTakeover);
    WebSocketReader reader(WebSocketRole::Server);
    reader.enableDeflate(MessageInflater(noTakeover));
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

void TestPermessageDeflate::aDecompressionBombCostsNoMoreThanTheLimit()
{
    MessageDeflater deflater(15, false);
    const std::string bomb = deflater.deflate(std::string(50'000'000, 'x'));
    QVERIFY(bomb.size() < 100'000);
    WebSocketReader reader(WebSocketRole::Server, {.message = 1'000'000});
    reader.enableDeflate(MessageInflater(false));
    reader.feed(frame({.rsv1 = true}, bomb));
    const auto event = reader.next();
    QVERIFY(event && event->kind == Kind::Violation);
    QCOMPARE(int(event->code), 1009);
}

void TestPermessageDeflate::manyBombsInOnePieceAreUnfoldedOneByOne()
{
    constexpr std::size_t messageBytes = 1'000'000;
    constexpr int messages = 300;
    MessageDeflater deflater(15, true);
    const std::string bomb = frame({.opcode = opcode::binary, .rsv1 = true},
                                   deflater.deflate(std::string(messageBytes, 'x')));
    std::string stream;
    for (int i = 0; i < messages; ++i)
        stream += bomb;
    WebSocketReader reader(WebSocketRole::Server, {.message = messageBytes});
    reader.enableDeflate(MessageInflater(true));
    const std::size_t before = bytesAllocated();
    reader.feed(stream);
    // One message and one in the making, whose buffer may have grown to twice its size.
    QVERIFY(bytesAllocated() - before < stream.size() * 2 + 4 * messageBytes);
    for (int i = 0; i < messages; ++i) {
        const auto event = reader.next();
        QVERIFY(event && event->kind == Kind::Binary && event->payload.size() == messageBytes);
    }
    QVERIFY(!reader.next());
    reader.feed(frame(opcode::text, "after"));
    QVERIFY(reader.next()->payload == "after");
}

void TestPermessageDeflate::aMessageThatDoesNotCompressMayFillTheLimit()
{
    constexpr std::size_t limit = 100'000;
    Random random(5);
    std::string message(limit, '\0');
    for (char& byte : message)
        byte = char(random.next());
    MessageDeflater deflater(15, false);
    WebSocketReader reader(WebSocketRole::Server, {.message = limit});
    reader.enableDeflate(MessageInflater(false));
    const std::string compressed = deflater.deflate(message);
    QVERIFY(compressed.size() > limit);
    reader.feed(frame({.opcode = opcode::binary, .rsv1 = true}, compressed));
    QVERIFY(reader.next()->payload == message);
    reader.feed(frame({.opcode = opcode::binary, .rsv1 = true}, deflater.deflate(message + 'x')));
    QCOMPARE(int(reader.next()->code), 1009);
}

void TestPermessageDeflate::aCorruptCompressedMessageIsAViolation()
{
    WebSocketReader reader(WebSocketRole::Server);
    reader.enableDeflate(MessageInflater(false));
    reader.feed(frame({.rsv1 = true}, "\xFF\xFF\xFF\xFF\xFF"));
    QCOMPARE(int(reader.next()->code), 1007);
}

void TestPermessageDeflate::aCompressedMessageThatIsCutShortIsAViolation()
{
    MessageDeflater deflater(15, true);
    const std::string compressed = deflater.deflate("hello hello hello, this is a longer text");
    int refused = 0;
    for (std::size_t length = 0; length < compressed.size(); ++length) {
        WebSocketReader reader(WebSocketRole::Server);
        reader.enableDeflate(MessageInflater(true));
        reader.feed(frame({.opcode = opcode::binary, .rsv1 = true}, compressed.substr(0, length)));
        const auto event = reader.next();
        QVERIFY(event && event->kind == Kind::Violation);
        QCOMPARE(int(event->code), 1007);
        ++refused;
    }
    QVERIFY(refused > 20);
}

void TestPermessageDeflate::referencesBeyondTheAgreedWindowAreReadAtEverySplit()
{
    // A window of 512 bytes was agreed on, the peer uses one of 32 KB.
    MessageDeflater deflater(15, true);
    Random random(6);
    std::string message;
    for (int i = 0; i < 2000; ++i)
        message.push_back(char('a' + random.between(0, 25)));
    message += message;
    const std::string stream = frame({.rsv1 = true}, deflater.deflate(message));
    for (std::size_t split = 0; split < stream.size(); split += 7) {
        WebSocketReader reader(WebSocketRole::Server);
        reader.enableDeflate(MessageInflater(true));
        reader.feed(std::string_view(stream).substr(0, split));
        reader.feed(std::string_view(stream).substr(split));
        QVERIFY(reader.next()->payload == message);
    }
}

void TestPermessageDeflate::blocksOfTheRfcsExamplesAreRead_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::newRow("7.2.3.1, one block") << QByteArray::fromHex("f248cdc9c90700");
    QTest::newRow("7.2.3.3, no compression") << QByteArray::fromHex("000500faff48656c6c6f00");
    QTest::newRow("7.2.3.4, BFINAL") << QByteArray::fromHex("f348cdc9c9070000");
    QTest::newRow("7.2.3.5, two blocks") << QByteArray::fromHex("f248050000 00ffffcac9c90700");
    const std::string tail = deflatedBehind("Hel", "lo", Z_SYNC_FLUSH);
    QTest::newRow("BFINAL and another block") << QByteArray::fromStdString(
        deflatedBehind({}, "Hel", Z_FINISH) + tail.substr(0, tail.size() - 4));
}

void TestPermessageDeflate::blocksOfTheRfcsExamplesAreRead()
{
    QFETCH(QByteArray, payload);
    const std::string expected = "Hello";
    // Behind it the window goes on (7.2.3.2).
    const std::string again = deflatedBehind(expected, expected, Z_SYNC_FLUSH);
    const std::string stream =
        frame({.rsv1 = true}, payload.toStdString()) +
        frame({.rsv1 = true}, std::string_view(again).substr(0, again.size() - 4));
    for (std::size_t split = 0; split < stream.size(); ++split) {
        WebSocketReader reader(WebSocketRole::Server);
        reader.enableDeflate(MessageInflater(false));
        reader.feed(std::string_view(stream).substr(0, split));
        reader.feed(std::string_view(stream).substr(split));
        for (int i = 0; i < 2; ++i) {
            const auto event = reader.next();
            QVERIFY(event.has_value());
            QCOMPARE(event->payload, expected);
            QVERIFY(event->kind == Kind::Text);
        }
    }
}

void TestPermessageDeflate::theWindowOutlivesABlockMarkedAsTheLast_data()
{
    QTest::addColumn<bool>("noTakeover");
    QTest::newRow("window kept") << false;
    QTest::newRow("window forgotten") << true;
}

void TestPermessageDeflate::theWindowOutlivesABlockMarkedAsTheLast()
{
    QFETCH(bool, noTakeover);
    const std::string first = "a rather long text that the second message repeats word by word";
    const std::string last = deflatedBehind({}, first, Z_FINISH) + std::string(1, '\0');
    std::string second = deflatedBehind(first, first, Z_SYNC_FLUSH);
    QVERIFY(second.size() < first.size() / 3);
    second.resize(second.size() - 4);
    const std::string stream = frame({.rsv1 = true}, last) + frame({.rsv1 = true}, second);
    for (std::size_t split = 0; split < stream.size(); ++split) {
        WebSocketReader reader(WebSocketRole::Server);
        reader.enableDeflate(MessageInflater(noTakeover));
        reader.feed(std::string_view(stream).substr(0, split));
        reader.feed(std::string_view(stream).substr(split));
        QCOMPARE(reader.next()->payload, first);
        const auto event = reader.next();
        QVERIFY(event.has_value());
        QVERIFY(event->kind == (noTakeover ? Kind::Violation : Kind::Text));
        if (!noTakeover)
            QCOMPARE(event->payload, first);
    }
}

void TestPermessageDeflate::offersAreAnswered_data()
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

void TestPermessageDeflate::offersAreAnswered()
{
    QFETCH(QByteArray, offer);
    QFETCH(QByteArray, answer);
    const auto given = answerDeflateOffer(offer.toStdString());
    QCOMPARE(given ? QByteArray::fromStdString(given->header) : QByteArray(), answer);
}

void TestPermessageDeflate::answersThatWereNotOfferedAreRefused()
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

QTEST_GUILESS_MAIN(TestPermessageDeflate)

} // namespace tst_permessage_deflate

#include "tst_permessage_deflate.moc"

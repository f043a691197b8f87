// SPDX-License-Identifier: MIT
#include "core/base/random.h"
#include "core/wire/websocket_close.h"
#include "tests/wire/websocket_samples.h"

#include <QTest>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace tst_websocket_reader {

using namespace redial;
using namespace redial::test;
using Kind = WebSocketEvent::Kind;

class TestWebSocketReader : public QObject
{
    Q_OBJECT
private slots:
    void aStreamReadsTheSameAtEverySplit();
    void bytesLentReadTheSameAtEverySplit();
    void whoStopsInTheMiddleKeepsWhatWasLent();
    void aReaderThatIsDrainedHoldsNothing();
    void violationsCloseWithTheRightCode_data();
    void violationsCloseWithTheRightCode();
    void closeCodesAreJudgedByTheRfc_data();
    void closeCodesAreJudgedByTheRfc();
    void maskingIsDemandedByRole();
    void textFailsInsideACodePointBeforeTheMessageEnds();
    void theLimitIsCheckedBeforeTheBytesArrive();
    void aFragmentedMessageMayNotExceedTheLimit();
    void nothingIsReadAfterAClose();
    void manySmallFramesInOnePieceAreHeldAsBytes();
    void longReasonsAreCutBetweenCodePoints();
};

namespace {

/// Every kind of event, some in fragments.
std::string variedStream()
{
    return frame(opcode::text, "hello") + frame(opcode::text, "he", false) +
           frame(opcode::ping, "p") + frame(opcode::continuation, "l\xC3", false) +
           frame(opcode::continuation, "\xB6") + frame(opcode::binary, std::string(300, '\x80')) +
           frame(opcode::binary, "") + frame(opcode::pong, "") +
           frame(opcode::binary, std::string(70000, 'z')) +
           frame(opcode::close, closePayload(1001, "bye"));
}

} // namespace

void TestWebSocketReader::aStreamReadsTheSameAtEverySplit()
{
    const std::string stream = variedStream();
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

void TestWebSocketReader::bytesLentReadTheSameAtEverySplit()
{
    const std::string stream = variedStream();
    const auto whole = readAll(stream);
    for (std::size_t split = 0; split < 700; ++split) {
        WebSocketReader reader(WebSocketRole::Server);
        std::vector<WebSocketEvent> events;
        WebSocketEvent event;
        for (std::string piece : {stream.substr(0, split), stream.substr(split)}) {
            reader.lend(piece);
            while (reader.next(event))
                events.push_back(event);
            // What was lent is gone once it has been read.
            std::ranges::fill(piece, '\xFF');
        }
        QVERIFY2(same(events, whole), qPrintable(QString::number(split)));
    }
}

void TestWebSocketReader::whoStopsInTheMiddleKeepsWhatWasLent()
{
    const std::string stream = variedStream();
    const auto whole = readAll(stream);
    WebSocketReader reader(WebSocketRole::Server);
    std::string first = stream.substr(0, stream.size() / 2);
    reader.lend(first);
    std::vector<WebSocketEvent> events{*reader.next()};
    reader.keepLent();
    std::ranges::fill(first, '\xFF');
    // Behind what was kept bytes are no more read where they lie.
    std::string second = stream.substr(stream.size() / 2);
    reader.lend(second);
    std::ranges::fill(second, '\xFF');
    for (auto& event : drain(reader))
        events.push_back(std::move(event));
    QVERIFY(same(events, whole));
}

void TestWebSocketReader::aReaderThatIsDrainedHoldsNothing()
{
    const std::string large = frame(opcode::binary, std::string(100'000, 'x'));
    const std::string bytes = large + frame(opcode::ping, "still there?") + large;
    WebSocketEvent event;
    event.payload.reserve(200'000);
    std::vector<std::unique_ptr<WebSocketReader>> readers;
    for (int i = 0; i < 100; ++i)
        readers.push_back(std::make_unique<WebSocketReader>(WebSocketRole::Server));
    const std::size_t before = bytesAllocated();
    for (const auto& reader : readers) {
        reader->lend(bytes);
        int count = 0;
        while (reader->next(event))
            ++count;
        QCOMPARE(count, 3);
    }
    const std::size_t afterLending = bytesAllocated();
    QVERIFY2(afterLending < before + 100'000, qPrintable(QString::number(afterLending - before)));
    for (const auto& reader : readers) {
        reader->feed(bytes);
        QCOMPARE(drain(*reader).size(), std::size_t{3});
    }
    const std::size_t afterFeeding = bytesAllocated();
    QVERIFY2(afterFeeding < before + 100'000, qPrintable(QString::number(afterFeeding - before)));
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
    WebSocketReader reader(WebSocketRole::Server);
    const std::string lent = stream.toStdString() + frame(opcode::text, "after");
    reader.lend(lent);
    const auto events = drain(reader);
    QCOMPARE(events.size(), std::size_t{1});
    QCOMPARE(int(events[0].code), code);
    QVERIFY(reader.isStopped());
    const std::string later = frame(opcode::text, "long after that");
    reader.lend(later);
    QVERIFY(!reader.next());
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

void TestWebSocketReader::manySmallFramesInOnePieceAreHeldAsBytes()
{
    constexpr int count = 100'000;
    std::string stream;
    for (int i = 0; i < count; ++i)
        stream += frame(opcode::ping, {&"abcdefgh"[i % 8], 1});
    WebSocketReader reader(WebSocketRole::Server, {.message = 10'000});
    const std::size_t before = bytesAllocated();
    reader.feed(std::string_view(stream).substr(0, stream.size() / 2));
    reader.feed(std::string_view(stream).substr(stream.size() / 2));
    QVERIFY(bytesAllocated() - before < stream.size() * 2 + 100'000);
    for (int i = 0; i < count; ++i) {
        const auto event = reader.next();
        QVERIFY(event && event->payload.front() == "abcdefgh"[i % 8]);
        if (i == count / 2)
            reader.feed(frame(opcode::close, ""));
    }
    QVERIFY(reader.next()->kind == Kind::Close);
    QVERIFY(reader.isStopped());
}

void TestWebSocketReader::longReasonsAreCutBetweenCodePoints()
{
    std::string reason(122, 'x');
    reason += "\xC3\xB6";
    QCOMPARE(closePayload(1000, reason).size(), std::size_t{2 + 122});
    QCOMPARE(closePayload(1005, "x").size(), std::size_t{0});
}

QTEST_GUILESS_MAIN(TestWebSocketReader)

} // namespace tst_websocket_reader

#include "tst_websocket_reader.moc"

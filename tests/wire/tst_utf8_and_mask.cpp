// SPDX-License-Identifier: MIT
#include "core/base/random.h"
#include "core/wire/utf8_validator.h"
#include "core/wire/websocket_mask.h"

#include <QTest>

#include <array>
#include <string>
#include <vector>

namespace tst_utf8_and_mask {

using namespace redial;

class TestUtf8AndMask : public QObject
{
    Q_OBJECT
private slots:
    /// The fast path for whole code points against the path for single bytes, which texts in pieces
    /// take: every first and second byte, with third and fourth bytes at the edges.
    void wholeCodePointsAreJudgedAsSingleBytesAre()
    {
        static constexpr std::array edges{'\x7f', '\x80', '\xbf', '\xc0'};
        int valid = 0;
        for (int pair = 0; pair < 0x10000; ++pair) {
            for (const char third : edges) {
                for (const char fourth : edges) {
                    const std::string text{
                        char(pair >> 8), char(pair & 0xFF), third, fourth, 'a', 'a', 'a', 'a'};
                    Utf8Validator single;
                    bool fine = true;
                    for (std::size_t i = 0; i < text.size() && fine; ++i)
                        fine = single.feed(std::string_view(text).substr(i, 1));
                    const bool expected = fine && single.atBoundary();
                    if (isUtf8(text) != expected)
                        QFAIL(qPrintable(QStringLiteral("bytes %1").arg(pair, 4, 16)));
                    valid += expected ? 1 : 0;
                }
            }
        }
        QVERIFY(valid > 10'000);
    }

    void textsAreJudgedAtEverySplit_data();
    void textsAreJudgedAtEverySplit();
    void everyScalarValueIsAcceptedAndNoSurrogate();
    void theFirstImpossibleByteFails();
    void theFastPathAgreesWithTheSlowOne();
    void maskingTwiceGivesTheBytesBack();
    void maskingInPiecesEqualsMaskingAtOnce();
};

namespace {

std::string encoded(std::uint32_t point)
{
    if (point < 0x80)
        return {char(point)};
    if (point < 0x800)
        return {char(0xC0 | point >> 6), char(0x80 | (point & 0x3F))};
    if (point < 0x10000)
        return {char(0xE0 | point >> 12), char(0x80 | (point >> 6 & 0x3F)),
                char(0x80 | (point & 0x3F))};
    return {char(0xF0 | point >> 18), char(0x80 | (point >> 12 & 0x3F)),
            char(0x80 | (point >> 6 & 0x3F)), char(0x80 | (point & 0x3F))};
}

std::span<std::byte> bytesOf(std::string& text)
{
    return std::as_writable_bytes(std::span(text));
}

} // namespace

void TestUtf8AndMask::textsAreJudgedAtEverySplit_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("valid");
    QTest::newRow("empty") << QByteArray() << true;
    QTest::newRow("ascii") << QByteArray("hello") << true;
    QTest::newRow("two bytes") << QByteArray("\xC2\xB5") << true;
    QTest::newRow("four bytes") << QByteArray("\xF0\x90\x80\x80 and \xF4\x8F\xBF\xBF") << true;
    QTest::newRow("overlong slash") << QByteArray("\xC0\xAF") << false;
    QTest::newRow("overlong three") << QByteArray("\xE0\x80\xAF") << false;
    QTest::newRow("overlong four") << QByteArray("\xF0\x80\x80\xAF") << false;
    QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << false;
    QTest::newRow("above the last") << QByteArray("\xF4\x90\x80\x80") << false;
    QTest::newRow("lone continuation") << QByteArray("a\x80") << false;
    QTest::newRow("FE") << QByteArray("\xFE") << false;
    QTest::newRow("cut short") << QByteArray("\xE2\x82") << false;
    QTest::newRow("bad after long ascii")
        << QByteArray(100, 'x') + QByteArray("\xFF") + QByteArray(100, 'x') << false;
}

void TestUtf8AndMask::textsAreJudgedAtEverySplit()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, valid);
    const std::string_view text(bytes.constData(), std::size_t(bytes.size()));
    for (std::size_t split = 0; split <= text.size(); ++split) {
        Utf8Validator validator;
        const bool fed =
            validator.feed(text.substr(0, split)) && validator.feed(text.substr(split));
        QCOMPARE(fed && validator.atBoundary(), valid);
    }
}

void TestUtf8AndMask::everyScalarValueIsAcceptedAndNoSurrogate()
{
    for (std::uint32_t point = 0; point <= 0x110000; ++point) {
        const bool scalar = point <= 0x10FFFF && !(point >= 0xD800 && point <= 0xDFFF);
        if (isUtf8(encoded(point)) != scalar)
            QFAIL(qPrintable(QString::number(point, 16)));
    }
}

void TestUtf8AndMask::theFirstImpossibleByteFails()
{
    Utf8Validator validator;
    QVERIFY(validator.feed("\xF4"));
    QVERIFY(!validator.feed("\x90"));
    QVERIFY(!validator.feed("a"));
    QVERIFY(!validator.atBoundary());
}

void TestUtf8AndMask::theFastPathAgreesWithTheSlowOne()
{
    Random random(4);
    for (int round = 0; round < 5000; ++round) {
        std::string text(std::size_t(random.between(0, 200)), 'a');
        for (int i = 0; i < 3 && !text.empty(); ++i) {
            const std::string inserted = random.between(0, 3) == 0
                                             ? std::string(1, char(random.between(0, 255)))
                                             : encoded(std::uint32_t(random.between(0x80, 0xD7FF)));
            text.insert(std::size_t(random.between(0, std::int64_t(text.size()))), inserted);
        }
        Utf8Validator byByte;
        bool valid = true;
        for (const char c : text)
            valid = byByte.feed({&c, 1}) && valid;
        QCOMPARE(isUtf8(text), valid && byByte.atBoundary());
    }
}

void TestUtf8AndMask::maskingTwiceGivesTheBytesBack()
{
    const MaskingKey key{std::byte{1}, std::byte{2}, std::byte{0xFE}, std::byte{9}};
    std::string text = "The quick brown fox jumps over the lazy dog";
    applyMask(bytesOf(text), key);
    QVERIFY(text != "The quick brown fox jumps over the lazy dog");
    QCOMPARE(std::uint8_t(text[2]), std::uint8_t('e' ^ 0xFE));
    applyMask(bytesOf(text), key);
    QVERIFY(text == "The quick brown fox jumps over the lazy dog");
}

void TestUtf8AndMask::maskingInPiecesEqualsMaskingAtOnce()
{
    const MaskingKey key{std::byte{0x12}, std::byte{0x34}, std::byte{0x56}, std::byte{0x78}};
    std::string whole;
    for (int i = 0; i < 61; ++i)
        whole.push_back(char(i * 7));
    const std::string original = whole;
    applyMask(bytesOf(whole), key);
    for (std::size_t split = 0; split <= original.size(); ++split) {
        std::string pieces = original;
        applyMask(bytesOf(pieces).first(split), key);
        applyMask(bytesOf(pieces).subspan(split), key, split);
        QVERIFY(pieces == whole);
    }
}

QTEST_GUILESS_MAIN(TestUtf8AndMask)

} // namespace tst_utf8_and_mask

#include "tst_utf8_and_mask.moc"

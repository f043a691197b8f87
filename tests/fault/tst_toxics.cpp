// SPDX-License-Identifier: MIT
#include "core/fault/toxic_chain.h"

#include <QTest>

namespace tst_toxics {

using namespace redial;
using namespace std::chrono_literals;

namespace {

/// What left a chain, and when.
struct Recorded final : StageOutput
{
    void bytes(std::string_view piece, MonotonicTime now) override
    {
        text += piece;
        pieces.emplace_back(std::string(piece), now);
    }
    void end(StreamEnd how, MonotonicTime now) override
    {
        ended = how;
        endedAt = now;
    }

    std::string text;
    std::vector<std::pair<std::string, MonotonicTime>> pieces;
    std::optional<StreamEnd> ended;
    MonotonicTime endedAt{};
};

MonotonicTime at(std::chrono::nanoseconds time)
{
    return MonotonicTime(time);
}

Toxic toxic(const char* type, const QJsonObject& attributes, double toxicity = 1.0)
{
    const QString name = QString::fromLatin1(type);
    const auto read = readToxicAttributes(*toxicType(name), {}, attributes);
    return {name, name, StreamDirection::Downstream, toxicity, *read};
}

QJsonObject one(const char* name, qint64 value)
{
    return {{QLatin1String(name), value}};
}

struct Chain
{
    explicit Chain(const std::vector<Toxic>& toxics = {}, std::uint64_t seed = 1)
        : chain(Random(seed), out)
    {
        for (const Toxic& each : toxics)
            chain.add(each, at(0ns));
    }
    Recorded out;
    ToxicChain chain;
};

} // namespace

/// The toxics as Toxiproxy 2.x defines them, in time that the test makes.
class TestToxics : public QObject
{
    Q_OBJECT
private slots:
    void withoutAToxicEverythingPassesAtOnce();
    void latencyDelaysEachPieceByItself();
    void jitterKeepsTheOrderAndItsBounds();
    void theEndFollowsTheLastDelayedByte();
    void removalHandsOnWhatWaits_data();
    void removalHandsOnWhatWaits();
    void bandwidthTakesItsTime();
    void aLowRateSendsEveryTenthOfASecond();
    void slowCloseDelaysOnlyTheEnd();
    void timeoutDropsAndCloses();
    void timeoutZeroNeverCloses();
    void removingATimeoutClosesTheConnection();
    void changingATimeoutDoesNot();
    void resetPeerResetsAfterTheFirstBytes();
    void slicerCutsAndKeepsTheBytes();
    void limitDataClosesAfterItsBytes();
    void aRaisedLimitCountsWhatHasPassed();
    void toxicityZeroLeavesTheConnectionAlone();
    void toxicityIsAShareOfTheConnections();
    void toxicsWorkOneBehindTheOther();
    void onlyWhatChangedSomethingHasBitten();
    void wrongAttributesAreRefused_data();
    void wrongAttributesAreRefused();
};

void TestToxics::withoutAToxicEverythingPassesAtOnce()
{
    Chain c;
    c.chain.bytes("abc", at(5ms));
    c.chain.end(StreamEnd::HalfClose, at(6ms));
    QVERIFY(c.chain.isEmpty());
    QCOMPARE(c.out.text, std::string("abc"));
    QVERIFY(c.out.ended == StreamEnd::HalfClose);
}

void TestToxics::latencyDelaysEachPieceByItself()
{
    Chain c({toxic("latency", one("latency", 100))});
    c.chain.bytes("a", at(0ms));
    c.chain.bytes("b", at(30ms));
    QVERIFY(c.chain.due() == at(100ms));
    c.chain.advance(at(99ms));
    QCOMPARE(c.out.text, std::string());
    QCOMPARE(c.chain.held(), std::size_t(2));
    c.chain.advance(at(100ms));
    QCOMPARE(c.out.text, std::string("a"));
    c.chain.advance(at(500ms));
    // Told late, it still left when it was due: what is behind it counts from there.
    QVERIFY(c.out.pieces[1].second == at(130ms));
    QVERIFY(!c.chain.due());
}

void TestToxics::jitterKeepsTheOrderAndItsBounds()
{
    Chain c({toxic("latency", {{QStringLiteral("latency"), 100}, {QStringLiteral("jitter"), 40}})});
    for (int i = 0; i < 100; ++i)
        c.chain.bytes(std::string(1, char('a' + i % 26)), at(i * 1ms));
    c.chain.advance(at(1s));
    QCOMPARE(c.out.pieces.size(), std::size_t(100));
    bool varies = false;
    for (std::size_t i = 0; i < 100; ++i) {
        QCOMPARE(c.out.pieces[i].first[0], char('a' + i % 26));
        const auto delay = c.out.pieces[i].second - at(std::int64_t(i) * 1ms);
        QVERIFY(delay >= 60ms && delay <= 140ms);
        varies = varies || delay != 100ms;
    }
    QVERIFY(varies);
}

void TestToxics::theEndFollowsTheLastDelayedByte()
{
    Chain c({toxic("latency", one("latency", 100))});
    c.chain.bytes("a", at(0ms));
    c.chain.end(StreamEnd::HalfClose, at(1ms));
    c.chain.advance(at(99ms));
    QVERIFY(!c.out.ended);
    c.chain.advance(at(100ms));
    QCOMPARE(c.out.text, std::string("a"));
    QVERIFY(c.out.ended == StreamEnd::HalfClose);
}

void TestToxics::removalHandsOnWhatWaits_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QJsonObject>("attributes");
    QTest::newRow("latency") << "latency" << one("latency", 10'000);
    QTest::newRow("bandwidth") << "bandwidth" << one("rate", 1);
    QTest::newRow("slicer") << "slicer"
                            << QJsonObject{{QStringLiteral("average_size"), 10},
                                           {QStringLiteral("delay"), 1'000'000}};
    QTest::newRow("slow_close") << "slow_close" << one("delay", 10'000);
}

void TestToxics::removalHandsOnWhatWaits()
{
    QFETCH(QString, type);
    QFETCH(QJsonObject, attributes);
    Chain c({toxic(type.toLatin1().constData(), attributes)});
    const std::string bytes(5000, 'x');
    c.chain.bytes(bytes, at(0ms));
    c.chain.end(StreamEnd::HalfClose, at(0ms));
    QVERIFY(!c.out.ended);
    c.chain.remove(type, at(1ms));
    QCOMPARE(c.out.text, bytes);
    QVERIFY(c.out.ended == StreamEnd::HalfClose);
    QVERIFY(c.chain.isEmpty());
}

void TestToxics::bandwidthTakesItsTime()
{
    Chain c({toxic("bandwidth", one("rate", 100))});
    c.chain.bytes(std::string(1000, 'x'), at(0ms));
    c.chain.bytes(std::string(1000, 'y'), at(1ms));
    c.chain.advance(at(1s));
    QVERIFY(c.out.pieces[0].second == at(10ms));
    QVERIFY(c.out.pieces[1].second == at(20ms));
    c.chain.bytes(std::string(1000, 'z'), at(2s));
    c.chain.advance(at(3s));
    QVERIFY(c.out.pieces[2].second == at(2s + 10ms));
}

void TestToxics::aLowRateSendsEveryTenthOfASecond()
{
    Chain c({toxic("bandwidth", one("rate", 1))});
    c.chain.bytes(std::string(1000, 'x'), at(0ms));
    c.chain.advance(at(10s));
    QCOMPARE(c.out.pieces.size(), std::size_t(10));
    for (std::size_t i = 0; i < 10; ++i)
        QVERIFY(c.out.pieces[i].second == at(std::int64_t(i + 1) * 100ms));
}

void TestToxics::slowCloseDelaysOnlyTheEnd()
{
    Chain c({toxic("slow_close", one("delay", 50))});
    c.chain.bytes("abc", at(0ms));
    QCOMPARE(c.out.text, std::string("abc"));
    c.chain.end(StreamEnd::HalfClose, at(10ms));
    c.chain.advance(at(59ms));
    QVERIFY(!c.out.ended);
    c.chain.advance(at(60ms));
    QVERIFY(c.out.ended == StreamEnd::HalfClose);
}

void TestToxics::timeoutDropsAndCloses()
{
    Chain c({toxic("timeout", one("timeout", 100))});
    c.chain.bytes("abc", at(50ms));
    c.chain.advance(at(149ms));
    QVERIFY(!c.out.ended);
    c.chain.advance(at(150ms));
    QCOMPARE(c.out.text, std::string());
    QVERIFY(c.out.ended == StreamEnd::Close);
}

void TestToxics::timeoutZeroNeverCloses()
{
    Chain c({toxic("timeout", one("timeout", 0))});
    c.chain.bytes("abc", at(0ms));
    QVERIFY(!c.chain.due());
    QCOMPARE(c.out.text, std::string());
    QVERIFY(!c.out.ended);
}

void TestToxics::removingATimeoutClosesTheConnection()
{
    Chain c({toxic("timeout", one("timeout", 0))});
    c.chain.remove(QStringLiteral("timeout"), at(5ms));
    QVERIFY(c.out.ended == StreamEnd::Close);
}

void TestToxics::changingATimeoutDoesNot()
{
    Chain c({toxic("timeout", one("timeout", 0))});
    c.chain.update(toxic("timeout", one("timeout", 100)), at(5ms));
    QVERIFY(!c.out.ended);
    QVERIFY(c.chain.due() == at(105ms));
}

void TestToxics::resetPeerResetsAfterTheFirstBytes()
{
    Chain c({toxic("reset_peer", one("timeout", 30))});
    QVERIFY(!c.chain.due());
    c.chain.bytes("abc", at(10ms));
    c.chain.bytes("def", at(20ms));
    c.chain.advance(at(39ms));
    QVERIFY(!c.out.ended);
    c.chain.advance(at(40ms));
    QVERIFY(c.out.ended == StreamEnd::Reset);
    QCOMPARE(c.out.text, std::string());
}

void TestToxics::slicerCutsAndKeepsTheBytes()
{
    Chain c({toxic("slicer", {{QStringLiteral("average_size"), 64},
                              {QStringLiteral("size_variation"), 32},
                              {QStringLiteral("delay"), 1000}})});
    std::string bytes;
    for (int i = 0; i < 2000; ++i)
        bytes += char(i % 251);
    c.chain.bytes(bytes, at(0ms));
    c.chain.advance(at(10s));
    QCOMPARE(c.out.text, bytes);
    QVERIFY(c.out.pieces.size() >= 20 && c.out.pieces.size() <= 70);
    for (std::size_t i = 0; i < c.out.pieces.size(); ++i) {
        QVERIFY(c.out.pieces[i].first.size() <= 96);
        QVERIFY(c.out.pieces[i].second == at(std::int64_t(i) * 1ms));
    }
}

void TestToxics::limitDataClosesAfterItsBytes()
{
    Chain c({toxic("limit_data", one("bytes", 5))});
    c.chain.bytes("abc", at(0ms));
    QVERIFY(!c.out.ended);
    c.chain.bytes("defg", at(1ms));
    QCOMPARE(c.out.text, std::string("abcde"));
    QVERIFY(c.out.ended == StreamEnd::Close);
    c.chain.bytes("more", at(2ms));
    QCOMPARE(c.out.text, std::string("abcde"));
}

void TestToxics::aRaisedLimitCountsWhatHasPassed()
{
    Chain c({toxic("limit_data", one("bytes", 5))});
    c.chain.bytes("abc", at(0ms));
    c.chain.update(toxic("limit_data", one("bytes", 7)), at(1ms));
    c.chain.bytes("defghi", at(2ms));
    QCOMPARE(c.out.text, std::string("abcdefg"));
    QVERIFY(c.out.ended == StreamEnd::Close);
}

void TestToxics::toxicityZeroLeavesTheConnectionAlone()
{
    Chain c({toxic("timeout", one("timeout", 1), 0.0)});
    c.chain.bytes("abc", at(0ms));
    c.chain.advance(at(1s));
    QCOMPARE(c.out.text, std::string("abc"));
    QVERIFY(c.chain.isEmpty());
}

void TestToxics::toxicityIsAShareOfTheConnections()
{
    int hit = 0;
    for (std::uint64_t seed = 0; seed < 1000; ++seed)
        hit += Chain({toxic("timeout", one("timeout", 1), 0.3)}, seed).chain.isEmpty() ? 0 : 1;
    QVERIFY2(hit > 240 && hit < 360, qPrintable(QString::number(hit)));
}

void TestToxics::toxicsWorkOneBehindTheOther()
{
    Chain c({toxic("latency", one("latency", 100)), toxic("bandwidth", one("rate", 100))});
    c.chain.bytes(std::string(1000, 'x'), at(0ms));
    c.chain.advance(at(1s));
    QVERIFY(c.out.pieces[0].second == at(110ms));
}

void TestToxics::onlyWhatChangedSomethingHasBitten()
{
    Chain c({toxic("limit_data", one("bytes", 4)), toxic("latency", one("latency", 1))});
    QVERIFY(c.chain.takeBitten().empty());
    c.chain.bytes("abc", at(0ms));
    QVERIFY(c.chain.takeBitten() == std::vector<QString>{QStringLiteral("latency")});
    c.chain.bytes("de", at(1ms));
    QVERIFY(c.chain.takeBitten() == std::vector<QString>{QStringLiteral("limit_data")});
    QVERIFY(c.chain.takeBitten().empty());
}

void TestToxics::wrongAttributesAreRefused_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QJsonValue>("attributes");
    QTest::addColumn<QString>("named");
    QTest::newRow("text") << "latency"
                          << QJsonValue(
                                 QJsonObject{{QStringLiteral("latency"), QStringLiteral("x")}})
                          << "latency";
    QTest::newRow("fraction") << "latency"
                              << QJsonValue(QJsonObject{{QStringLiteral("jitter"), 1.5}})
                              << "jitter";
    QTest::newRow("no object") << "latency" << QJsonValue(5) << "object";
    QTest::newRow("sizes") << "slicer" << QJsonValue(one("average_size", 0)) << "average_size";
    QTest::newRow("variation") << "slicer"
                               << QJsonValue(QJsonObject{{QStringLiteral("average_size"), 5},
                                                         {QStringLiteral("size_variation"), 5}})
                               << "size_variation";
}

void TestToxics::wrongAttributesAreRefused()
{
    QFETCH(QString, type);
    QFETCH(QJsonValue, attributes);
    QFETCH(QString, named);
    const auto read = readToxicAttributes(*toxicType(type), {}, attributes);
    QVERIFY(!read);
    QVERIFY2(read.error().contains(named), qPrintable(read.error()));
}

QTEST_GUILESS_MAIN(TestToxics)

} // namespace tst_toxics

#include "tst_toxics.moc"

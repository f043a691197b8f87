// SPDX-License-Identifier: MIT
#include "core/base/duration_text.h"
#include "core/base/nearest_name.h"
#include "core/base/random.h"

#include <QTest>

#include <set>

namespace tst_base {

using namespace redial;
using namespace std::chrono_literals;

class TestBase : public QObject
{
    Q_OBJECT
private slots:
    void durationsAreRead_data();
    void durationsAreRead();
    void badDurationsAreRefusedWithTheRemedy_data();
    void badDurationsAreRefusedWithTheRemedy();
    void durationsAreWritten_data();
    void durationsAreWritten();
    void theSameSeedGivesTheSameNumbers();
    void betweenReachesBothEndsAndNothingElse();
    void betweenCoversTheWholeRange();
    void theNearestNameIsWhatWasMeant();
};

void TestBase::durationsAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<std::chrono::nanoseconds>("expected");
    QTest::newRow("milliseconds") << "250ms" << std::chrono::nanoseconds(250ms);
    QTest::newRow("fraction") << "1.5s" << std::chrono::nanoseconds(1500ms);
    QTest::newRow("minutes") << "2m" << std::chrono::nanoseconds(2min);
    QTest::newRow("a day") << "1d" << std::chrono::nanoseconds(24h);
    QTest::newRow("zero") << "0" << 0ns;
    QTest::newRow("with blanks") << " 3 s " << std::chrono::nanoseconds(3s);
}

void TestBase::durationsAreRead()
{
    QFETCH(QString, text);
    QFETCH(std::chrono::nanoseconds, expected);
    const auto result = parseDuration(text);
    QVERIFY2(result.hasValue(), qPrintable(text));
    QCOMPARE(result->count(), expected.count());
}

void TestBase::badDurationsAreRefusedWithTheRemedy_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"", "5", "ms", "-1s", "1e400s", "nan s", "300000000h", "1,5s", "s5", "1 fortnight"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TestBase::badDurationsAreRefusedWithTheRemedy()
{
    QFETCH(QString, text);
    const auto result = parseDuration(text);
    QVERIFY(!result.hasValue());
    QVERIFY(result.error().contains(QStringLiteral("for example 250ms")));
}

void TestBase::durationsAreWritten_data()
{
    QTest::addColumn<std::chrono::nanoseconds>("duration");
    QTest::addColumn<QString>("expected");
    QTest::newRow("zero") << 0ns << "0 ms";
    QTest::newRow("microseconds") << 1500ns << "1.5 us";
    QTest::newRow("milliseconds") << std::chrono::nanoseconds(812ms) << "812 ms";
    QTest::newRow("seconds") << std::chrono::nanoseconds(2340ms) << "2.34 s";
    QTest::newRow("minutes") << std::chrono::nanoseconds(185s) << "3 m 05 s";
    QTest::newRow("hours") << std::chrono::nanoseconds(3661s) << "1 h 01 m 01 s";
    QTest::newRow("no sixty seconds") << std::chrono::nanoseconds(59990ms) << "1 m 00 s";
    QTest::newRow("negative") << std::chrono::nanoseconds(-1500ms) << "-1.5 s";
    QTest::newRow("the least") << std::chrono::nanoseconds::min() << "-2562047 h 47 m 17 s";
    QTest::newRow("the most") << std::chrono::nanoseconds::max() << "2562047 h 47 m 17 s";
}

void TestBase::durationsAreWritten()
{
    QFETCH(std::chrono::nanoseconds, duration);
    QFETCH(QString, expected);
    QCOMPARE(formatDuration(duration), expected);
}

void TestBase::theSameSeedGivesTheSameNumbers()
{
    Random a(7);
    Random b(7);
    Random other(8);
    bool differs = false;
    for (int i = 0; i < 100; ++i) {
        const auto drawn = a.next();
        QCOMPARE(drawn, b.next());
        differs = differs || drawn != other.next();
    }
    QVERIFY(differs);
}

void TestBase::betweenReachesBothEndsAndNothingElse()
{
    Random random(1);
    std::set<std::int64_t> seen;
    for (int i = 0; i < 1000; ++i)
        seen.insert(random.between(-2, 2));
    QVERIFY((seen == std::set<std::int64_t>{-2, -1, 0, 1, 2}));
}

void TestBase::betweenCoversTheWholeRange()
{
    Random random(1);
    bool negative = false;
    bool positive = false;
    for (int i = 0; i < 100; ++i) {
        const auto drawn = random.between(std::numeric_limits<std::int64_t>::min(),
                                          std::numeric_limits<std::int64_t>::max());
        negative = negative || drawn < 0;
        positive = positive || drawn > 0;
    }
    QVERIFY(negative && positive);
}

void TestBase::theNearestNameIsWhatWasMeant()
{
    const QStringList names{QStringLiteral("--initial-backoff"), QStringLiteral("--max-backoff"),
                            QStringLiteral("--seed")};
    QCOMPARE(nearestName(QStringLiteral("--intial-backof"), names), names[0]);
    QCOMPARE(nearestName(QStringLiteral("--SEED"), names), names[2]);
    QVERIFY(!nearestName(QStringLiteral("--colour"), names));
    QVERIFY(!nearestName(QString(), names));
    QVERIFY(!nearestName(QString(1000, QLatin1Char('x')), names));
}

QTEST_GUILESS_MAIN(TestBase)

} // namespace tst_base

#include "tst_base.moc"

// SPDX-License-Identifier: MIT
#include "core/reconnect/backoff.h"
#include "core/verdict/statistics.h"
#include "tests/support/jitter_shapes.h"

#include <QTest>

#include <algorithm>

namespace tst_jitter {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

namespace {

constexpr int samples = 2000;

/// Where in their envelope the waits before one attempt lie.
std::vector<double> shares(const ReconnectPolicy& policy, std::uint32_t attempt,
                           std::optional<nanoseconds> previous = std::nullopt)
{
    Random random(20'260 + attempt);
    std::vector<double> found;
    for (int i = 0; i < samples; ++i) {
        const DrawnBackoff drawn = *drawBackoff(policy, attempt, previous, random);
        found.push_back(double((drawn.delay - drawn.bounds.low).count()) /
                        double((drawn.bounds.high - drawn.bounds.low).count()));
    }
    return found;
}

QByteArray figures(const Uniformity& uniformity)
{
    return QStringLiteral("KS %1, chi-square %2, lag-1 %3")
        .arg(uniformity.kolmogorovSmirnov)
        .arg(uniformity.chiSquare)
        .arg(uniformity.lagOne)
        .toUtf8();
}

ReconnectPolicy withStrategy(BackoffStrategy strategy)
{
    ReconnectPolicy policy;
    policy.strategy = strategy;
    policy.table = {2s};
    return policy;
}

ReconnectPolicy withMode(JitterMode mode)
{
    ReconnectPolicy policy;
    policy.jitterMode = mode;
    return policy;
}

} // namespace

class TestJitter : public QObject
{
    Q_OBJECT
private slots:
    void waitsAreUniformInTheirEnvelope_data();
    void waitsAreUniformInTheirEnvelope();
    void anotherDistributionIsFound_data();
    void anotherDistributionIsFound();
    void atTheCapTheWindowStillSpreads();
    void waitsGrowUntilTheCap();
};

void TestJitter::waitsAreUniformInTheirEnvelope_data()
{
    QTest::addColumn<int>("attempt");
    QTest::addColumn<int>("strategy");
    QTest::addColumn<int>("mode");
    const auto row = [](const char* name, int attempt, BackoffStrategy strategy,
                        JitterMode mode = JitterMode::Window) {
        QTest::newRow(name) << attempt << int(strategy) << int(mode);
    };
    row("window, first", 1, BackoffStrategy::Exponential);
    row("window, near the cap", 7, BackoffStrategy::Exponential);
    row("window, at the cap", 20, BackoffStrategy::Exponential);
    row("window, millionth", 1'000'000, BackoffStrategy::Exponential);
    row("after cap, at the cap", 20, BackoffStrategy::Exponential, JitterMode::AfterCap);
    row("before cap, below the cap", 3, BackoffStrategy::Exponential, JitterMode::BeforeCap);
    row("full", 4, BackoffStrategy::Full);
    row("full at the cap", 20, BackoffStrategy::Full);
    row("equal", 4, BackoffStrategy::Equal);
    row("decorrelated", 4, BackoffStrategy::Decorrelated);
    row("fixed", 4, BackoffStrategy::Fixed);
    row("table", 4, BackoffStrategy::Table);
    row("ocpp A at the cap", 9, BackoffStrategy::Ocpp);
    row("grpc", 4, BackoffStrategy::Grpc);
}

void TestJitter::waitsAreUniformInTheirEnvelope()
{
    QFETCH(int, attempt);
    QFETCH(int, strategy);
    QFETCH(int, mode);
    ReconnectPolicy policy = withStrategy(static_cast<BackoffStrategy>(strategy));
    policy.jitterMode = static_cast<JitterMode>(mode);
    const Uniformity found = uniformityOf(shares(policy, std::uint32_t(attempt), 2s));
    QVERIFY2(found.holds(), figures(found).constData());
}

void TestJitter::anotherDistributionIsFound_data()
{
    QTest::addColumn<std::vector<double>>("found");
    for (const NamedShape& shape : wrongShapes())
        QTest::newRow(shape.name) << drawShares(shape.draw, samples);
    QTest::newRow("before cap, piled up at the cap") << shares(withMode(JitterMode::BeforeCap), 20);
}

void TestJitter::anotherDistributionIsFound()
{
    QFETCH(std::vector<double>, found);
    QVERIFY(!uniformityOf(found).holds());
}

// P06, and no pile-up: at most one wait in two thousand is the cap itself.
void TestJitter::atTheCapTheWindowStillSpreads()
{
    const ReconnectPolicy policy;
    Random random(4);
    int atTheCap = 0;
    nanoseconds least = policy.maxBackoff;
    nanoseconds most{};
    for (int i = 0; i < samples; ++i) {
        const nanoseconds delay = drawBackoff(policy, 30, std::nullopt, random)->delay;
        QVERIFY(delay <= policy.maxBackoff);
        atTheCap += delay == policy.maxBackoff ? 1 : 0;
        least = std::min(least, delay);
        most = std::max(most, delay);
    }
    QVERIFY(atTheCap <= 1);
    QVERIFY(least < 24100ms && most > 29900ms);
}

// P03: with multiplier*(1-r) > 1+r each wait is longer than the one before, below the cap.
void TestJitter::waitsGrowUntilTheCap()
{
    const ReconnectPolicy policy;
    Random random(4);
    for (int life = 0; life < samples; ++life) {
        nanoseconds previous{};
        for (std::uint32_t attempt = 1; attempt <= 6; ++attempt) {
            const nanoseconds delay = drawBackoff(policy, attempt, previous, random)->delay;
            QVERIFY(delay > previous);
            previous = delay;
        }
    }
    ReconnectPolicy wide = policy;
    wide.jitterRatio = 0.5;
    int shrunk = 0;
    for (int life = 0; life < samples; ++life) {
        const nanoseconds first = drawBackoff(wide, 1, std::nullopt, random)->delay;
        shrunk += drawBackoff(wide, 2, first, random)->delay < first ? 1 : 0;
    }
    QVERIFY(shrunk > 0);
}

QTEST_GUILESS_MAIN(TestJitter)

} // namespace tst_jitter

#include "tst_jitter.moc"

// SPDX-License-Identifier: MIT
#include "core/reconnect/backoff.h"

#include <QTest>

#include <memory>
#include <vector>

namespace tst_backoff {

using namespace redial;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

namespace {

ReconnectPolicy policyWith(nanoseconds initial, nanoseconds max, double ratio)
{
    ReconnectPolicy policy;
    policy.initialBackoff = initial;
    policy.maxBackoff = max;
    policy.jitterRatio = ratio;
    return policy;
}

ReconnectPolicy ocppPolicy(OcppReading reading)
{
    ReconnectPolicy policy;
    policy.strategy = BackoffStrategy::Ocpp;
    policy.ocppReading = reading;
    policy.ocppWaitMinimum = 10s;
    policy.ocppRandomRange = 10s;
    policy.ocppRepeatTimes = 3;
    return policy;
}

const std::vector<BackoffStrategy> allStrategies{
    BackoffStrategy::Exponential,  BackoffStrategy::Full,  BackoffStrategy::Equal,
    BackoffStrategy::Decorrelated, BackoffStrategy::Fixed, BackoffStrategy::Table,
    BackoffStrategy::Ocpp,         BackoffStrategy::Grpc};

} // namespace

class Backoff : public QObject
{
    Q_OBJECT
private slots:
    void ExponentialNoJitter();
    void JitterWithinBounds();
    void theWindowNeverExceedsTheCapAndDoesNotPileUpThere();
    void beforeCapPilesUpAtTheCap();
    void afterCapExceedsTheCapByTheRatio();
    void ocppReadingsHaveTheWorkedBounds_data();
    void ocppReadingsHaveTheWorkedBounds();
    void ocppReadingBDoublesTheWholePreviousWaitAndThenFreezes();
    void everyDrawLiesInsideItsEnvelope();
    void attemptsUpToAMillionDoNotOverflow();
    void extremeDurationsSaturate();
    void neverMakesNoFurtherAttempt();
    void theTableRepeatsItsLastEntry();
    void theOffsetIsAddedWhereItsScopeSays();
    void theOffsetDoesNotGrow();
    void grpcWaitsAsItsDocumentSays();
    void decorrelatedWaitsDependOnTheOneBefore();
    void aProgramsOwnFunctionIsAskedAndKeptInOrder();
    void aMillionAttemptsKeepTheirEnvelope();
    void zeroTimesTheLargestPowerIsZero();
};

void Backoff::ExponentialNoJitter()
{
    const ReconnectPolicy policy = policyWith(100ms, 1600ms, 0.0);
    Random random(1);
    const std::vector<nanoseconds> expected{100ms, 200ms, 400ms, 800ms, 1600ms};
    for (std::uint32_t attempt = 1; attempt <= 5; ++attempt)
        QCOMPARE(drawBackoff(policy, attempt, std::nullopt, random)->delay.count(),
                 expected[attempt - 1].count());
    QCOMPARE(drawBackoff(policy, 6, std::nullopt, random)->delay.count(),
             nanoseconds(1600ms).count());
    QCOMPARE(drawBackoff(policy, 0, std::nullopt, random)->delay.count(),
             nanoseconds(100ms).count());
}

void Backoff::JitterWithinBounds()
{
    ReconnectPolicy policy = policyWith(1000ms, 1000ms, 0.2);
    policy.jitterMode = JitterMode::AfterCap;
    Random random(1);
    for (int i = 0; i < 20; ++i) {
        const nanoseconds drawn = drawBackoff(policy, 1, std::nullopt, random)->delay;
        QVERIFY(drawn >= 800ms && drawn <= 1200ms);
    }
}

void Backoff::theWindowNeverExceedsTheCapAndDoesNotPileUpThere()
{
    const ReconnectPolicy policy = policyWith(1s, 30s, 0.2);
    Random random(3);
    int atTheCap = 0;
    int inTheUpperHalf = 0;
    for (int i = 0; i < 1000; ++i) {
        const nanoseconds drawn = drawBackoff(policy, 10, std::nullopt, random)->delay;
        QVERIFY(drawn >= 24s && drawn <= 30s);
        atTheCap += drawn == 30s ? 1 : 0;
        inTheUpperHalf += drawn > 27s ? 1 : 0;
    }
    QVERIFY(atTheCap < 3);
    QVERIFY(inTheUpperHalf > 420 && inTheUpperHalf < 580);
}

void Backoff::beforeCapPilesUpAtTheCap()
{
    ReconnectPolicy policy = policyWith(1s, 30s, 0.2);
    policy.jitterMode = JitterMode::BeforeCap;
    Random random(3);
    int atTheCap = 0;
    for (int i = 0; i < 1000; ++i)
        atTheCap += drawBackoff(policy, 10, std::nullopt, random)->delay == 30s ? 1 : 0;
    QVERIFY(atTheCap > 420 && atTheCap < 580);
}

void Backoff::afterCapExceedsTheCapByTheRatio()
{
    ReconnectPolicy policy = policyWith(1s, 30s, 0.2);
    policy.jitterMode = JitterMode::AfterCap;
    const BackoffBounds bounds = *backoffBounds(policy, 20);
    QVERIFY(bounds.low == 24s && bounds.nominal == 30s && bounds.high == 36s);
}

void Backoff::ocppReadingsHaveTheWorkedBounds_data()
{
    QTest::addColumn<int>("reading");
    QTest::addColumn<int>("attempt");
    QTest::addColumn<int>("low");
    QTest::addColumn<int>("high");
    const std::vector<std::vector<std::pair<int, int>>> bounds{
        {{10, 20}, {20, 30}, {40, 50}, {80, 90}, {80, 90}},
        {{10, 20}, {20, 50}, {40, 110}, {80, 230}, {80, 230}},
        {{10, 20}, {20, 50}, {40, 110}, {40, 110}, {40, 110}}};
    for (int reading = 0; reading < 3; ++reading) {
        for (int attempt = 1; attempt <= 5; ++attempt) {
            const auto [low, high] = bounds[std::size_t(reading)][std::size_t(attempt - 1)];
            QTest::addRow("reading %d attempt %d", reading, attempt)
                << reading << attempt << low << high;
        }
    }
}

void Backoff::ocppReadingsHaveTheWorkedBounds()
{
    QFETCH(int, reading);
    QFETCH(int, attempt);
    QFETCH(int, low);
    QFETCH(int, high);
    const BackoffBounds bounds = *backoffBounds(ocppPolicy(static_cast<OcppReading>(reading)),
                                                static_cast<std::uint32_t>(attempt));
    QVERIFY(bounds.low == std::chrono::seconds(low));
    QVERIFY(bounds.high == std::chrono::seconds(high));
}

void Backoff::ocppReadingBDoublesTheWholePreviousWaitAndThenFreezes()
{
    const ReconnectPolicy policy = ocppPolicy(OcppReading::B);
    Random random(5);
    std::optional<nanoseconds> previous;
    std::vector<nanoseconds> waits;
    for (std::uint32_t attempt = 1; attempt <= 6; ++attempt) {
        const nanoseconds drawn = drawBackoff(policy, attempt, previous, random)->delay;
        if (previous && attempt <= 4)
            QVERIFY(drawn >= 2 * *previous && drawn <= 2 * *previous + 10s);
        waits.push_back(drawn);
        previous = drawn;
    }
    QVERIFY(waits[4] == waits[3] && waits[5] == waits[3]);
}

void Backoff::everyDrawLiesInsideItsEnvelope()
{
    for (const BackoffStrategy strategy : allStrategies) {
        for (const OcppReading reading : {OcppReading::A, OcppReading::B, OcppReading::BPrime}) {
            ReconnectPolicy policy;
            policy.strategy = strategy;
            policy.ocppReading = reading;
            policy.table = {1s, 2s, 5s};
            policy.delayOffset = 100ms;
            Random random(11);
            std::optional<nanoseconds> previous;
            for (std::uint32_t attempt = 1; attempt < 500; ++attempt) {
                const nanoseconds drawn = drawBackoff(policy, attempt, previous, random)->delay;
                const BackoffBounds given = *backoffBounds(policy, attempt, previous);
                const BackoffBounds widest = *backoffBounds(policy, attempt);
                QVERIFY(drawn >= given.low && drawn <= given.high);
                QVERIFY(drawn >= widest.low && drawn <= widest.high);
                previous = drawn;
            }
        }
    }
}

void Backoff::attemptsUpToAMillionDoNotOverflow()
{
    for (const BackoffStrategy strategy : allStrategies) {
        ReconnectPolicy policy;
        policy.strategy = strategy;
        policy.table = {1s};
        for (const std::uint32_t attempt : {64u, 65u, 1000u, 1'000'000u, UINT32_MAX}) {
            const BackoffBounds bounds = *backoffBounds(policy, attempt);
            QVERIFY(bounds.low >= 0s && bounds.low <= bounds.high);
            QVERIFY(bounds.high <= 3min);
        }
    }
}

void Backoff::extremeDurationsSaturate()
{
    ReconnectPolicy policy = policyWith(nanoseconds::max(), nanoseconds::max(), 1.0);
    policy.jitterMode = JitterMode::AfterCap;
    policy.delayOffset = nanoseconds::max();
    Random random(1);
    for (const BackoffStrategy strategy : allStrategies) {
        policy.strategy = strategy;
        policy.ocppWaitMinimum = nanoseconds::max();
        policy.ocppRandomRange = nanoseconds::max();
        policy.table = {nanoseconds::max()};
        const nanoseconds drawn = drawBackoff(policy, 1'000'000, nanoseconds::max(), random)->delay;
        QVERIFY(drawn >= 0s);
    }
    policy = policyWith(0ns, 0ns, 0.2);
    QVERIFY(drawBackoff(policy, 7, std::nullopt, random)->delay == 0ns);
}

void Backoff::neverMakesNoFurtherAttempt()
{
    ReconnectPolicy policy;
    policy.strategy = BackoffStrategy::Never;
    Random random(1);
    QVERIFY(!backoffBounds(policy, 1));
    QVERIFY(!drawBackoff(policy, 1, std::nullopt, random));
}

void Backoff::theTableRepeatsItsLastEntry()
{
    ReconnectPolicy policy = policyWith(1s, 30s, 0.0);
    policy.strategy = BackoffStrategy::Table;
    policy.table = {0s, 2s, 7s};
    Random random(1);
    std::vector<nanoseconds> waits;
    for (std::uint32_t attempt = 1; attempt <= 5; ++attempt)
        waits.push_back(drawBackoff(policy, attempt, std::nullopt, random)->delay);
    QVERIFY((waits == std::vector<nanoseconds>{0s, 2s, 7s, 7s, 7s}));
}

void Backoff::theOffsetIsAddedWhereItsScopeSays()
{
    ReconnectPolicy policy = policyWith(100ms, 10s, 0.0);
    policy.delayOffset = 1s;
    QVERIFY(backoffBounds(policy, 1)->nominal == 1100ms);
    QVERIFY(backoffBounds(policy, 2)->nominal == 200ms);
    policy.offsetScope = OffsetScope::EveryAttempt;
    QVERIFY(backoffBounds(policy, 2)->nominal == 1200ms);
}

// What is doubled, or taken three times, is the wait without the offset.
void Backoff::theOffsetDoesNotGrow()
{
    ReconnectPolicy policy = ocppPolicy(OcppReading::B);
    policy.delayOffset = 1s;
    QVERIFY((*backoffBounds(policy, 2, 16s) == BackoffBounds{30s, 30s, 40s}));
    QVERIFY((*backoffBounds(policy, 3, 30s) == BackoffBounds{60s, 60s, 70s}));
    policy.offsetScope = OffsetScope::EveryAttempt;
    QVERIFY((*backoffBounds(policy, 3, 31s) == BackoffBounds{61s, 61s, 71s}));
    policy = policyWith(1s, 20s, 0.2);
    policy.strategy = BackoffStrategy::Decorrelated;
    policy.delayOffset = 1s;
    QVERIFY((*backoffBounds(policy, 2, 3s) == BackoffBounds{1s, 1s, 6s}));
}

void Backoff::grpcWaitsAsItsDocumentSays()
{
    ReconnectPolicy policy;
    policy.strategy = BackoffStrategy::Grpc;
    QVERIFY((*backoffBounds(policy, 1) == BackoffBounds{1s, 1s, 1s}));
    QVERIFY((*backoffBounds(policy, 2) == BackoffBounds{1600ms, 1280ms, 1920ms}));
    QVERIFY((*backoffBounds(policy, 3) == BackoffBounds{2560ms, 2048ms, 3072ms}));
    QVERIFY((*backoffBounds(policy, 50) == BackoffBounds{120s, 96s, 144s}));
}

void Backoff::decorrelatedWaitsDependOnTheOneBefore()
{
    ReconnectPolicy policy = policyWith(1s, 20s, 0.2);
    policy.strategy = BackoffStrategy::Decorrelated;
    QVERIFY((*backoffBounds(policy, 1) == BackoffBounds{1s, 1s, 3s}));
    QVERIFY((*backoffBounds(policy, 2, 2s) == BackoffBounds{1s, 1s, 6s}));
    QVERIFY((*backoffBounds(policy, 3, 19s) == BackoffBounds{1s, 1s, 20s}));
    QVERIFY((*backoffBounds(policy, 2) == BackoffBounds{1s, 1s, 9s}));
}

void Backoff::aProgramsOwnFunctionIsAskedAndKeptInOrder()
{
    ReconnectPolicy policy;
    policy.strategy = BackoffStrategy::User;
    Random random(1);
    QVERIFY(!drawBackoff(policy, 1, std::nullopt, random));
    policy.userBackoff = std::make_shared<const UserBackoff>(
        [](std::uint32_t attempt,
           std::optional<nanoseconds> previous) -> std::optional<BackoffBounds> {
            if (attempt > 3)
                return std::nullopt;
            if (attempt == 3)
                return BackoffBounds{5s, 9s, -1s};
            const nanoseconds wait = previous.value_or(1s) * attempt;
            return BackoffBounds{wait, wait, wait};
        });
    QVERIFY(drawBackoff(policy, 1, std::nullopt, random)->delay == 1s);
    QVERIFY(drawBackoff(policy, 2, 4s, random)->delay == 8s);
    QVERIFY((*backoffBounds(policy, 3) == BackoffBounds{9s, 9s, 9s}));
    QVERIFY(!drawBackoff(policy, 4, std::nullopt, random));
}

// P04: every attempt, not a sample of them.
void Backoff::aMillionAttemptsKeepTheirEnvelope()
{
    for (const BackoffStrategy strategy : allStrategies) {
        ReconnectPolicy policy;
        policy.strategy = strategy;
        policy.ocppReading = OcppReading::B;
        policy.table = {1s, 2s};
        Random random(9);
        std::optional<nanoseconds> previous;
        bool holds = true;
        for (std::uint32_t attempt = 1; attempt <= 1'000'000; ++attempt) {
            const DrawnBackoff drawn = *drawBackoff(policy, attempt, previous, random);
            holds = holds && drawn.bounds.low >= 0s && drawn.bounds.low <= drawn.delay &&
                    drawn.delay <= drawn.bounds.high && drawn.bounds.high <= 230s;
            previous = drawn.delay;
        }
        QVERIFY2(holds, nameOf(strategy).data());
    }
}

void Backoff::zeroTimesTheLargestPowerIsZero()
{
    ReconnectPolicy policy = ocppPolicy(OcppReading::A);
    policy.ocppRepeatTimes = UINT32_MAX;
    policy.ocppWaitMinimum = 0s;
    QVERIFY((*backoffBounds(policy, UINT32_MAX) == BackoffBounds{0s, 0s, 10s}));
    policy.ocppReading = OcppReading::B;
    QVERIFY((*backoffBounds(policy, UINT32_MAX) == BackoffBounds{0s, 0s, nanoseconds::max()}));
    policy.ocppWaitMinimum = 1ns;
    QVERIFY(backoffBounds(policy, UINT32_MAX)->low == nanoseconds::max());
}

QTEST_GUILESS_MAIN(Backoff)

} // namespace tst_backoff

#include "tst_backoff.moc"

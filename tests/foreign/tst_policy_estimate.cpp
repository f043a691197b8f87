// SPDX-License-Identifier: MIT
// The estimator against clients whose parameters are known.
#include "core/foreign/policy_estimate.h"
#include "tests/foreign/synthetic_waits.h"

#include <QTest>

namespace tst_policy_estimate {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

/// What a client's policy makes of its waits, in seconds.
struct Known
{
    ReconnectPolicy policy;
    double initial = 0;
    double factor = 1;
    QString jitter;
    double ratio = 0; ///< 0: none is told
    double cap = 0;   ///< 0: none is told
    int series = 25;
    std::uint32_t attempts = 12;
};

ReconnectPolicy policyOf(BackoffStrategy strategy, std::chrono::nanoseconds initial, double factor,
                         std::chrono::nanoseconds cap, double ratio = 0,
                         JitterMode mode = JitterMode::AfterCap)
{
    ReconnectPolicy policy;
    policy.strategy = strategy;
    policy.initialBackoff = initial;
    policy.multiplier = factor;
    policy.maxBackoff = cap;
    policy.jitterRatio = ratio;
    policy.jitterMode = mode;
    return policy;
}

std::vector<std::pair<const char*, Known>> knownClients()
{
    using S = BackoffStrategy;
    const QString none = QStringLiteral("none");
    const QString uniform = QStringLiteral("uniform ratio");
    const QString cut = QStringLiteral("uniform ratio, cut at the cap");
    ReconnectPolicy table;
    table.strategy = S::Table;
    table.jitterRatio = 0;
    table.table = {10ms, 50ms, 100ms, 150ms, 200ms, 250ms, 500ms, 1s, 2s, 5s};
    ReconnectPolicy fixed = policyOf(S::Fixed, 10s, 1, 30s);
    ReconnectPolicy grpc;
    grpc.strategy = S::Grpc;
    return {
        {"factor 1.3 without jitter",
         {policyOf(S::Exponential, 1s, 1.3, 10s), 1, 1.3, none, 0, 10, 1, 14}},
        {"doubling without jitter",
         {policyOf(S::Exponential, 500ms, 2, 30s), .5, 2, none, 0, 30, 2, 10}},
        {"no cap reached", {policyOf(S::Exponential, 100ms, 1.5, 1h), .1, 1.5, none, 0, 0, 1, 8}},
        {"fixed", {fixed, 10, 1, none, 0, 0, 1, 6}},
        {"fixed, plus and minus 30 %",
         {policyOf(S::Fixed, 10s, 1, 30s, .3), 10, 1, uniform, .3, 0}},
        {"ratio 0.2 around the cap",
         {policyOf(S::Exponential, 1s, 1.6, 20s, .2), 1, 1.6, uniform, .2, 20}},
        {"ratio 0.5, as socket.io",
         {policyOf(S::Exponential, 1s, 2, 5s, .5), 1, 2, uniform, .5, 5}},
        {"ratio 0.2 cut at the cap",
         {policyOf(S::Exponential, 500ms, 2, 30s, .2, JitterMode::Window), .5, 2, cut, .2, 30}},
        {"full", {policyOf(S::Full, 1s, 2, 30s), 1, 2, QStringLiteral("full"), 0, 30}},
        {"equal", {policyOf(S::Equal, 1s, 2, 30s), 1, 2, QStringLiteral("equal"), 0, 30}},
        {"decorrelated",
         {policyOf(S::Decorrelated, 1s, 3, 60s), 1, 3, QStringLiteral("decorrelated"), 0, 60, 60}},
        {"gRPC", {grpc, 1, 1.6, uniform, .2, 120, 25, 16}},
        {"a table", {table, .01, 0, QStringLiteral("none (a table)"), 0, 0, 3, 10}},
    };
}

bool isWithin(double value, double truth, double share)
{
    return std::abs(value - truth) <= share * truth;
}

QByteArray told(const Estimate& estimate)
{
    return (estimate.title + QStringLiteral(": ") + estimate.text()).toUtf8();
}

void requireFigure(const Estimate& estimate, double truth)
{
    if (truth == 0) {
        QVERIFY2(!estimate.isKnown(), told(estimate).constData());
        return;
    }
    QVERIFY2(estimate.isKnown(), told(estimate).constData());
    QVERIFY2(isWithin(estimate.value, truth, 0.05), told(estimate).constData());
    QVERIFY2(estimate.low <= truth * 1.0001 && truth * 0.9999 <= estimate.high,
             told(estimate).constData());
    QVERIFY(!estimate.evidence.empty());
}

ReconnectPolicy ocpp(OcppReading reading, std::chrono::seconds wait, std::chrono::seconds range,
                     std::uint32_t repeats)
{
    ReconnectPolicy policy;
    policy.strategy = BackoffStrategy::Ocpp;
    policy.ocppReading = reading;
    policy.ocppWaitMinimum = wait;
    policy.ocppRandomRange = range;
    policy.ocppRepeatTimes = repeats;
    return policy;
}

} // namespace

class TestPolicyEstimate : public QObject
{
    Q_OBJECT
private slots:
    void aKnownClientIsEstimatedWithinFivePercent_data();
    void aKnownClientIsEstimatedWithinFivePercent();
    void theIntervalHoldsTheTruthAlmostAlways();
    void anOcppReadingIsRecognised_data();
    void anOcppReadingIsRecognised();
    void theFirstWaitMayBeAnother();
    void fewWaitsAreTooFew_data();
    void fewWaitsAreTooFew();
    void aLateTimerIsNoJitter();
    void smallJitterIsNotTakenForNone();
    void noiseMayHideJitter();
    void aTableTellsItsFirstWaitByThatAlone();
};

void TestPolicyEstimate::aKnownClientIsEstimatedWithinFivePercent_data()
{
    QTest::addColumn<std::size_t>("index");
    std::size_t index = 0;
    for (const auto& [name, known] : knownClients())
        QTest::newRow(name) << index++;
}

void TestPolicyEstimate::aKnownClientIsEstimatedWithinFivePercent()
{
    QFETCH(std::size_t, index);
    const Known known = knownClients()[index].second;
    const auto found = estimatePolicy(waitsOf(known.policy, known.series, known.attempts));
    QCOMPARE(found.jitter.text(), known.jitter);
    requireFigure(found.initial, known.initial);
    requireFigure(found.factor, known.factor);
    requireFigure(found.ratio, known.ratio);
    requireFigure(found.cap, known.cap);
}

void TestPolicyEstimate::theIntervalHoldsTheTruthAlmostAlways()
{
    const auto policy = policyOf(BackoffStrategy::Exponential, 1s, 1.6, 20s, .2);
    int held = 0;
    constexpr int runs = 40;
    for (int run = 0; run < runs; ++run) {
        const auto found = estimatePolicy(waitsOf(policy, 3, 12, std::uint64_t(run) + 1));
        const auto holds = [](const Estimate& estimate, double truth) {
            return estimate.isKnown() && estimate.low <= truth && truth <= estimate.high;
        };
        held += holds(found.factor, 1.6) && holds(found.cap, 20) && holds(found.initial, 1) ? 1 : 0;
    }
    QVERIFY2(held >= runs * 9 / 10, QByteArray::number(held).constData());
}

void TestPolicyEstimate::anOcppReadingIsRecognised_data()
{
    QTest::addColumn<int>("reading");
    QTest::addColumn<QString>("begin");
    QTest::newRow("A") << int(OcppReading::A) << QStringLiteral("A: W ");
    QTest::newRow("B") << int(OcppReading::B) << QStringLiteral("B with R 3, or B' with R 4: ");
    QTest::newRow("B'") << int(OcppReading::BPrime)
                        << QStringLiteral("B with R 2, or B' with R 3: ");
}

void TestPolicyEstimate::anOcppReadingIsRecognised()
{
    QFETCH(int, reading);
    QFETCH(QString, begin);
    const auto policy = ocpp(OcppReading(reading), 10s, 10s, 3);
    const auto found = estimatePolicy(waitsOf(policy, 40, 8));
    QVERIFY2(found.ocppReading.text().startsWith(begin), told(found.ocppReading).constData());
    QVERIFY(found.model);
    QVERIFY2(isWithin(found.model->range, 10, 0.05),
             QByteArray::number(found.model->range).constData());
    QVERIFY2(found.initial.low <= 10 && 10 <= found.initial.high, told(found.initial).constData());
}

void TestPolicyEstimate::theFirstWaitMayBeAnother()
{
    WaitData data = waitsOf(policyOf(BackoffStrategy::Exponential, 1s, 2, 16s), 1, 9);
    for (WaitSample& sample : data.samples)
        ++sample.attempt;
    data.samples.insert(data.samples.begin(), {0.001, 1, {}, 100, 101});
    const auto found = estimatePolicy(data);
    QVERIFY(found.model && found.model->first);
    QVERIFY2(isWithin(found.initial.value, 1, 0.05), told(found.initial).constData());
    QVERIFY2(isWithin(found.factor.value, 2, 0.05), told(found.factor).constData());
}

void TestPolicyEstimate::fewWaitsAreTooFew_data()
{
    QTest::addColumn<int>("waits");
    for (const int waits : {0, 1, 2, 5, 7})
        QTest::addRow("%d waits", waits) << waits;
}

void TestPolicyEstimate::fewWaitsAreTooFew()
{
    QFETCH(int, waits);
    const auto policy = policyOf(BackoffStrategy::Full, 1s, 2, 30s);
    const auto found = estimatePolicy(waitsOf(policy, 1, std::uint32_t(waits)));
    for (const Estimate& estimate : found.all())
        QVERIFY2(estimate.text().startsWith(QLatin1String("not known: too few")),
                 told(estimate).constData());
}

void TestPolicyEstimate::aLateTimerIsNoJitter()
{
    const auto policy = policyOf(BackoffStrategy::Exponential, 200ms, 1.3, 2s);
    WaitData data = waitsOf(policy, 2, 12, 3, 5ms);
    data.samples[7].seconds += 0.4; // the machine stood still
    const auto found = estimatePolicy(data);
    QCOMPARE(found.jitter.text(), QStringLiteral("none"));
    QVERIFY2(isWithin(found.factor.value, 1.3, 0.05), told(found.factor).constData());
    QVERIFY2(found.initial.low <= .2 && .2 <= found.initial.high, told(found.initial).constData());
    QVERIFY2(found.cap.low <= 2 && 2 <= found.cap.high, told(found.cap).constData());
}

void TestPolicyEstimate::smallJitterIsNotTakenForNone()
{
    const auto policy = policyOf(BackoffStrategy::Exponential, 1s, 2, 8s, .05);
    const auto found = estimatePolicy(waitsOf(policy, 10, 10));
    QCOMPARE(found.jitter.text(), QStringLiteral("uniform ratio"));
}

void TestPolicyEstimate::noiseMayHideJitter()
{
    const auto policy = policyOf(BackoffStrategy::Exponential, 20ms, 2, 100ms, .2);
    const auto found = estimatePolicy(waitsOf(policy, 2, 10, 1, 30ms));
    QVERIFY2(found.jitter.text() != QStringLiteral("none"), told(found.jitter).constData());
    const auto few = policyOf(BackoffStrategy::Exponential, 1s, 2, 30s, .2);
    for (std::uint64_t seed = 1; seed <= 200; ++seed)
        QVERIFY(!estimatePolicy(waitsOf(few, 1, 5, seed)).isExact());
}

void TestPolicyEstimate::aTableTellsItsFirstWaitByThatAlone()
{
    ReconnectPolicy policy = policyOf(BackoffStrategy::Table, 1s, 2, 1h);
    policy.table = {2s, 30s, 3s, 11s, 1s};
    WaitData data = waitsOf(policy, 4, 5);
    const auto found = estimatePolicy(data);
    QCOMPARE(found.jitter.text(), QStringLiteral("none (a table)"));
    QVERIFY2(found.initial.low <= 2 && 2 <= found.initial.high, told(found.initial).constData());
    QVERIFY2(found.initial.low > 1.9 && found.initial.high < 2.1, told(found.initial).constData());
    QCOMPARE(found.initial.samples, std::size_t(4));
    std::erase_if(data.samples, [](const WaitSample& sample) { return sample.attempt == 1; });
    QVERIFY2(!estimatePolicy(data).initial.isKnown(),
             told(estimatePolicy(data).initial).constData());
}

QTEST_GUILESS_MAIN(TestPolicyEstimate)

} // namespace tst_policy_estimate

#include "tst_policy_estimate.moc"

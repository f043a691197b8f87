// SPDX-License-Identifier: MIT
#include "tests/reconnect/mutants.h"
#include "tests/reconnect/random_life.h"

#include <QTest>

#include <vector>

namespace tst_reconnect_properties {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

struct NamedPolicy
{
    const char* name;
    ReconnectPolicy policy;
};

ReconnectPolicy ocpp(OcppReading reading)
{
    ReconnectPolicy policy;
    policy.strategy = BackoffStrategy::Ocpp;
    policy.ocppReading = reading;
    policy.offsetScope = OffsetScope::EveryAttempt;
    policy.delayOffset = 300ms;
    return policy;
}

ReconnectPolicy withStrategy(BackoffStrategy strategy)
{
    ReconnectPolicy policy;
    policy.strategy = strategy;
    policy.table = {0s, 1s, 3s};
    policy.delayOffset = 20ms;
    return policy;
}

ReconnectPolicy extreme()
{
    ReconnectPolicy policy;
    policy.initialBackoff = std::chrono::hours(24 * 365 * 100);
    policy.maxBackoff = std::chrono::nanoseconds::max();
    policy.multiplier = 1e300;
    policy.jitterRatio = 1;
    policy.jitterMode = JitterMode::AfterCap;
    policy.closeTimeout = std::chrono::nanoseconds::max();
    policy.connectTimeout = std::chrono::nanoseconds::max();
    return policy;
}

std::vector<NamedPolicy> policies()
{
    std::vector<NamedPolicy> all{
        {"default", {}},
        {"strict", strictPolicy()},
        {"extreme", extreme()},
        {"ocpp A", ocpp(OcppReading::A)},
        {"ocpp B", ocpp(OcppReading::B)},
        {"ocpp B'", ocpp(OcppReading::BPrime)},
        {"full", withStrategy(BackoffStrategy::Full)},
        {"decorrelated", withStrategy(BackoffStrategy::Decorrelated)},
        {"table", withStrategy(BackoffStrategy::Table)},
        {"grpc", withStrategy(BackoffStrategy::Grpc)},
        {"never", withStrategy(BackoffStrategy::Never)},
    };
    all[1].policy.resetOn = ResetOn::Stable;
    all.push_back({"reset on open", {}});
    all.back().policy.resetOn = ResetOn::Open;
    all.back().policy.jitterMode = JitterMode::BeforeCap;
    return all;
}

} // namespace

class TestReconnectProperties : public QObject
{
    Q_OBJECT
private slots:
    void aMillionRandomInputsBreakNoPromise_data();
    void aMillionRandomInputsBreakNoPromise();
    void whateverWasWantedLastIsReached();
    void aMillionFailedAttemptsKeepTheirEnvelope();
    void aMutantIsCaught_data();
    void aMutantIsCaught();
};

void TestReconnectProperties::aMillionRandomInputsBreakNoPromise_data()
{
    QTest::addColumn<int>("index");
    const auto all = policies();
    for (std::size_t i = 0; i < all.size(); ++i)
        QTest::newRow(all[i].name) << int(i);
}

void TestReconnectProperties::aMillionRandomInputsBreakNoPromise()
{
    QFETCH(int, index);
    const auto all = policies();
    const int inputs = 1'000'000 / int(all.size()) + 1;
    RandomLife life(all[std::size_t(index)].policy, step, 1000 + std::uint64_t(index));
    life.run(inputs);
    QVERIFY2(life.checker().violations().empty(), qPrintable(life.checker().firstViolation()));
    QVERIFY(life.onlines() > 100);
    QVERIFY(life.refusals() > 100);
    QVERIFY(life.mostEffects() * 2 <= ReconnectEffects::capacity);
}

// P29: 20,000 short lives, each then left to settle.
void TestReconnectProperties::whateverWasWantedLastIsReached()
{
    for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
        RandomLife life(seed % 2 == 0 ? ReconnectPolicy() : strictPolicy(), step, seed);
        life.run(1 + int(seed % 40));
        const QString problem = life.settle();
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        QVERIFY2(life.checker().violations().empty(), qPrintable(life.checker().firstViolation()));
    }
}

void TestReconnectProperties::aMillionFailedAttemptsKeepTheirEnvelope()
{
    const ReconnectPolicy policy;
    TraceChecker checker(policy);
    ReconnectState state;
    Random random(3);
    MonotonicTime now{};
    const auto feed = [&](const ReconnectInput& input) {
        checker.check(input, step(state, policy, input, now, random), now, state.online);
    };
    feed(ReconnectInput::start());
    for (int i = 0; i < 1'000'000; ++i) {
        feed(ReconnectInput::closed(state.epoch, {.cause = CloseCause::Refused}));
        now = checker.due(ReconnectTimer::Backoff);
        feed(ReconnectInput::fired(ReconnectTimer::Backoff));
    }
    QVERIFY2(checker.violations().empty(), qPrintable(checker.firstViolation()));
    QCOMPARE(state.attempt, 1'000'000U);
}

void TestReconnectProperties::aMutantIsCaught_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < mutants().size(); ++i)
        QTest::newRow(mutants()[i].name) << int(i);
}

// The negative control: the same lives, led by a machine with one bug, must fail the oracle that
// the bug breaks.
void TestReconnectProperties::aMutantIsCaught()
{
    QFETCH(int, index);
    const Mutant& mutant = mutants()[std::size_t(index)];
    RandomLife life(strictPolicy(), mutant.machine, 77);
    life.run(20'000);
    QStringList found;
    for (const auto& [oracle, count] : life.checker().violations())
        found << QStringLiteral("%1 x%2").arg(QString::fromStdString(oracle)).arg(count);
    QVERIFY2(life.checker().violations().count(mutant.oracle) != 0,
             qPrintable(QStringLiteral("not caught by %1, only by: %2")
                            .arg(QString::fromLatin1(mutant.oracle), found.join(QChar(u' ')))));
}

QTEST_GUILESS_MAIN(TestReconnectProperties)

} // namespace tst_reconnect_properties

#include "tst_reconnect_properties.moc"

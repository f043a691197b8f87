// SPDX-License-Identifier: MIT
// Random lives of the session machine against a checker that was written from the rules, and
// machines with one bug each, which it must find.
#include "core/base/random.h"
#include "tests/session/session_checker.h"
#include "tests/session/session_mutants.h"

#include <QTest>

namespace tst_session_properties {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

SessionPolicy randomPolicy(Random& random)
{
    SessionPolicy policy;
    policy.bootPolicy = static_cast<BootPolicy>(random.between(0, 2));
    policy.offlineSend = static_cast<OfflineSend>(random.between(0, 2));
    policy.ownsResumeDelay = random.between(0, 1) == 1;
    policy.skipHeartbeatWhenBusy = random.between(0, 3) == 0;
    policy.messageAttempts = static_cast<std::uint32_t>(random.between(2, 4));
    policy.bootRetryInterval = std::chrono::seconds(random.between(0, 20));
    policy.messageAttemptInterval = std::chrono::seconds(random.between(1, 60));
    policy.reportStatus = static_cast<StatusReport>(random.between(0, 2));
    policy.offlineThreshold = std::chrono::seconds(random.between(0, 60));
    return policy;
}

/// Mostly what a life brings, sometimes what it should not.
SessionInput randomInput(Random& random, const SessionChecker& life)
{
    using Kind = SessionInput::Kind;
    SessionInput input;
    if (random.between(0, 9) == 0) {
        input.kind = static_cast<Kind>(random.between(0, int(Kind::TimerFired) - 1));
    } else if (!life.isConnected()) {
        input.kind = random.between(0, 3) == 0 ? Kind::CallWanted : Kind::Opened;
    } else if (life.open() == OpenCall::Boot && random.between(0, 1) == 0) {
        input.kind = Kind::BootAnswered;
    } else {
        static constexpr std::array usual{
            Kind::CallAnswered, Kind::CallAnswered,      Kind::CallFailed,    Kind::CallFailed,
            Kind::CallWanted,   Kind::TransactionWanted, Kind::OnlineChanged, Kind::OnlineChanged,
            Kind::CallWanted,   Kind::HeartbeatTriggered};
        input.kind = usual[static_cast<std::size_t>(random.between(0, usual.size() - 1))];
    }
    input.status = random.between(0, 1) == 0
                       ? RegistrationStatus::Accepted
                       : static_cast<RegistrationStatus>(random.between(0, 2));
    input.online = random.between(0, 4) != 0;
    input.count = static_cast<std::uint32_t>(random.between(0, 2));
    input.interval = std::chrono::seconds(random.between(0, 3) * 30);
    return input;
}

/// Fires the next timer that is due, or a stale one.
std::optional<SessionInput> timerInput(Random& random, const SessionChecker& life,
                                       MonotonicTime& now)
{
    const std::int64_t dice = random.between(0, 9);
    if (dice > 4)
        return std::nullopt;
    SessionInput input;
    input.kind = SessionInput::Kind::TimerFired;
    if (dice == 0) {
        input.timer = static_cast<SessionTimer>(random.between(0, sessionTimerCount - 1));
        if (!life.due(input.timer))
            return input;
        return std::nullopt;
    }
    std::optional<SessionTimer> next;
    for (int i = 0; i < sessionTimerCount; ++i) {
        const auto timer = static_cast<SessionTimer>(i);
        if (life.due(timer) && (!next || *life.due(timer) < *life.due(*next)))
            next = timer;
    }
    if (!next || *life.due(*next) == MonotonicTime::max())
        return std::nullopt;
    input.timer = *next;
    now = *life.due(*next);
    return input;
}

struct Coverage
{
    std::array<int, 14> effects{};
};

std::optional<std::string> liveOnce(SessionStep machine, std::uint64_t seed, int inputs,
                                    Coverage* coverage = nullptr)
{
    Random random(seed);
    const SessionPolicy policy = randomPolicy(random);
    SessionChecker checker(policy);
    OcppSessionState state;
    MonotonicTime now{};
    for (int i = 0; i < inputs && !checker.broken(); ++i) {
        auto input = timerInput(random, checker, now);
        if (!input)
            input = randomInput(random, checker);
        const SessionEffects effects = machine(state, policy, *input, now);
        checker.check(*input, effects, now);
        if (coverage) {
            for (const SessionEffect& effect : effects)
                ++coverage->effects.at(static_cast<std::size_t>(effect.kind));
        }
    }
    return checker.broken();
}

} // namespace

class TestSessionProperties : public QObject
{
    Q_OBJECT

private slots:
    void randomLivesKeepEveryRule()
    {
        Coverage coverage;
        for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
            const auto broken = liveOnce(step, seed, 500, &coverage);
            QVERIFY2(!broken, qPrintable(QStringLiteral("seed %1: %2")
                                             .arg(seed)
                                             .arg(QString::fromStdString(broken.value_or("")))));
        }
        for (std::size_t kind = 0; kind < coverage.effects.size(); ++kind)
            QVERIFY2(coverage.effects[kind] > 100, qPrintable(QString::number(kind)));
    }

    void everyMutantIsFound_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < sessionMutants().size(); ++i)
            QTest::newRow(sessionMutants()[i].name) << int(i);
    }
    void everyMutantIsFound()
    {
        QFETCH(int, index);
        const SessionMutant& mutant = sessionMutants()[std::size_t(index)];
        std::optional<std::string> broken;
        for (std::uint64_t seed = 1; seed <= 200 && !broken; ++seed)
            broken = liveOnce(mutant.machine, seed, 500);
        QVERIFY(broken.has_value());
        qInfo("%s: %s", mutant.name, broken->c_str());
    }
};

QTEST_GUILESS_MAIN(TestSessionProperties)

} // namespace tst_session_properties

#include "tst_session_properties.moc"

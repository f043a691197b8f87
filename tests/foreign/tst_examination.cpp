// SPDX-License-Identifier: MIT
// The whole examination in virtual time: simulated clients with known traits against plan,
// observations, estimates and findings.
#include "core/foreign/judgement.h"
#include "tests/foreign/simulated_client.h"

#include <QTest>

namespace tst_examination {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

using Reset = ClientTraits::Reset;

ClientTraits goodClient()
{
    ClientTraits traits;
    traits.policy.strategy = BackoffStrategy::Exponential;
    traits.policy.initialBackoff = 1s;
    traits.policy.maxBackoff = 20s;
    traits.policy.multiplier = 2;
    traits.policy.jitterRatio = 0.2;
    traits.policy.jitterMode = JitterMode::AfterCap;
    traits.pingInterval = 4s;
    return traits;
}

ClientTraits exactClient()
{
    ClientTraits traits = goodClient();
    traits.policy.jitterRatio = 0;
    return traits;
}

ClientTraits with(ClientTraits traits, const std::function<void(ClientTraits&)>& change)
{
    change(traits);
    return traits;
}

ExaminationSettings restartable(std::uint32_t attempts = 10)
{
    ExaminationSettings settings;
    settings.attempts = attempts;
    settings.canRestart = true;
    return settings;
}

struct Judged
{
    explicit Judged(const ClientTraits& traits, const ExaminationSettings& settings = restartable(),
                    std::uint64_t seed = 1)
        : simulation(traits, settings, seed)
        , finished(simulation.run())
        , judgement(judgeClient(simulation.log(), simulation.plan().situations()))
    {
    }

    const Estimate& estimate(const QString& id) const
    {
        static const Estimate none;
        for (const Estimate& candidate : all)
            if (candidate.id == id)
                return candidate;
        return none;
    }
    QStringList oracles() const
    {
        QStringList ids;
        for (const ClientFinding& finding : judgement.findings)
            ids << finding.oracle;
        return ids;
    }

    SimulatedExamination simulation;
    bool finished;
    Judgement judgement;
    std::vector<Estimate> all = judgement.estimates();
};

bool holds(const Estimate& estimate, double truth)
{
    return estimate.isKnown() && estimate.low <= truth * 1.0001 && truth * 0.9999 <= estimate.high;
}

} // namespace

class TestExamination : public QObject
{
    Q_OBJECT
private slots:
    void everySituationIsSeenToItsEnd();
    void aGoodClientHasFewFindings();
    void theFormulaIsEstimatedFromTheLog();
    void whenItCountsAnewIsFound_data();
    void whenItCountsAnewIsFound();
    void fromWhenItCountsIsFound_data();
    void fromWhenItCountsIsFound();
    void aTraitIsFound_data();
    void aTraitIsFound();
    void aClientThatGivesUpIsStartedAgainAndTheRestIsSeen();
    void aClientThatNobodyCanStartAgainEndsIt();
    void whatTheTimeDidNotAllowIsSaid();
    void whatIsLeftOutIsNotMissed();
    void theExpectedTimeFollowsTheClient();
    void aClientThatNeverConnectsEndsItToo();
    void aClientThatEndsWhileThePortIsClosedFindsItOpenAgain();
};

void TestExamination::everySituationIsSeenToItsEnd()
{
    const Judged run(goodClient());
    QVERIFY(run.finished);
    QVERIFY(run.judgement.notMeasured.empty());
    QCOMPARE(run.judgement.observations.completed.size(), std::size_t(10));
}

void TestExamination::aGoodClientHasFewFindings()
{
    const Judged run(with(goodClient(), [](ClientTraits& traits) { traits.isOcpp = false; }));
    QCOMPARE(run.oracles(), QStringList());
}

void TestExamination::theFormulaIsEstimatedFromTheLog()
{
    const Judged run(exactClient());
    QCOMPARE(run.estimate(QStringLiteral("jitter")).text(), QStringLiteral("none"));
    QVERIFY(holds(run.estimate(QStringLiteral("initial_delay")), 1));
    QVERIFY(holds(run.estimate(QStringLiteral("growth_factor")), 2));
    QVERIFY(holds(run.estimate(QStringLiteral("cap")), 20));
    QVERIFY(run.oracles().contains(QStringLiteral("P05")));
    // The witnesses are waits: an end and the next accept.
    const auto& finding = run.judgement.findings.front();
    QVERIFY(finding.witnesses.size() >= 4);
    QCOMPARE(run.simulation.log().header(finding.witnesses[1]).kind, EventKind::Accepted);

    const Judged jittered(goodClient(), restartable(40));
    QCOMPARE(jittered.estimate(QStringLiteral("jitter")).text(), QStringLiteral("uniform ratio"));
    QVERIFY(holds(jittered.estimate(QStringLiteral("growth_factor")), 2));
    QVERIFY(holds(jittered.estimate(QStringLiteral("cap")), 20));
    QVERIFY(!jittered.oracles().contains(QStringLiteral("P05")));
}

void TestExamination::whenItCountsAnewIsFound_data()
{
    QTest::addColumn<int>("reset");
    QTest::addColumn<bool>("jitter");
    QTest::addColumn<QString>("word");
    QTest::newRow("open") << int(Reset::Open) << false << QStringLiteral("on open");
    QTest::newRow("ready") << int(Reset::Ready) << false << QStringLiteral("when ready");
    QTest::newRow("stable") << int(Reset::Stable) << false << QStringLiteral("when it has stood");
    QTest::newRow("never") << int(Reset::Never) << false << QStringLiteral("never");
    QTest::newRow("open, jitter") << int(Reset::Open) << true << QStringLiteral("on open");
    QTest::newRow("ready, jitter") << int(Reset::Ready) << true << QStringLiteral("when ready");
    QTest::newRow("stable, jitter")
        << int(Reset::Stable) << true << QStringLiteral("when it has stood");
}

void TestExamination::whenItCountsAnewIsFound()
{
    QFETCH(int, reset);
    QFETCH(bool, jitter);
    QFETCH(QString, word);
    ClientTraits traits = jitter ? goodClient() : exactClient();
    traits.reset = Reset(reset);
    const Judged run(traits);
    QCOMPARE(run.estimate(QStringLiteral("reset")).text(), word);
    const bool isWrong = traits.reset == Reset::Open || traits.reset == Reset::Never;
    QCOMPARE(run.oracles().contains(QStringLiteral("P08")), isWrong);
}

void TestExamination::fromWhenItCountsIsFound_data()
{
    QTest::addColumn<bool>("fromStart");
    QTest::addColumn<QString>("word");
    QTest::newRow("start") << true << QStringLiteral("the attempt's start");
    QTest::newRow("failure") << false << QStringLiteral("the failure");
}

void TestExamination::fromWhenItCountsIsFound()
{
    QFETCH(bool, fromStart);
    QFETCH(QString, word);
    for (ClientTraits traits : {goodClient(), exactClient()}) {
        traits.countsFromStart = fromStart;
        QCOMPARE(Judged(traits).estimate(QStringLiteral("counts_from")).text(), word);
    }
}

void TestExamination::aTraitIsFound_data()
{
    QTest::addColumn<int>("change");
    QTest::addColumn<QString>("estimate");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("oracle"); ///< empty: no finding of its own
    const auto row = [](int change, const char* id, const char* text, const char* oracle) {
        QTest::newRow(qPrintable(QStringLiteral("%1 %2").arg(QLatin1String(id)).arg(change)))
            << change << QString::fromLatin1(id) << QString::fromLatin1(text)
            << QString::fromLatin1(oracle);
    };
    row(0, "retry_after", "honoured", "");
    row(1, "retry_after", "ignored", "P10");
    row(12, "retry_after", "ignored", "P10"); // its own waits are long
    row(0, "half_open", "20 s", "");
    row(2, "half_open", "not within", "P12");
    row(0, "ping_interval", "4 s", "");
    row(3, "ping_interval", "not known: no two pings", "");
    row(0, "unauthorized", "comes again", "");
    row(4, "unauthorized", "stays away", "");
    row(0, "refused_port", "comes again", "");
    row(0, "stale_burst", "0", "");
    row(5, "stale_burst", "7", "P33");
    row(0, "duplicates", "0", "");
    row(6, "duplicates", "", "P32");
    row(0, "overlaps", "0", "");
    row(7, "overlaps", "2", "P20"); // both that began while the second one stood
    row(0, "give_up", "not within 10 failures in a row", "");
    row(8, "give_up", "6", "P28");
    row(9, "connect_timeout", "1 s", "");
    row(10, "growth_factor", "1", "P03");
    row(11, "initial_delay", "10 ms", "P07");
}

void TestExamination::aTraitIsFound()
{
    QFETCH(int, change);
    QFETCH(QString, estimate);
    QFETCH(QString, text);
    QFETCH(QString, oracle);
    const std::vector<std::function<void(ClientTraits&)>> changes{
        [](ClientTraits&) {},
        [](ClientTraits& traits) { traits.honoursRetryAfter = false; },
        [](ClientTraits& traits) { traits.noticesSilenceAfter.reset(); },
        [](ClientTraits& traits) { traits.pingInterval.reset(); },
        [](ClientTraits& traits) { traits.staysAwayAt401 = true; },
        [](ClientTraits& traits) { traits.staleMessages = 7; },
        [](ClientTraits& traits) { traits.repeatsMessages = true; },
        [](ClientTraits& traits) { traits.connectsTwice = true; },
        [](ClientTraits& traits) { traits.givesUpAfter = 6; },
        [](ClientTraits& traits) { traits.connectTimeout = 1s; },
        [](ClientTraits& traits) { traits.policy.strategy = BackoffStrategy::Fixed; },
        [](ClientTraits& traits) {
            traits.policy.initialBackoff = 10ms;
            traits.policy.maxBackoff = 200ms;
        },
        [](ClientTraits& traits) {
            traits.honoursRetryAfter = false;
            traits.reset = Reset::Never;
        }};
    const Judged run(with(exactClient(), changes[std::size_t(change)]));
    QVERIFY(run.finished);
    const Estimate& found = run.estimate(estimate);
    QVERIFY2(found.text().startsWith(text), qPrintable(found.text()));
    if (!oracle.isEmpty())
        QVERIFY2(run.oracles().contains(oracle), qPrintable(run.oracles().join(u' ')));
    const bool isTrait = change != 0;
    if (isTrait && !oracle.isEmpty())
        QVERIFY(!Judged(exactClient()).oracles().contains(oracle));
}

void TestExamination::aClientThatGivesUpIsStartedAgainAndTheRestIsSeen()
{
    const Judged run(with(exactClient(), [](ClientTraits& traits) { traits.givesUpAfter = 6; }));
    QVERIFY(run.finished);
    const auto& completed = run.judgement.observations.completed;
    QCOMPARE(completed.back(), Situation::Unauthorized);
    QVERIFY(!run.judgement.observations.silences.empty());
    QCOMPARE(run.judgement.observations.silences.front().attempts, 6U);
}

void TestExamination::aClientThatNobodyCanStartAgainEndsIt()
{
    ExaminationSettings settings = restartable();
    settings.canRestart = false;
    const Judged run(with(exactClient(), [](ClientTraits& traits) { traits.givesUpAfter = 6; }),
                     settings);
    QVERIFY(run.finished);
    QVERIFY(run.oracles().contains(QStringLiteral("P28")));
    QVERIFY(!run.judgement.notMeasured.empty());
}

void TestExamination::whatTheTimeDidNotAllowIsSaid()
{
    // The log up to the middle of the first outage is what a time limit leaves.
    const Judged whole(exactClient());
    EventLog cut;
    for (EventNumber number = 1; number <= 20; ++number)
        cut.append(whole.simulation.log().header(number), whole.simulation.log().fields(number));
    const Judgement judgement = judgeClient(cut, whole.simulation.plan().situations());
    QCOMPARE(judgement.notMeasured.size(), std::size_t(9));
    const QStringList lines = judgementLines(judgement, cut);
    QCOMPARE(lines.filter(QStringLiteral("Not measured to its end: ")).size(), 9);
    for (const Estimate& estimate : judgement.behaviour.all())
        QVERIFY2(estimate.isKnown() || !estimate.unknown->isEmpty(), qPrintable(estimate.id));
}

void TestExamination::whatIsLeftOutIsNotMissed()
{
    ExaminationSettings settings = restartable();
    settings.without = {Situation::HalfOpen, Situation::PortClosed, Situation::Unauthorized};
    const Judged run(exactClient(), settings);
    QVERIFY(run.finished);
    QVERIFY(run.judgement.notMeasured.empty());
    QCOMPARE(run.judgement.observations.begun.size(), std::size_t(7));
    QVERIFY(run.estimate(QStringLiteral("half_open"))
                .text()
                .startsWith(QLatin1String("not known: not measured")));
}

void TestExamination::theExpectedTimeFollowsTheClient()
{
    ExaminationPlan before(restartable());
    ClientTraits slow = exactClient();
    slow.policy.initialBackoff = 20s;
    slow.policy.maxBackoff = 200s;
    const Judged run(slow);
    QVERIFY(run.simulation.plan().expectedOf(Situation::Outage) >
            3 * before.expectedOf(Situation::Outage));
    QVERIFY(before.expectedLeft() > before.expectedOf(Situation::Outage));
}

void TestExamination::aClientThatNeverConnectsEndsItToo()
{
    VirtualClock clock;
    ExaminationPlan plan(restartable());
    using Kind = ExaminationEffect::Kind;
    auto effects = plan.step({ExaminationInput::Kind::Begin}, clock.now());
    QCOMPARE(effects.back().kind, Kind::Wake);
    effects = plan.step({ExaminationInput::Kind::Wake}, clock.now());
    QCOMPARE(effects.back().kind, Kind::Finish);
    QVERIFY(plan.isFinished());
    QVERIFY(plan.step({ExaminationInput::Kind::Accepted, 1}, clock.now()).empty());
}

void TestExamination::aClientThatEndsWhileThePortIsClosedFindsItOpenAgain()
{
    using Input = ExaminationInput::Kind;
    using Kind = ExaminationEffect::Kind;
    ExaminationSettings settings = restartable();
    const ExaminationPlan whole(settings);
    for (const Situation situation : whole.situations())
        if (situation != Situation::Steady && situation != Situation::PortClosed)
            settings.without.push_back(situation);
    const VirtualClock clock;
    ExaminationPlan plan(settings);
    const auto kindsAfter = [&](Input kind, std::uint32_t connection = 0) {
        std::vector<Kind> kinds;
        for (const ExaminationEffect& effect : plan.step({kind, connection}, clock.now()))
            kinds.push_back(effect.kind);
        return kinds;
    };
    kindsAfter(Input::Begin);
    kindsAfter(Input::Accepted, 1);
    kindsAfter(Input::Ready, 1);
    QCOMPARE(kindsAfter(Input::Wake), (std::vector<Kind>{Kind::Completed, Kind::Announce,
                                                         Kind::ClosePort, Kind::Drop, Kind::Wake}));
    QCOMPARE(kindsAfter(Input::ClientEnded), (std::vector<Kind>{Kind::StayedAway, Kind::OpenPort,
                                                                Kind::RestartClient, Kind::Wake}));
    kindsAfter(Input::Accepted, 2);
    kindsAfter(Input::Ready, 2);
    // It stands, but what it gave up in was not seen to its end.
    QCOMPARE(kindsAfter(Input::Wake), std::vector<Kind>{Kind::Finish});
}

QTEST_GUILESS_MAIN(TestExamination)

} // namespace tst_examination

#include "tst_examination.moc"

// SPDX-License-Identifier: MIT
// P05 and P06: how waits are spread over their envelope.
#include "core/verdict/oracle_functions.h"
#include "core/verdict/statistics.h"
#include "tests/verdict/many_waits.h"

#include <QTest>

namespace tst_jitter_oracles {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t first = 1;
constexpr std::uint32_t atTheCap = 30;

OracleAnswer judged(OracleAnswer (*oracle)(const RunView&, const VerdictContext&),
                    std::uint32_t attempt, int count, const JitterShape& shape,
                    const ReconnectPolicy& policy = {}, std::uint64_t seed = 5)
{
    EventLog log;
    appendWaits(log, policy, attempt, count, shape, seed);
    VerdictContext context;
    context.policy = policy;
    return oracle(RunView(log), context);
}

} // namespace

class TestJitterOracles : public QObject
{
    Q_OBJECT
private slots:
    void evenWaitsHold();
    void anotherShapeIsFound_data();
    void anotherShapeIsFound();
    void tooFewWaitsAreNotJudged();
    void withoutJitterThereIsNothingToJudge();
    void theRecordedBoundsServeWithoutAPolicy();
    void atTheCapAClientWithoutJitterIsFound();
    void theCutOfBeforeCapIsNoFault();
    void falseAlarmsAreRare();
};

void TestJitterOracles::evenWaitsHold()
{
    const OracleAnswer below = judged(&oracle::p05, first, 200, evenShape());
    QVERIFY2(below.outcome == OracleOutcome::Pass, qPrintable(below.explanation));
    QVERIFY(judged(&oracle::p06, first, 200, evenShape()).outcome == OracleOutcome::NotExercised);
    const OracleAnswer capped = judged(&oracle::p06, atTheCap, 200, evenShape());
    QVERIFY2(capped.outcome == OracleOutcome::Pass, qPrintable(capped.explanation));
}

void TestJitterOracles::anotherShapeIsFound_data()
{
    QTest::addColumn<int>("index");
    QTest::addColumn<bool>("capped");
    const auto shapes = wrongShapes();
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        QTest::addRow("P05: %s", shapes[i].name) << int(i) << false;
        QTest::addRow("P06: %s", shapes[i].name) << int(i) << true;
    }
}

void TestJitterOracles::anotherShapeIsFound()
{
    QFETCH(int, index);
    QFETCH(bool, capped);
    const JitterShape shape = wrongShapes()[std::size_t(index)].draw;
    const OracleAnswer answer = capped ? judged(&oracle::p06, atTheCap, 400, shape)
                                       : judged(&oracle::p05, first, 400, shape);
    QVERIFY2(answer.outcome == OracleOutcome::Fail, qPrintable(answer.explanation));
    QVERIFY(!answer.witnesses.empty());
}

void TestJitterOracles::tooFewWaitsAreNotJudged()
{
    for (const int count : {0, 1, 199}) {
        for (const auto& shape : wrongShapes()) {
            const OracleAnswer answer = judged(&oracle::p05, first, count, shape.draw);
            QVERIFY(answer.outcome == OracleOutcome::NotExercised);
            QVERIFY(answer.explanation.startsWith(QLatin1String("Too few")));
            QVERIFY(judged(&oracle::p06, atTheCap, count, shape.draw).outcome ==
                    OracleOutcome::NotExercised);
        }
    }
}

void TestJitterOracles::withoutJitterThereIsNothingToJudge()
{
    ReconnectPolicy policy;
    policy.jitterRatio = 0;
    QVERIFY(judged(&oracle::p05, first, 400, evenShape(), policy).outcome ==
            OracleOutcome::NotExercised);
}

void TestJitterOracles::theRecordedBoundsServeWithoutAPolicy()
{
    EventLog log;
    appendWaits(log, {}, first, 400, wrongShapes().front().draw);
    QVERIFY(oracle::p05(RunView(log), {}).outcome == OracleOutcome::Fail);
    QVERIFY(oracle::p06(RunView(log), {}).outcome == OracleOutcome::NotExercised);
}

void TestJitterOracles::atTheCapAClientWithoutJitterIsFound()
{
    const OracleAnswer answer = judged(&oracle::p06, atTheCap, 200, [](Random&) { return 1.0; });
    QVERIFY(answer.outcome == OracleOutcome::Fail);
    QVERIFY(answer.explanation.contains(QLatin1String("the same")));
}

// Half of the waits are the cap itself: that is what the mode means.
void TestJitterOracles::theCutOfBeforeCapIsNoFault()
{
    ReconnectPolicy policy;
    policy.jitterMode = JitterMode::BeforeCap;
    const auto cut = [](Random& random) { return std::min(random.uniform() * 2, 1.0); };
    QVERIFY(judged(&oracle::p05, atTheCap, 400, cut, policy).outcome ==
            OracleOutcome::NotExercised);
    QVERIFY(judged(&oracle::p06, atTheCap, 400, cut, policy).outcome == OracleOutcome::Pass);
    QVERIFY(judged(
                &oracle::p06, atTheCap, 400, [](Random&) { return 1.0; }, policy)
                .outcome == OracleOutcome::Fail);
    // Below the cap it promises the same as the others.
    QVERIFY(judged(&oracle::p05, first, 400, cut, policy).outcome == OracleOutcome::Fail);
}

// Three tests at 0.001 each: of 1,000 honest runs about 3 are accused; 12 would be no chance.
void TestJitterOracles::falseAlarmsAreRare()
{
    int alarms = 0;
    for (std::uint64_t seed = 1; seed <= 1000; ++seed)
        alarms += uniformityOf(drawShares(evenShape(), 200, seed)).holds() ? 0 : 1;
    QVERIFY2(alarms <= 12, qPrintable(QString::number(alarms)));
}

QTEST_GUILESS_MAIN(TestJitterOracles)

} // namespace tst_jitter_oracles

#include "tst_jitter_oracles.moc"

// SPDX-License-Identifier: MIT
#include "tests/fault/schedule_life.h"

#include <QTest>

namespace tst_fault_sequence {

using namespace redial;
using namespace std::chrono_literals;

class TestFaultSequence : public QObject
{
    Q_OBJECT
private slots:
    void aSequenceGoesOnWhenTheOneBeforeIsOver();
    void aSequenceDoesNotStrikeTheSameConnectionTwiceAtOnce();
    void theNextMessageBelongsToTheNextInTheSequence();
    void byHandItHitsWhatStands();
    void armedAgainItCountsAttemptsAnew();
    void disarmedItEndsAndComesNoMore();
    void whatDidNotBiteIsToldWithItsReason();
    void aStateBitesOnlyWhenTheShellSaysSo();
    void anActBitesOnceForEachTimeThatItComes();
    void aSequenceGoesOnWithoutWhatIsDisarmed();
    void aSequenceWaitsForWhatIsArmedByHand();
};

void TestFaultSequence::aSequenceGoesOnWhenTheOneBeforeIsOver()
{
    ScheduleLife life({"N1 for=10s", "N3 for=5s", "T3"}, FaultPlan::Order::Sequence);
    life.open(1);
    QCOMPARE(life.said(), QStringLiteral("armed 0, armed 1, armed 2, begin 0@1"));
    life.passTo(10s);
    QCOMPARE(life.said(), QStringLiteral("end 0@1, begin 1@1"));
    life.passTo(15s);
    QCOMPARE(life.said(), QStringLiteral("end 1@1"));
    life.begin(2);
    QCOMPARE(life.said(), QStringLiteral("begin 2@2, end 2@2"));
    life.begin(3);
    QCOMPARE(life.said(), QString());
}

void TestFaultSequence::aSequenceDoesNotStrikeTheSameConnectionTwiceAtOnce()
{
    ScheduleLife life({"W4 code=1001", "W4 code=1012"}, FaultPlan::Order::Sequence);
    life.open(1);
    QCOMPARE(life.said(), QStringLiteral("armed 0, armed 1, begin 0@1, end 0@1"));
    life.close(1);
    life.open(2);
    QCOMPARE(life.said(), QStringLiteral("begin 1@2, end 1@2"));
}

void TestFaultSequence::byHandItHitsWhatStands()
{
    ScheduleLife life({"N1 armed=no", "T3 armed=no", "N3 armed=no when=attempt:1"});
    life.open(1);
    QCOMPARE(life.said(), QString());
    life.arm(0);
    QCOMPARE(life.said(), QStringLiteral("armed 0, begin 0@1"));
    life.arm(0);
    QCOMPARE(life.said(), QString());
    // Too late for a connection that is up; and attempts count from the arming.
    life.arm(1);
    life.arm(2);
    QCOMPARE(life.said(), QStringLiteral("armed 1, armed 2"));
    life.begin(2);
    QCOMPARE(life.said(), QStringLiteral("begin 0@2, begin 1@2, end 1@2, begin 2@2"));
}

void TestFaultSequence::disarmedItEndsAndComesNoMore()
{
    ScheduleLife life({"N1 for=1m"});
    life.open(1);
    life.clear();
    life.disarm(0);
    QCOMPARE(life.said(), QStringLiteral("end 0@1 by hand, disarmed 0"));
    QVERIFY(!life.nextDue());
    life.open(2);
    QCOMPARE(life.said(), QString());
    life.arm(0);
    QCOMPARE(life.said(), QStringLiteral("armed 0, begin 0@1, begin 0@2"));
    QCOMPARE(life.schedule().counters(0), (FaultCounters{2, 3, 0, 1}));
}

void TestFaultSequence::whatDidNotBiteIsToldWithItsReason()
{
    ScheduleLife life({"W4 when=attempt:5", "W4 scope=station:nobody", "W22", "W4", "T3 armed=no"});
    life.open(1);
    QVERIFY(life.schedule().bitten(3, 1));
    life.finish();
    QStringList reasons;
    for (const UnbittenFault& fault : life.schedule().unbitten())
        reasons << QStringLiteral("%1 %2").arg(fault.fault).arg(fault.reason);
    QCOMPARE(reasons.join(QLatin1Char('\n')),
             QStringLiteral("0 its moment never came: 1 connection came in its scope\n"
                            "1 no connection in its scope came while it was armed\n"
                            "2 it held, and nothing passed that it could change"));

    ScheduleLife sequence({"T3 when=attempt:9", "T4"}, FaultPlan::Order::Sequence);
    sequence.finish();
    QCOMPARE(sequence.schedule().unbitten().at(1).reason,
             QStringLiteral("its turn in the sequence never came"));
}

void TestFaultSequence::aStateBitesOnlyWhenTheShellSaysSo()
{
    ScheduleLife life({"W22"});
    QVERIFY(!life.schedule().bitten(0, 1));
    life.open(1);
    QCOMPARE(life.schedule().counters(0).bitten, 0U);
    QVERIFY(life.schedule().bitten(0, 1));
    QVERIFY(!life.schedule().bitten(0, 1));
    QCOMPARE(life.schedule().counters(0).bitten, 1U);
    life.finish();
    QVERIFY(life.schedule().unbitten().empty());
    QVERIFY(!life.schedule().bitten(0, 1));
}

void TestFaultSequence::aSequenceGoesOnWithoutWhatIsDisarmed()
{
    ScheduleLife life({"N1", "N3", "N4"}, FaultPlan::Order::Sequence);
    life.open(1);
    life.clear();
    life.disarm(1);
    QCOMPARE(life.said(), QStringLiteral("disarmed 1"));
    life.disarm(0);
    QCOMPARE(life.said(), QStringLiteral("end 0@1 by hand, disarmed 0, begin 2@1"));
}

void TestFaultSequence::aSequenceWaitsForWhatIsArmedByHand()
{
    ScheduleLife life({"T3", "N1 armed=no", "N3"}, FaultPlan::Order::Sequence);
    life.begin(1);
    life.begin(2);
    QCOMPARE(life.said(), QStringLiteral("armed 0, armed 2, begin 0@1, end 0@1"));
    life.arm(1);
    QCOMPARE(life.said(), QStringLiteral("armed 1, begin 1@1, begin 1@2"));
}

void TestFaultSequence::theNextMessageBelongsToTheNextInTheSequence()
{
    ScheduleLife life({"N11", "N13"}, FaultPlan::Order::Sequence);
    life.open(1);
    life.clear();
    FaultMessage message;
    message.direction = FaultDirection::Downstream;
    life.message(1, message);
    QCOMPARE(life.said(), QStringLiteral("begin 0@1, end 0@1"));
    life.message(1, message);
    QCOMPARE(life.said(), QStringLiteral("begin 1@1, end 1@1"));
}

void TestFaultSequence::armedAgainItCountsAttemptsAnew()
{
    ScheduleLife life({"T3 when=attempt:1"});
    life.begin(1);
    life.disarm(0);
    life.arm(0);
    life.clear();
    life.begin(2);
    QCOMPARE(life.said(), QStringLiteral("begin 0@2, end 0@2"));
}

void TestFaultSequence::anActBitesOnceForEachTimeThatItComes()
{
    ScheduleLife life({"T3 times=2", "T3 when=attempt:1"});
    QVERIFY(!life.schedule().bitten(0, 1));
    life.begin(1);
    life.begin(2);
    QVERIFY(life.schedule().bitten(0, 1));
    QVERIFY(life.schedule().bitten(0, 2));
    QVERIFY(!life.schedule().bitten(0, 2));
    life.finish();
    QCOMPARE(life.schedule().counters(0), (FaultCounters{1, 2, 2, 2}));
    QCOMPARE(life.schedule().unbitten().size(), 1U);
    QVERIFY(life.schedule().unbitten().front().reason.startsWith(QLatin1String("it came, and")));
}

QTEST_APPLESS_MAIN(TestFaultSequence)

} // namespace tst_fault_sequence

#include "tst_fault_sequence.moc"

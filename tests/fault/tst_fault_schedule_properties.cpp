// SPDX-License-Identifier: MIT
#include "tests/fault/schedule_checker.h"

#include <QTest>

namespace tst_fault_schedule_properties {

using namespace redial;
using namespace std::chrono_literals;

class TestFaultScheduleProperties : public QObject
{
    Q_OBJECT
private slots:
    void whateverHappensTheCountsBalance_data();
    void whateverHappensTheCountsBalance();
    void theSameLifeTellsTheSame();
    void theCheckerSeesALostEnd();
    void memoryIsThatOfTheOpenConnections();
};

void TestFaultScheduleProperties::whateverHappensTheCountsBalance_data()
{
    QTest::addColumn<int>("seed");
    for (int seed = 1; seed <= 40; ++seed)
        QTest::addRow("%d", seed) << seed;
}

void TestFaultScheduleProperties::whateverHappensTheCountsBalance()
{
    QFETCH(int, seed);
    const ScheduleStory story = randomStory(std::uint64_t(seed), 3000);
    QVERIFY2(story.complaints.isEmpty(), qPrintable(story.complaints.join(QLatin1Char('\n'))));
    // A life without faults would prove nothing. A sequence may come to a fault that never comes.
    QVERIFY(story.begun > (story.isSequence ? 0U : 50U));
    QVERIFY(story.ended == story.begun);
}

void TestFaultScheduleProperties::theSameLifeTellsTheSame()
{
    QCOMPARE(randomStory(7, 2000).effects, randomStory(7, 2000).effects);
    QVERIFY(randomStory(7, 2000).effects != randomStory(8, 2000).effects);
}

void TestFaultScheduleProperties::theCheckerSeesALostEnd()
{
    ScheduleChecker checker(1);
    checker.take({{FaultEffect::Kind::Armed, 0, {}, FaultEffect::Cause::Trigger},
                  {FaultEffect::Kind::Begin, 0, 4, FaultEffect::Cause::Trigger}});
    QVERIFY(checker.complaints().isEmpty());
    checker.take({{FaultEffect::Kind::Begin, 0, 4, FaultEffect::Cause::Trigger}});
    QCOMPARE(checker.complaints().size(), 1);
    checker.take({{FaultEffect::Kind::End, 0, 5, FaultEffect::Cause::Over}});
    QCOMPARE(checker.complaints().size(), 2);
    checker.connectionGone(4);
    QCOMPARE(checker.complaints().size(), 3);
    checker.take({{FaultEffect::Kind::Disarmed, 0, {}, FaultEffect::Cause::ByHand},
                  {FaultEffect::Kind::Begin, 0, 6, FaultEffect::Cause::Trigger}});
    QCOMPARE(checker.complaints().size(), 4);
}

void TestFaultScheduleProperties::memoryIsThatOfTheOpenConnections()
{
    // Every due time and every hold of a connection that went is gone with it.
    FaultPlan plan;
    for (const char* text : {"W22 for=1h", "W4 when=delay:1h", "N1 when=time:2h.."})
        plan.faults.push_back(*parsePlannedFault(QString::fromLatin1(text)));
    FaultSchedule schedule(plan, MonotonicTime(), Random(1));
    schedule.start(MonotonicTime());
    for (std::uint32_t number = 1; number <= 1000; ++number) {
        FaultConnectionFacts facts;
        facts.number = number;
        schedule.connectionBegins(facts, MonotonicTime());
        schedule.requestRead(facts, MonotonicTime());
        schedule.opened(number, MonotonicTime());
        QVERIFY(schedule.nextDue());
        schedule.connectionClosed(number, MonotonicTime());
        QVERIFY(!schedule.nextDue());
    }
}

QTEST_APPLESS_MAIN(TestFaultScheduleProperties)

} // namespace tst_fault_schedule_properties

#include "tst_fault_schedule_properties.moc"

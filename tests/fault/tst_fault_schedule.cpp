// SPDX-License-Identifier: MIT
#include "tests/fault/schedule_life.h"

#include <QTest>

namespace tst_fault_schedule {

using namespace redial;
using namespace std::chrono_literals;

class TestFaultSchedule : public QObject
{
    Q_OBJECT
private slots:
    void withoutAConditionItComesOnEachConnection();
    void attemptsCountTheConnectionsInScope();
    void everyTakesEachMultiple();
    void aWindowOpensOnStandingConnectionsAndCloses();
    void bringUpFaultsComeOnlyWithinTheirWindow();
    void theThirdHeartbeatCountsCallsAndNotAnswers();
    void aMessagesFaultActsOnThatMessageAlone();
    void aBootAnswersFaultLeavesOtherAnswersAlone();
    void bytesCountInTheFaultsDirection();
    void aDelayBeginsAfterTheOtherConditions();
    void aDelayOfAConnectionThatWentNeverComes();
    void probabilityRepeatsWithItsSeed();
    void scopeByStationWaitsForTheRequest();
    void scopeByAddressAndNumber();
    void aDurationEndsTheFault();
    void theConnectionsEndEndsTheFault();
    void timesLimitsHowOftenItComes();
    void aListenersFaultIsThereBeforeTheAttempt();
    void aProcessFaultFollowsItsTrigger();
    void theFaultsOwnCountIsATrigger();
};

namespace {

FaultMessage heartbeat(FaultMessageKind kind = FaultMessageKind::Call)
{
    FaultMessage message;
    message.direction =
        kind == FaultMessageKind::Call ? FaultDirection::Upstream : FaultDirection::Downstream;
    message.kind = kind;
    message.action = QStringLiteral("Heartbeat");
    return message;
}

FaultMessage answerTo(const char* action)
{
    FaultMessage message = heartbeat(FaultMessageKind::Answer);
    message.action = QString::fromLatin1(action);
    return message;
}

} // namespace

void TestFaultSchedule::withoutAConditionItComesOnEachConnection()
{
    ScheduleLife life({"H5"});
    life.begin(1);
    QCOMPARE(life.said(), QStringLiteral("armed 0"));
    life.request(1);
    QCOMPARE(life.said(), QStringLiteral("begin 0@1, end 0@1"));
    life.begin(2);
    life.request(2);
    QCOMPARE(life.said(), QStringLiteral("begin 0@2, end 0@2"));
}

void TestFaultSchedule::attemptsCountTheConnectionsInScope()
{
    ScheduleLife life({"W4 when=attempt:2..3"});
    life.open(1, "CP-1");
    QCOMPARE(life.said(), QStringLiteral("armed 0"));
    for (const std::uint32_t number : {2U, 3U}) {
        life.open(number, "CP-1");
        QCOMPARE(life.said(), QStringLiteral("begin 0@%1, end 0@%1").arg(number));
    }
    life.open(4, "CP-1");
    QCOMPARE(life.said(), QString());

    ScheduleLife scoped({"W4 when=attempt:2 scope=station:CP-2"});
    scoped.open(1, "CP-2");
    scoped.open(2, "CP-1");
    QCOMPARE(scoped.said(), QStringLiteral("armed 0"));
    scoped.open(3, "CP-2");
    QCOMPARE(scoped.said(), QStringLiteral("begin 0@3, end 0@3"));
}

void TestFaultSchedule::everyTakesEachMultiple()
{
    ScheduleLife life({"T3 when=every:3"});
    life.clear();
    QStringList struck;
    for (std::uint32_t number = 1; number <= 7; ++number) {
        life.begin(number);
        if (!life.said().isEmpty())
            struck << QString::number(number);
    }
    QCOMPARE(struck.join(QLatin1Char(' ')), QStringLiteral("3 6"));
}

void TestFaultSchedule::aWindowOpensOnStandingConnectionsAndCloses()
{
    ScheduleLife life({"W22 when=time:10s..20s"});
    life.open(1);
    life.clear();
    QCOMPARE(life.nextDue(), 10'000ms);
    life.passTo(9'999ms);
    QCOMPARE(life.said(), QString());
    life.passTo(10s);
    QCOMPARE(life.said(), QStringLiteral("begin 0@1"));
    life.passTo(15s);
    life.open(2);
    QCOMPARE(life.said(), QStringLiteral("begin 0@2"));
    life.passTo(20s);
    QCOMPARE(life.said(), QStringLiteral("end 0@1, end 0@2"));
    life.open(3);
    QCOMPARE(life.said(), QString());
    QVERIFY(!life.nextDue());
}

void TestFaultSchedule::bringUpFaultsComeOnlyWithinTheirWindow()
{
    ScheduleLife life({"T3 when=time:10s..20s"});
    life.clear();
    life.begin(1);
    life.passTo(10s);
    QCOMPARE(life.said(), QString());
    life.begin(2);
    QCOMPARE(life.said(), QStringLiteral("begin 0@2, end 0@2"));
    life.passTo(20s);
    life.begin(3);
    QCOMPARE(life.said(), QString());
}

void TestFaultSchedule::theThirdHeartbeatCountsCallsAndNotAnswers()
{
    ScheduleLife life({"T7 when=message:3:Heartbeat"});
    life.open(1);
    life.clear();
    for (int i = 0; i < 2; ++i) {
        life.message(1, heartbeat());
        life.message(1, heartbeat(FaultMessageKind::Answer));
    }
    QCOMPARE(life.said(), QString());
    life.message(1, heartbeat());
    QCOMPARE(life.said(), QStringLiteral("begin 0@1, end 0@1"));
    // Each connection has its own count.
    life.open(2);
    life.message(2, heartbeat());
    QCOMPARE(life.said(), QString());
}

void TestFaultSchedule::aMessagesFaultActsOnThatMessageAlone()
{
    ScheduleLife life({"N11 direction=upstream when=message:2..3 match=opcode:text"});
    life.open(1);
    life.clear();
    QStringList struck;
    for (int i = 1; i <= 5; ++i) {
        life.message(1, answerTo("Heartbeat")); // the other way: not counted
        life.message(1, heartbeat());
        if (!life.said().isEmpty())
            struck << QString::number(i);
    }
    QCOMPARE(struck.join(QLatin1Char(' ')), QStringLiteral("2 3"));
}

void TestFaultSchedule::aBootAnswersFaultLeavesOtherAnswersAlone()
{
    ScheduleLife life({"O6"});
    life.open(1);
    life.clear();
    life.message(1, answerTo("Heartbeat"));
    FaultMessage call = answerTo("BootNotification");
    call.kind = FaultMessageKind::Call;
    life.message(1, call);
    QCOMPARE(life.said(), QString());
    life.message(1, answerTo("BootNotification"));
    QCOMPARE(life.said(), QStringLiteral("begin 0@1, end 0@1"));
}

void TestFaultSchedule::bytesCountInTheFaultsDirection()
{
    ScheduleLife life({"N1 when=bytes:1000"});
    life.begin(1);
    life.clear();
    life.bytes(1, FaultDirection::Upstream, 5000);
    life.bytes(1, FaultDirection::Downstream, 999);
    QCOMPARE(life.said(), QString());
    life.bytes(1, FaultDirection::Downstream, 1);
    QCOMPARE(life.said(), QStringLiteral("begin 0@1"));
}

void TestFaultSchedule::aDelayBeginsAfterTheOtherConditions()
{
    ScheduleLife life({"T9 when=delay:5s when=message:1:Heartbeat for=10s"});
    life.open(1);
    life.passTo(1s);
    life.message(1, heartbeat());
    life.clear();
    QCOMPARE(life.nextDue(), 6'000ms);
    life.passTo(5'999ms);
    QCOMPARE(life.said(), QString());
    life.passTo(6s);
    QCOMPARE(life.said(), QStringLiteral("begin 0@1"));
    life.passTo(16s);
    QCOMPARE(life.said(), QStringLiteral("end 0@1"));
}

void TestFaultSchedule::aDelayOfAConnectionThatWentNeverComes()
{
    ScheduleLife life({"W4 when=delay:5s"});
    life.open(1);
    life.close(1);
    life.clear();
    QVERIFY(!life.nextDue());
    life.passTo(10s);
    QCOMPARE(life.said(), QString());
}

void TestFaultSchedule::probabilityRepeatsWithItsSeed()
{
    const auto struck = [](const char* text) {
        ScheduleLife life({text});
        int count = 0;
        QString which;
        for (std::uint32_t number = 1; number <= 1000; ++number) {
            life.clear();
            life.begin(number);
            if (life.said().isEmpty())
                continue;
            ++count;
            which += QString::number(number) + QLatin1Char(' ');
        }
        return std::pair(count, which);
    };
    const auto first = struck("T3 when=probability:0.3 seed=7");
    // 1000 draws of 0.3: 300 with a deviation of 14.5; these bounds are seven of them.
    QVERIFY(first.first > 200 && first.first < 400);
    QCOMPARE(struck("T3 when=probability:0.3 seed=7"), first);
    QVERIFY(struck("T3 when=probability:0.3 seed=8").second != first.second);
}

void TestFaultSchedule::scopeByStationWaitsForTheRequest()
{
    ScheduleLife life({"N1 scope=station:CP-*"});
    life.clear();
    life.begin(1);
    QCOMPARE(life.said(), QString());
    life.request(1, "CP-7");
    QCOMPARE(life.said(), QStringLiteral("begin 0@1"));
    life.begin(2);
    life.request(2, "other");
    QCOMPARE(life.said(), QString());
}

void TestFaultSchedule::scopeByAddressAndNumber()
{
    ScheduleLife life({"T3 scope=address:10.*", "T4 scope=connection:2"});
    life.clear();
    life.begin(1, "127.0.0.1");
    QCOMPARE(life.said(), QString());
    life.begin(2, "10.1.2.3");
    QCOMPARE(life.said(), QStringLiteral("begin 0@2, end 0@2, begin 1@2, end 1@2"));
}

void TestFaultSchedule::aDurationEndsTheFault()
{
    ScheduleLife life({"W22 for=10s"});
    life.open(1);
    QCOMPARE(life.said(), QStringLiteral("armed 0, begin 0@1"));
    life.passTo(10s);
    QCOMPARE(life.said(), QStringLiteral("end 0@1"));
    life.passTo(100s);
    QCOMPARE(life.said(), QString());
}

void TestFaultSchedule::theConnectionsEndEndsTheFault()
{
    ScheduleLife life({"W22 for=10s"});
    life.open(1);
    life.clear();
    life.close(1);
    QCOMPARE(life.said(), QStringLiteral("end 0@1 closed"));
    QVERIFY(!life.nextDue());
}

void TestFaultSchedule::timesLimitsHowOftenItComes()
{
    ScheduleLife life({"T3 times=2"});
    for (std::uint32_t number = 1; number <= 5; ++number)
        life.begin(number);
    QCOMPARE(life.schedule().counters(0).begun, 2U);
}

void TestFaultSchedule::aListenersFaultIsThereBeforeTheAttempt()
{
    ScheduleLife life({"T1 when=attempt:3 for=10s"});
    life.begin(1);
    QCOMPARE(life.said(), QStringLiteral("armed 0"));
    life.begin(2);
    QCOMPARE(life.said(), QStringLiteral("begin 0"));
    life.passTo(10s);
    QCOMPARE(life.said(), QStringLiteral("end 0"));
    life.begin(3);
    QCOMPARE(life.said(), QString());

    ScheduleLife first({"T2 when=attempt:1 for=10s"});
    QCOMPARE(first.said(), QStringLiteral("armed 0, begin 0"));
}

void TestFaultSchedule::aProcessFaultFollowsItsTrigger()
{
    ScheduleLife life({"P1 when=every:2"});
    life.begin(1);
    QCOMPARE(life.said(), QStringLiteral("armed 0"));
    life.begin(2);
    QCOMPARE(life.said(), QStringLiteral("begin 0, end 0"));
    life.begin(3);
    life.begin(4);
    QCOMPARE(life.said(), QStringLiteral("begin 0, end 0"));

    ScheduleLife delayed({"P1 when=attempt:1 when=delay:5s"});
    delayed.begin(1);
    delayed.close(1);
    delayed.clear();
    delayed.passTo(5s);
    QCOMPARE(delayed.said(), QStringLiteral("begin 0, end 0"));
}

void TestFaultSchedule::theFaultsOwnCountIsATrigger()
{
    ScheduleLife life({"W3 after_messages=2 after=1s"});
    life.open(1);
    life.clear();
    life.message(1, heartbeat());
    life.message(1, heartbeat(FaultMessageKind::Answer));
    QCOMPARE(life.said(), QString());
    life.passTo(1s);
    QCOMPARE(life.said(), QStringLiteral("begin 0@1, end 0@1"));
}

QTEST_APPLESS_MAIN(TestFaultSchedule)

} // namespace tst_fault_schedule

#include "tst_fault_schedule.moc"

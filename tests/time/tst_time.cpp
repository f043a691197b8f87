// SPDX-License-Identifier: MIT
#include "core/time/system_clock.h"
#include "core/time/timer_lag_probe.h"
#include "core/time/virtual_clock.h"

#include <QTest>

namespace tst_time {

using namespace redial;
using namespace std::chrono_literals;

class Harness : public QObject
{
    Q_OBJECT
private slots:
    void TimersRun();
    void timersFireInOrderOfDueTimeThenId();
    void timersFireAtTheirDueTime();
    void aTimerStartedInACallbackFiresInTheSameAdvance();
    void aCancelledTimerNeverFires();
    void anEndlessDelayNeverOverflows();
    void aSystemTimerFiresOnceAndNotEarly();
    void aCancelledSystemTimerNeverFires();
    void theProbeSeesHowLateTimersCome();
    void aSystemTimerMayCancelAnotherFromItsCallback();
};

void Harness::TimersRun()
{
    VirtualClock pump;
    int x = 0;
    pump.startTimer(10ms, [&] { x = 1; });
    QCOMPARE(x, 0);
    pump.runAll();
    QCOMPARE(x, 1);
}

void Harness::timersFireInOrderOfDueTimeThenId()
{
    VirtualClock clock;
    QString order;
    clock.startTimer(20ms, [&] { order += QLatin1Char('c'); });
    clock.startTimer(10ms, [&] { order += QLatin1Char('a'); });
    clock.startTimer(10ms, [&] { order += QLatin1Char('b'); });
    clock.advance(20ms);
    QCOMPARE(order, QStringLiteral("abc"));
}

void Harness::timersFireAtTheirDueTime()
{
    VirtualClock clock;
    MonotonicTime fired{};
    clock.startTimer(15ms, [&] { fired = clock.now(); });
    clock.advance(14ms);
    QVERIFY(fired == MonotonicTime{});
    clock.advance(1h);
    QVERIFY(fired.time_since_epoch() == 15ms);
    QVERIFY(clock.now().time_since_epoch() == 1h + 14ms);
}

void Harness::aTimerStartedInACallbackFiresInTheSameAdvance()
{
    VirtualClock clock;
    int fired = 0;
    clock.startTimer(1ms, [&] { clock.startTimer(1ms, [&] { ++fired; }); });
    clock.advance(2ms);
    QCOMPARE(fired, 1);
}

void Harness::aCancelledTimerNeverFires()
{
    VirtualClock clock;
    bool fired = false;
    const TimerId timer = clock.startTimer(1ms, [&] { fired = true; });
    QVERIFY(clock.cancelTimer(timer));
    QVERIFY(!clock.cancelTimer(timer));
    clock.advance(1s);
    QVERIFY(!fired);
    QCOMPARE(clock.pendingTimers(), std::size_t{0});
}

void Harness::anEndlessDelayNeverOverflows()
{
    VirtualClock clock;
    clock.advance(1h);
    bool fired = false;
    clock.startTimer(std::chrono::nanoseconds::max(), [&] { fired = true; });
    clock.startTimer(-5s, [] {});
    clock.advance(24h);
    QVERIFY(!fired);
    QCOMPARE(clock.pendingTimers(), std::size_t{1});
}

void Harness::aSystemTimerFiresOnceAndNotEarly()
{
    SystemClock clock;
    const MonotonicTime start = clock.now();
    int fired = 0;
    std::chrono::nanoseconds waited{};
    clock.startTimer(3500us, [&] {
        ++fired;
        waited = clock.now() - start;
    });
    QTRY_COMPARE_WITH_TIMEOUT(fired, 1, 10000);
    QVERIFY(waited >= 3500us);
    QCOMPARE(clock.pendingTimers(), std::size_t{0});
}

void Harness::aCancelledSystemTimerNeverFires()
{
    SystemClock clock;
    bool cancelledFired = false;
    bool laterFired = false;
    const TimerId timer = clock.startTimer(1ms, [&] { cancelledFired = true; });
    clock.startTimer(5ms, [&] { laterFired = true; });
    QVERIFY(clock.cancelTimer(timer));
    QTRY_VERIFY_WITH_TIMEOUT(laterFired, 10000);
    QVERIFY(!cancelledFired);
}

void Harness::theProbeSeesHowLateTimersCome()
{
    // A clock that holds every timer back, as a busy machine does.
    class LateClock final : public Clock
    {
    public:
        MonotonicTime now() const override { return clock_.now(); }
        WallTime wallNow() const override { return clock_.wallNow(); }
        TimerId startTimer(std::chrono::nanoseconds delay, std::function<void()> callback) override
        {
            return clock_.startTimer(delay + late_, std::move(callback));
        }
        bool cancelTimer(TimerId timer) override { return clock_.cancelTimer(timer); }
        std::size_t pendingTimers() const override { return clock_.pendingTimers(); }

        VirtualClock clock_;
        std::chrono::nanoseconds late_{};
    };

    LateClock clock;
    std::vector<std::chrono::nanoseconds> stalls;
    TimerLagProbe probe(clock, [&](std::chrono::nanoseconds length) { stalls.push_back(length); });
    QVERIFY(probe.usualLag() == 0ns);
    probe.start();
    clock.clock_.advance(100s);
    QVERIFY(probe.usualLag() == TimerLagProbe::resolution);
    // One stall in thousands of timers: told when it was, and no measure of the others.
    clock.late_ = 70ms;
    clock.clock_.advance(90ms);
    clock.late_ = 0ms;
    clock.clock_.advance(100s);
    QCOMPARE(stalls, std::vector<std::chrono::nanoseconds>{70ms + TimerLagProbe::period});
    QVERIFY(probe.usualLag() == TimerLagProbe::resolution);
    // What comes often is usual, whether it is a stall or not.
    clock.late_ = 12ms;
    clock.clock_.advance(10s);
    QVERIFY(probe.usualLag() == 12ms);
    QCOMPARE(stalls.size(), std::size_t{1});
    probe.stop();
    QCOMPARE(clock.pendingTimers(), std::size_t{0});
}

void Harness::aSystemTimerMayCancelAnotherFromItsCallback()
{
    SystemClock clock;
    bool otherFired = false;
    bool laterFired = false;
    TimerId other = 0;
    clock.startTimer(1ms, [&] { clock.cancelTimer(other); });
    other = clock.startTimer(1ms, [&] { otherFired = true; });
    clock.startTimer(5ms, [&] { laterFired = true; });
    QTRY_VERIFY_WITH_TIMEOUT(laterFired, 10000);
    QVERIFY(!otherFired);
}

QTEST_GUILESS_MAIN(Harness)

} // namespace tst_time

#include "tst_time.moc"

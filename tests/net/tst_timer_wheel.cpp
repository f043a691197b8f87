// SPDX-License-Identifier: MIT
#include "core/base/random.h"
#include "core/net/timer_wheel.h"
#include "core/time/virtual_clock.h"

#include <QTest>

#include <algorithm>
#include <functional>

namespace tst_timer_wheel {

using namespace redial;
using namespace std::chrono_literals;

namespace {

/// A timer that fired: its tag and when.
struct Firing
{
    std::uint32_t tag = 0;
    MonotonicTime when{};
    friend bool operator==(const Firing&, const Firing&) = default;
};

/// Notes what fires, and does what the test says.
struct Recorder final : WheelHandler
{
    explicit Recorder(VirtualClock& usedClock) : clock(usedClock) {}
    void onWheelTimer(std::uint32_t tag) override
    {
        firings.push_back({tag, clock.now()});
        if (then)
            then(tag);
    }
    std::vector<std::uint32_t> tags() const
    {
        std::vector<std::uint32_t> all;
        for (const Firing& firing : firings)
            all.push_back(firing.tag);
        return all;
    }

    VirtualClock& clock;
    std::vector<Firing> firings;
    std::function<void(std::uint32_t)> then;
};

/// What a TimerWheel does, without a wheel: all timers in the order in which they were started.
class NaiveTimers
{
public:
    void start(std::uint32_t tag, std::chrono::nanoseconds due)
    {
        const auto ticks = std::chrono::ceil<std::chrono::milliseconds>(due);
        timers_.push_back({tag, MonotonicTime(ticks)});
    }
    bool cancel(std::uint32_t tag)
    {
        return std::erase_if(timers_, [&](const Firing& each) { return each.tag == tag; }) > 0;
    }
    /// Takes out what has fired by then.
    std::vector<Firing> fireUntil(MonotonicTime now)
    {
        std::vector<Firing> fired;
        std::copy_if(timers_.begin(), timers_.end(), std::back_inserter(fired),
                     [&](const Firing& each) { return each.when <= now; });
        std::erase_if(timers_, [&](const Firing& each) { return each.when <= now; });
        std::stable_sort(fired.begin(), fired.end(),
                         [](const Firing& a, const Firing& b) { return a.when < b.when; });
        return fired;
    }
    std::size_t size() const { return timers_.size(); }

private:
    std::vector<Firing> timers_;
};

std::uint64_t below(Random& random, std::uint64_t bound)
{
    return static_cast<std::uint64_t>(random.between(0, static_cast<std::int64_t>(bound) - 1));
}

/// Short waits mostly, and some that reach every level of the wheel.
std::chrono::nanoseconds randomDelay(Random& random)
{
    const auto bits = below(random, 42);
    return std::chrono::nanoseconds(below(random, (1ULL << bits) + 1)) * 1000;
}

} // namespace

class TestTimerWheel : public QObject
{
    Q_OBJECT
private slots:
    void itDoesWhatANaiveModelDoes_data();
    void itDoesWhatANaiveModelDoes();
    void aTimerFiresAtTheFirstTickAtOrAfterItsTime_data();
    void aTimerFiresAtTheFirstTickAtOrAfterItsTime();
    void timersOfOneTickFireInTheOrderOfTheirStart();
    void aHandlerMayCancelRestartAndStart();
    void aHandlerMayDestroyTheWheel();
    void aNameIsWorthNothingOnceItsTimerHasGone();
    void oneTimerOfTheClockServesAll();
    void aTimerTakesThirtyTwoBytes();
    void anEmptyWheelDoesNotTurnThroughThePast();
};

void TestTimerWheel::itDoesWhatANaiveModelDoes_data()
{
    QTest::addColumn<quint64>("seed");
    for (const quint64 seed : {1, 2, 3, 4, 5, 6})
        QTest::addRow("seed %llu", seed) << seed;
}

void TestTimerWheel::itDoesWhatANaiveModelDoes()
{
    QFETCH(const quint64, seed);
    Random random(seed);
    VirtualClock clock;
    TimerWheel wheel(clock);
    Recorder recorder(clock);
    NaiveTimers naive;
    std::vector<TimerWheel::Timer> timers;
    for (int operation = 0; operation < 4000; ++operation) {
        const auto now = clock.now().time_since_epoch();
        const auto chosen = below(random, 10);
        if (chosen < 5 || timers.empty()) {
            const auto delay = randomDelay(random);
            const auto tag = std::uint32_t(timers.size());
            timers.push_back(wheel.insert(delay, recorder, tag));
            naive.start(tag, now + delay);
        } else if (chosen < 8) {
            const auto tag = std::uint32_t(below(random, timers.size()));
            const bool stood = naive.cancel(tag);
            if (chosen < 7) {
                QCOMPARE(wheel.cancel(timers[tag]), stood);
                continue;
            }
            const auto delay = randomDelay(random);
            QCOMPARE(wheel.restart(timers[tag], delay), stood);
            if (stood)
                naive.start(tag, now + delay);
        } else {
            recorder.firings.clear();
            clock.advance(randomDelay(random));
            QVERIFY(recorder.firings == naive.fireUntil(clock.now()));
        }
        QCOMPARE(wheel.pending(), naive.size());
    }
}

void TestTimerWheel::aTimerFiresAtTheFirstTickAtOrAfterItsTime_data()
{
    QTest::addColumn<qint64>("delay");
    QTest::addColumn<qint64>("fires");
    const auto row = [](const char* name, std::chrono::nanoseconds delay,
                        std::chrono::nanoseconds fires) {
        QTest::newRow(name) << qint64(delay.count()) << qint64(fires.count());
    };
    row("no delay", 0ns, 0ns);
    row("negative", -5s, 0ns);
    row("within a tick", 1ns, 1ms);
    row("at a tick", 1ms, 1ms);
    row("the last of the first level", 63ms, 63ms);
    row("the first of the second", 64ms, 64ms);
    row("between", 64ms + 1ns, 65ms);
    row("the second level's end", 4095ms, 4095ms);
    row("the third level", 4096ms, 4096ms);
    row("a day", 24h, 24h);
    row("a year", 24h * 365, 24h * 365);
}

void TestTimerWheel::aTimerFiresAtTheFirstTickAtOrAfterItsTime()
{
    QFETCH(const qint64, delay);
    QFETCH(const qint64, fires);
    VirtualClock clock;
    TimerWheel wheel(clock);
    Recorder recorder(clock);
    wheel.insert(std::chrono::nanoseconds(delay), recorder);
    QVERIFY(recorder.firings.empty());
    clock.runAll();
    QVERIFY(recorder.firings ==
            (std::vector<Firing>{{0, MonotonicTime(std::chrono::nanoseconds(fires))}}));
}

void TestTimerWheel::timersOfOneTickFireInTheOrderOfTheirStart()
{
    VirtualClock clock;
    TimerWheel wheel(clock);
    Recorder recorder(clock);
    // From three levels of the wheel into one tick.
    wheel.insert(5000ms, recorder, 1);
    const TimerWheel::Timer moved = wheel.insert(10ms, recorder, 2);
    wheel.insert(5000ms, recorder, 3);
    clock.advance(5ms);
    wheel.restart(moved, 4995ms);
    clock.advance(4900ms);
    wheel.insert(95ms, recorder, 4);
    clock.advance(90ms);
    wheel.insert(4500us, recorder, 5);
    clock.runAll();
    QCOMPARE(recorder.tags(), (std::vector<std::uint32_t>{1, 3, 2, 4, 5}));
}

void TestTimerWheel::aHandlerMayCancelRestartAndStart()
{
    VirtualClock clock;
    TimerWheel wheel(clock);
    Recorder recorder(clock);
    std::vector<TimerWheel::Timer> timers;
    for (std::uint32_t tag = 0; tag < 4; ++tag)
        timers.push_back(wheel.insert(10ms, recorder, tag));
    recorder.then = [&](std::uint32_t tag) {
        if (tag != 0)
            return;
        QVERIFY(wheel.cancel(timers[1]));
        QVERIFY(wheel.restart(timers[2], 7ms));
        wheel.insert(0ms, recorder, 9);
    };
    clock.runAll();
    const std::vector<Firing> expected{{0, MonotonicTime(10ms)},
                                       {3, MonotonicTime(10ms)},
                                       {9, MonotonicTime(11ms)},
                                       {2, MonotonicTime(17ms)}};
    QVERIFY(recorder.firings == expected);
    QCOMPARE(wheel.pending(), std::size_t(0));
}

void TestTimerWheel::aHandlerMayDestroyTheWheel()
{
    VirtualClock clock;
    auto wheel = std::make_unique<TimerWheel>(clock);
    Recorder recorder(clock);
    for (std::uint32_t tag = 0; tag < 3; ++tag)
        wheel->insert(1ms, recorder, tag);
    recorder.then = [&](std::uint32_t) { wheel.reset(); };
    clock.runAll();
    QCOMPARE(recorder.tags(), std::vector<std::uint32_t>{0});
    QCOMPARE(clock.pendingTimers(), std::size_t(0));
}

void TestTimerWheel::aNameIsWorthNothingOnceItsTimerHasGone()
{
    VirtualClock clock;
    TimerWheel wheel(clock);
    Recorder recorder(clock);
    const TimerWheel::Timer first = wheel.insert(1ms, recorder, 1);
    QVERIFY(first != 0);
    QVERIFY(wheel.cancel(first));
    QVERIFY(!wheel.cancel(first));
    // It takes the place of the first one, but not its name.
    const TimerWheel::Timer second = wheel.insert(1ms, recorder, 2);
    QVERIFY(second != first);
    QVERIFY(!wheel.cancel(first));
    QVERIFY(!wheel.restart(first, 5ms));
    QVERIFY(!wheel.cancel(0));
    QVERIFY(!wheel.cancel(123456789));
    clock.runAll();
    QCOMPARE(recorder.tags(), std::vector<std::uint32_t>{2});
    QVERIFY(!wheel.restart(second, 1ms));
}

void TestTimerWheel::oneTimerOfTheClockServesAll()
{
    VirtualClock clock;
    Recorder recorder(clock);
    {
        TimerWheel wheel(clock);
        for (std::uint32_t tag = 0; tag < 10'000; ++tag)
            wheel.insert(std::chrono::milliseconds(1 + tag), recorder, tag);
        QCOMPARE(clock.pendingTimers(), std::size_t(1));
        clock.advance(5s);
        QCOMPARE(recorder.firings.size(), std::size_t(5000));
        QCOMPARE(clock.pendingTimers(), std::size_t(1));
    }
    QCOMPARE(clock.pendingTimers(), std::size_t(0));
}

void TestTimerWheel::aTimerTakesThirtyTwoBytes()
{
    VirtualClock clock;
    TimerWheel wheel(clock);
    Recorder recorder(clock);
    constexpr std::size_t count = 64 * 1024;
    for (std::size_t i = 0; i < count; ++i)
        wheel.insert(1h, recorder);
    QCOMPARE(wheel.memory(), count * 32);
}

void TestTimerWheel::anEmptyWheelDoesNotTurnThroughThePast()
{
    VirtualClock clock;
    TimerWheel wheel(clock);
    Recorder recorder(clock);
    clock.advance(24h * 300);
    wheel.insert(1ms, recorder, 1);
    // One firing of the clock is all it takes: nothing has to move down.
    QVERIFY(clock.step());
    QCOMPARE(recorder.tags(), std::vector<std::uint32_t>{1});
}

QTEST_GUILESS_MAIN(TestTimerWheel)

} // namespace tst_timer_wheel

#include "tst_timer_wheel.moc"

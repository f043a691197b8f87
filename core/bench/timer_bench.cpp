// SPDX-License-Identifier: MIT
#include "core/bench/timer_bench.h"

#include "core/base/random.h"
#include "core/bench/bench_load.h"
#include "core/net/timer_wheel.h"
#include "core/time/system_clock.h"

#include <QTimer>

#include <algorithm>
#include <memory>
#include <vector>

namespace redial {

namespace {

using namespace std::chrono_literals;

/// Nanoseconds that one of `count` calls takes.
template <class Call>
double costOf(std::size_t count, Call call)
{
    const auto begun = benchNow();
    for (std::size_t i = 0; i < count; ++i)
        call(i);
    return static_cast<double>((benchNow() - begun).count()) /
           static_cast<double>(std::max<std::size_t>(count, 1));
}

struct Nobody final : WheelHandler
{
    void onWheelTimer(std::uint32_t /*tag*/) override {}
};

/// An hour and more, so that none fires, none of them alike.
std::vector<std::chrono::milliseconds> delays(std::size_t count)
{
    Random random(1);
    std::vector<std::chrono::milliseconds> all(count);
    for (auto& delay : all)
        delay = 1h + std::chrono::milliseconds(random.between(0, 3'600'000));
    return all;
}

TimerFigures measureWheel(std::size_t count)
{
    SystemClock clock;
    TimerWheel wheel(clock);
    Nobody nobody;
    const auto waits = delays(count);
    std::vector<TimerWheel::Timer> timers(count);
    TimerFigures figures;
    figures.insert =
        costOf(count, [&](std::size_t i) { timers[i] = wheel.insert(waits[i], nobody); });
    figures.bytes = static_cast<double>(wheel.memory()) / static_cast<double>(count);
    figures.restart =
        costOf(count, [&](std::size_t i) { wheel.restart(timers[i], waits[count - 1 - i]); });
    figures.cancel = costOf(count, [&](std::size_t i) { wheel.cancel(timers[i]); });
    return figures;
}

TimerFigures measureQTimer(std::size_t count)
{
    const auto waits = delays(count);
    std::vector<std::unique_ptr<QTimer>> timers(count);
    const std::size_t sample = std::min<std::size_t>(count, 1000);
    TimerFigures figures;
    const std::int64_t before = residentMemory();
    figures.insert = costOf(count, [&](std::size_t i) {
        timers[i] = std::make_unique<QTimer>();
        timers[i]->start(waits[i]);
    });
    figures.bytes = static_cast<double>(residentMemory() - before) / static_cast<double>(count);
    // Spread over all of them.
    const std::size_t stride = count / sample;
    figures.restart =
        costOf(sample, [&](std::size_t i) { timers[i * stride]->start(waits[count - 1 - i]); });
    figures.cancel = costOf(sample, [&](std::size_t i) { timers[i * stride].reset(); });
    return figures;
}

QJsonObject toJson(const TimerFigures& figures)
{
    return {{QStringLiteral("insert_ns"), figures.insert},
            {QStringLiteral("restart_ns"), figures.restart},
            {QStringLiteral("cancel_ns"), figures.cancel},
            {QStringLiteral("bytes"), figures.bytes}};
}

} // namespace

QJsonObject TimerBench::toJson() const
{
    return {{QStringLiteral("wheel"), redial::toJson(wheel)},
            {QStringLiteral("qtimer"), redial::toJson(qtimer)}};
}

TimerBench measureTimers(int count)
{
    const auto number = static_cast<std::size_t>(std::max(count, 1));
    return {measureWheel(number), measureQTimer(number)};
}

} // namespace redial

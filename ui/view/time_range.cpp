// SPDX-License-Identifier: MIT
#include "ui/view/time_range.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace redial {

namespace {

using namespace std::chrono_literals;

constexpr double farthestPixel = 1e6;
constexpr RunTime longestRange = std::chrono::hours(24 * 365 * 100);

// Differences of two times can overflow only beyond 292 years; as doubles they cannot.
double difference(RunTime a, RunTime b)
{
    return static_cast<double>(a.count()) - static_cast<double>(b.count());
}

RunTime clampedTime(double nanoseconds)
{
    constexpr double most = 9.2e18;
    return RunTime(static_cast<std::int64_t>(std::clamp(nanoseconds, -most, most)));
}

RunTime roundStep(double least)
{
    constexpr std::array<RunTime, 19> above{1s,   2s,   5s,    10s,   20s,    30s, 1min,
                                            2min, 5min, 10min, 20min, 30min,  1h,  2h,
                                            6h,   12h,  24h,   48h,   24h * 7};
    if (least > 0.5e9) {
        for (RunTime step : above) {
            if (static_cast<double>(step.count()) >= least)
                return step;
        }
        const double weeks = std::ceil(least / static_cast<double>(above.back().count()));
        return clampedTime(weeks * static_cast<double>(above.back().count()));
    }
    double decade = 1;
    while (decade * 10 <= least)
        decade *= 10;
    for (int factor : {1, 2, 5, 10}) {
        if (decade * factor >= least)
            return clampedTime(decade * factor);
    }
    return clampedTime(decade * 10);
}

} // namespace

double pixelAt(RunTime time, const TimeRange& range, int width)
{
    const double length = difference(range.end, range.begin);
    if (length <= 0 || width <= 0)
        return 0;
    const double pixel = difference(time, range.begin) / length * width;
    return std::clamp(pixel, -farthestPixel, farthestPixel);
}

int columnAt(RunTime time, const TimeRange& range, int width)
{
    return static_cast<int>(std::floor(pixelAt(time, range, width)));
}

RunTime timeAt(double pixel, const TimeRange& range, int width)
{
    if (width <= 0)
        return range.begin;
    const double length = difference(range.end, range.begin);
    return range.begin + clampedTime(std::round(pixel / width * length));
}

TimeRange widened(const TimeRange& range)
{
    if (range.length() >= shortestRange)
        return range;
    const RunTime middle = range.begin + range.length() / 2;
    return {middle - shortestRange / 2, middle - shortestRange / 2 + shortestRange};
}

TimeRange zoomed(const TimeRange& range, RunTime anchor, double factor)
{
    const double length = difference(range.end, range.begin);
    const double wanted = std::clamp(length * factor, static_cast<double>(shortestRange.count()),
                                     static_cast<double>(longestRange.count()));
    const double share = length > 0 ? difference(anchor, range.begin) / length : 0.5;
    const RunTime begin = anchor - clampedTime(share * wanted);
    return {begin, begin + clampedTime(wanted)};
}

TimeRange shifted(const TimeRange& range, RunTime by)
{
    return {range.begin + by, range.end + by};
}

Ticks ticksOf(const TimeRange& range, int width, int spacing)
{
    Ticks ticks;
    const double length = difference(range.end, range.begin);
    if (width <= 0 || length <= 0 || spacing <= 0)
        return ticks;
    ticks.step = std::max(roundStep(length / width * spacing), RunTime(1));
    auto first = range.begin.count() / ticks.step.count();
    if (first * ticks.step.count() < range.begin.count())
        ++first;
    for (RunTime time = first * ticks.step; time <= range.end; time += ticks.step)
        ticks.times.push_back(time);
    return ticks;
}

QString axisText(RunTime time, RunTime step)
{
    const bool negative = time < 0ns;
    const auto total = negative ? -time : time;
    const auto magnitude = static_cast<double>(total.count());
    const QString sign = negative ? QStringLiteral("−") : QString();
    if (total == 0ns)
        return QStringLiteral("0 s");
    const auto text = [&](double unit, const QString& name) {
        const double digits =
            std::ceil(std::log10(unit / static_cast<double>(step.count())) - 1e-9);
        return sign +
               QString::number(magnitude / unit, 'f',
                               static_cast<int>(std::clamp(digits, 0.0, 9.0))) +
               QChar(u' ') + name;
    };
    if (total < 1us)
        return text(1, QStringLiteral("ns"));
    if (total < 1ms)
        return text(1e3, QStringLiteral("µs"));
    if (total < 1s)
        return text(1e6, QStringLiteral("ms"));
    if (total < 60s)
        return text(1e9, QStringLiteral("s"));
    const double digits = std::ceil(std::log10(1e9 / static_cast<double>(step.count())) - 1e-9);
    const int decimals = static_cast<int>(std::clamp(digits, 0.0, 9.0));
    const auto hours = std::chrono::floor<std::chrono::hours>(total);
    const auto minutes = std::chrono::floor<std::chrono::minutes>(total - hours);
    const double seconds = static_cast<double>((total - hours - minutes).count()) / 1e9;
    const QString rest = QStringLiteral("%1").arg(seconds, decimals > 0 ? decimals + 3 : 2, 'f',
                                                  decimals, QChar(u'0'));
    if (hours.count() > 0) {
        const QString head = QStringLiteral("%1%2 h %3 m")
                                 .arg(sign)
                                 .arg(hours.count())
                                 .arg(minutes.count(), 2, 10, QChar(u'0'));
        return step >= 1min ? head : QStringLiteral("%1 %2 s").arg(head, rest);
    }
    const QString head = QStringLiteral("%1%2 m").arg(sign).arg(minutes.count());
    return step >= 1min ? head : QStringLiteral("%1 %2 s").arg(head, rest);
}

} // namespace redial

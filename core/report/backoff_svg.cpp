// SPDX-License-Identifier: MIT
#include "core/base/duration_text.h"
#include "core/report/svg_canvas.h"
#include "core/report/svg_charts.h"

#include <algorithm>
#include <cmath>

namespace redial {

namespace {

constexpr double width = 1000;
constexpr double height = 240;
constexpr double left = 90;
constexpr double right = 990;
constexpr double top = 10;
constexpr double bottom = 205;

struct Wait
{
    EventNumber number;
    std::chrono::nanoseconds delay;
    std::optional<std::chrono::nanoseconds> low;
    std::optional<std::chrono::nanoseconds> high;
};

std::vector<Wait> waitsOf(const EventLog& log)
{
    std::vector<Wait> waits;
    for (EventNumber number = 1; number <= log.size() && waits.size() < mostShapes; ++number) {
        if (log.header(number).kind != EventKind::BackoffScheduled)
            continue;
        if (const auto delay = log.duration(number, FieldKey::DelayNs))
            waits.push_back({number, *delay, log.duration(number, FieldKey::LowNs),
                             log.duration(number, FieldKey::HighNs)});
    }
    return waits;
}

/// Maps durations to heights, logarithmically; everything under a millisecond lies at the bottom.
class LogScale
{
public:
    explicit LogScale(const std::vector<Wait>& waits)
    {
        double smallest = 1e18;
        double largest = 1;
        for (const Wait& wait : waits) {
            smallest = std::min(smallest, milliseconds(wait.low.value_or(wait.delay)));
            largest = std::max(largest, milliseconds(wait.high.value_or(wait.delay)));
        }
        low_ = std::floor(std::log10(std::max(1.0, smallest)));
        high_ = std::max(low_ + 1, std::ceil(std::log10(largest)));
    }

    double y(std::chrono::nanoseconds duration) const
    {
        return y(std::log10(std::max(1.0, milliseconds(duration))));
    }
    double y(double exponent) const
    {
        const double part = (exponent - low_) / (high_ - low_);
        return bottom - std::clamp(part, 0.0, 1.0) * (bottom - top);
    }
    double low() const { return low_; }
    double high() const { return high_; }

private:
    static double milliseconds(std::chrono::nanoseconds duration)
    {
        return std::chrono::duration<double, std::milli>(duration).count();
    }

    double low_ = 0;
    double high_ = 1;
};

void drawScale(SvgCanvas& canvas, const LogScale& scale)
{
    for (double exponent = scale.low(); exponent <= scale.high(); ++exponent) {
        const double y = scale.y(exponent);
        const auto value = std::chrono::nanoseconds(std::int64_t(std::pow(10.0, exponent) * 1e6));
        canvas.line(left, y, right, y, "rule");
        canvas.text(left - 8, y + 4, formatDuration(value), "end");
    }
}

} // namespace

QString backoffSvg(const RunReport& report)
{
    const std::vector<Wait> waits = waitsOf(report.log);
    if (waits.empty())
        return {};
    SvgCanvas canvas(width, QStringLiteral("Back-offs against the policy's envelope"));
    const LogScale scale(waits);
    drawScale(canvas, scale);
    const double step = (right - left) / double(waits.size());
    for (std::size_t i = 0; i < waits.size(); ++i) {
        const Wait& wait = waits[i];
        const double x = left + step * (double(i) + 0.5);
        const double half = std::min(step * 0.35, 14.0);
        if (wait.low && wait.high)
            canvas.bar(x - half, scale.y(*wait.high), 2 * half,
                       std::max(1.0, scale.y(*wait.low) - scale.y(*wait.high)), "envelope",
                       QStringLiteral("allowed: %1 to %2")
                           .arg(formatDuration(*wait.low), formatDuration(*wait.high)));
        const bool outside =
            (wait.low && wait.delay < *wait.low) || (wait.high && wait.delay > *wait.high);
        canvas.dot(x, scale.y(wait.delay), 4, outside ? "failure" : "wait",
                   witnessLine(report.log, wait.number));
        if (waits.size() <= 40)
            canvas.text(x, bottom + 18, QString::number(report.log.header(wait.number).attempt),
                        "middle");
    }
    canvas.text((left + right) / 2, height - 2, QStringLiteral("attempt"), "middle");
    return canvas.finished(height);
}

} // namespace redial

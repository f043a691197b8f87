// SPDX-License-Identifier: MIT
#include "core/time/system_clock.h"

#include <QTimer>

#include <algorithm>

namespace redial {

namespace {

using namespace std::chrono_literals;

// QTimer counts in int milliseconds: a longer wait is made of several.
constexpr std::chrono::milliseconds longestInterval = 24h;

std::chrono::milliseconds intervalFor(std::chrono::nanoseconds remaining)
{
    const auto rounded = std::chrono::ceil<std::chrono::milliseconds>(std::max(remaining, 0ns));
    return std::min(rounded, longestInterval);
}

} // namespace

SystemClock::SystemClock(QObject* parent) : QObject(parent) {}

SystemClock::~SystemClock() = default;

MonotonicTime SystemClock::now() const
{
    return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now());
}

WallTime SystemClock::wallNow() const
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

TimerId SystemClock::startTimer(std::chrono::nanoseconds delay, std::function<void()> callback)
{
    const TimerId id = ++lastTimer_;
    auto timer = std::make_unique<QTimer>();
    timer->setTimerType(Qt::PreciseTimer);
    timer->setSingleShot(true);
    connect(timer.get(), &QTimer::timeout, this, [this, id] { onTimeout(id); });
    const MonotonicTime start = now();
    const auto positive = std::max(delay, 0ns);
    const MonotonicTime due =
        positive > MonotonicTime::max() - start ? MonotonicTime::max() : start + positive;
    timer->start(intervalFor(positive));
    timers_.emplace(id, Pending{std::move(timer), due, std::move(callback)});
    return id;
}

bool SystemClock::cancelTimer(TimerId timer)
{
    const auto found = timers_.find(timer);
    if (found == timers_.end())
        return false;
    // The timer may be the one whose signal is being delivered: it must outlive this call.
    found->second.timer->stop();
    found->second.timer.release()->deleteLater();
    timers_.erase(found);
    return true;
}

void SystemClock::onTimeout(TimerId timer)
{
    const auto found = timers_.find(timer);
    if (found == timers_.end())
        return;
    const auto remaining = found->second.due - now();
    if (remaining > 0ns) {
        found->second.timer->start(intervalFor(remaining));
        return;
    }
    const auto callback = std::move(found->second.callback);
    found->second.timer.release()->deleteLater();
    timers_.erase(found);
    callback();
}

} // namespace redial

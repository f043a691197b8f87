// SPDX-License-Identifier: MIT
#pragma once

#include <QJsonObject>

namespace redial {

/// What one operation costs with so many timers pending, in nanoseconds, and a timer in bytes.
struct TimerFigures
{
    double insert = 0;
    double restart = 0;
    double cancel = 0;
    double bytes = 0;
};

/// The TimerWheel beside QTimer, the baseline.
struct TimerBench
{
    TimerFigures wheel;
    TimerFigures qtimer;

    QJsonObject toJson() const;
};

/// Range of `count`: 1 and more. QTimer's restarts and cancels are measured on at most 1,000.
TimerBench measureTimers(int count);

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/foreign/wait_fits.h"

namespace redial {

/// A value and the interval around it.
struct Interval
{
    double value = 0;
    double low = 0;
    double high = 0;

    void take(double other);
    void widen(double share);
};

/// The parameters of a fit, each with the interval that holds the truth with about 95 % confidence.
struct WaitIntervals
{
    Interval initial;
    Interval factor;
    Interval ratio;
    Interval cap;
};

WaitIntervals intervalsOf(const WaitData& data, const WaitFit& fit);

} // namespace redial

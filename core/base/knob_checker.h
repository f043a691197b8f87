// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/duration_text.h"
#include "core/base/knob.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace redial {

/// Collects what is wrong with settings, in the order of the questions; a sentence is written only
/// for what does not hold.
class KnobChecker
{
public:
    using Duration = std::chrono::nanoseconds;

    template <class Sentence>
    void require(bool holds, const char* knob, Sentence sentence)
    {
        if (!holds)
            errors_.push_back({QString::fromLatin1(knob), sentence()});
    }
    void requireNotNegative(const char* knob, Duration value)
    {
        require(value >= Duration::zero(), knob, [&] {
            return QStringLiteral("%1 is negative; set it to 0 or more.").arg(written(value));
        });
    }
    void requirePositive(const char* knob, Duration value)
    {
        require(value > Duration::zero(), knob, [&] {
            return QStringLiteral("%1 leaves no time at all; set it above 0.").arg(written(value));
        });
    }
    void requireOrder(const char* knob, Duration high, const char* lowKnob, Duration low)
    {
        require(high >= low, knob, [&] {
            return QStringLiteral("%1 is shorter than %2, %3; raise it to at least that.")
                .arg(written(high), QString::fromLatin1(lowKnob), written(low));
        });
    }
    std::vector<KnobError> take() { return std::exchange(errors_, {}); }

private:
    /// The lowest duration has no positive counterpart to be written with.
    static QString written(Duration value)
    {
        return formatDuration(std::max(value, -Duration::max()));
    }

    std::vector<KnobError> errors_;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/scenario/expectations.h"
#include "core/scenario/station_run_configuration.h"

namespace redial {

/// The times in which a scenario may run.
enum class ScenarioClock : std::uint8_t { Virtual, System, Both };

/// "virtual", "system", "both".
QStringList scenarioClockNames();

/// One run out of a scenario file: of a file with a matrix one of its cases. A plain value.
struct Scenario
{
    QString name;
    QString comment; ///< what it proves
    /// Of a file with a matrix its values here, "seed=2, strategy=full"; empty without one.
    QString caseLabel;
    ScenarioClock clock = ScenarioClock::Both;
    StationRunConfiguration configuration; ///< its virtualTime is that of `clock`, real for Both
    Expectations expectations;

    /// The name, and the case in brackets if there are several.
    QString title() const;
    bool runsInVirtualTime() const { return clock != ScenarioClock::System; }
    bool runsOnSystemClock() const { return clock != ScenarioClock::Virtual; }
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/scenario/scenario_result.h"
#include "core/time/system_clock.h"

#include <optional>

namespace redial {

class StationRun;

/// Runs scenarios one after the other and judges each. Lives on one thread; run() comes back when
/// the run is over, and handles that thread's events meanwhile. Nothing of a run is left behind.
class ScenarioRunner
{
public:
    struct Options
    {
        bool allVirtual = false;           ///< whatever can; what needs sockets is skipped
        std::optional<std::uint64_t> seed; ///< instead of the files' own
    };

    /// A run in virtual time could otherwise record without end.
    static constexpr EventNumber mostEvents = 5'000'000;

    explicit ScenarioRunner(Options options) : options_(options) {}

    /// `file` is what results call the scenario's file. The run file is written while it runs;
    /// empty: none. What kept the run from being done stands in the result.
    ScenarioResult run(const Scenario& scenario, const QString& file, const QString& runFile = {});

    /// Ends the present run in good order; it and those after it could not run.
    void interrupt();

private:
    bool wait(StationRun& run);

    Options options_;
    SystemClock fileClock_;
    StationRun* present_ = nullptr;
    bool interrupted_ = false;
};

} // namespace redial

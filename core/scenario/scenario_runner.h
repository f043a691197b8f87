// SPDX-License-Identifier: MIT
#pragma once

#include "core/scenario/scenario_result.h"
#include "core/time/clock.h"

#include <atomic>
#include <memory>
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
        /// Set for a runner on a thread that handles no events: it runs in virtual time only, and
        /// ends the present run when this becomes true. Whoever sets it keeps it.
        const std::atomic<bool>* interrupted = nullptr;
    };

    /// A run in virtual time, or a client of somebody else's, could otherwise record without end.
    static constexpr EventNumber mostEvents = 5'000'000;
    static constexpr std::size_t mostLogBytes = std::size_t{1} << 30;

    explicit ScenarioRunner(Options options);

    /// `file` is what results call the scenario's file. The run file is written while it runs;
    /// empty: none. What kept the run from being done stands in the result.
    ScenarioResult run(const Scenario& scenario, const QString& file, const QString& runFile = {});

    /// Ends the present run in good order; it and those after it could not run.
    void interrupt();

private:
    bool wait(StationRun& run);
    bool isInterrupted() const;

    Options options_;
    /// When run files are written at the latest. Without events only a clock that stands still.
    std::unique_ptr<Clock> fileClock_;
    StationRun* present_ = nullptr;
    bool interrupted_ = false;
};

} // namespace redial

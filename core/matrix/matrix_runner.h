// SPDX-License-Identifier: MIT
#pragma once

#include "core/matrix/matrix_cell.h"
#include "core/matrix/matrix_result.h"
#include "core/mutants/mutant.h"

namespace redial {

class MatrixPeer;

/// Runs cells one after the other and judges each. Lives on one thread; run() comes back when the
/// run is over, and handles that thread's events meanwhile. Nothing of a run is left behind but its
/// file.
class MatrixRunner
{
public:
    struct Options
    {
        std::uint64_t seed = 1;
        /// A client that is wrong on purpose, judged by what the cell declares; null: our own. It
        /// outlives the runner.
        const Mutant* mutant = nullptr;
        QString logFolder; ///< where run files go; empty: none. It is there.
    };

    explicit MatrixRunner(Options options) : options_(std::move(options)) {}

    MatrixResult run(const MatrixCell& cell);

    /// Ends the present run in good order; it and those after it could not run.
    void interrupt();
    bool isInterrupted() const { return interrupted_; }

private:
    /// A run in virtual time could otherwise record without end.
    static constexpr EventNumber mostEvents = 200'000;

    void runStation(const MatrixCell& cell, const StationRunConfiguration& declared,
                    MatrixPeer* peer, MatrixResult& result);
    void wait(StationRun& run);
    void judgeRun(const StationRun& run, const RunInfo& info, MatrixResult& result);
    void save(const StationRun& run, const RunInfo& info, const MatrixCell& cell,
              MatrixResult& result) const;

    Options options_;
    StationRun* present_ = nullptr;
    bool interrupted_ = false;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/bench/bench_figures.h"
#include "core/bench/timer_bench.h"

#include <functional>

namespace redial {

/// Measures rows over loopback: server and client are processes of their own, and each round
/// measures the baseline and the engine one after the other, the order changing, so that what
/// disturbs the machine disturbs both. Blocks. Errors are one sentence with the remedy.
class BenchRun
{
public:
    struct Settings
    {
        /// What takes an order (runBenchWorker()) as the argument behind these.
        QString program;
        QStringList arguments;
        std::chrono::milliseconds length{1000}; ///< of one measurement
        int rounds = 3;
    };

    explicit BenchRun(Settings settings) : settings_(std::move(settings)) {}

    Expected<BenchFigures, QString> measure(const BenchRow& row) const;
    Expected<TimerBench, QString> measureTimers(int count) const;

private:
    Expected<BenchMeasure, QString> measureOnce(const BenchRow& row, BenchSide side) const;

    const Settings settings_;
};

} // namespace redial

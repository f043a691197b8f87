// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/console.h"
#include "core/history/run_history.h"

namespace redial {

/// What `redial runs` prints: aligned text, or with --json one object a line. Texts from run files
/// have their control characters replaced.
void printRuns(Console& console, const std::vector<RunRecord>& runs);
void printRun(Console& console, const RunRecord& run);
/// Where two runs differ: what they are, their figures and their oracles.
void printComparison(Console& console, const RunRecord& first, const RunRecord& second);
/// Each value with its change, then lowest, median and highest.
void printTrend(Console& console, const QString& figure, const std::vector<TrendPoint>& points);
void printFlaky(Console& console, const std::vector<FlakyCase>& cases);

} // namespace redial

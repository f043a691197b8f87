// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/run_info.h"
#include "core/scenario/scenario.h"

#include <QJsonObject>

#include <vector>

namespace redial {

/// What came of one scenario's run, in words and pictures: it outlives the run and its log.
struct ScenarioResult
{
    enum class Status : std::uint8_t { Held, NotHeld, CouldNotRun, Skipped };

    QString file; ///< the scenario file's name
    QString title;
    QString comment;
    Status status = Status::Held;
    QString reason; ///< a sentence, for CouldNotRun and Skipped
    bool virtualTime = false;
    std::uint64_t seed = 0;
    std::chrono::nanoseconds length{}; ///< from the run's first to its last event
    QString started;                   ///< ISO 8601; empty if it did not run
    std::vector<ExpectationResult> expectations;
    QStringList witnesses; ///< one line for each witness of what did not hold
    QString timeline;      ///< SVG element; empty if it did not run

    QJsonObject toJson() const;
    /// "held", "not_held", "could_not_run", "skipped".
    QString statusName() const;
};

/// Judges a run that is over by what its scenario expects.
ScenarioResult judgeScenario(const Scenario& scenario, const EventLog& log, const RunInfo& info,
                             const QString& file);

/// One test case for each scenario, as Ant and Jenkins read it.
QByteArray scenariosJunit(const std::vector<ScenarioResult>& results);
/// One HTML page without network and scripts: a table of all, then each with its timeline, what
/// did not hold and the events that prove it. All text is escaped.
QByteArray scenariosHtml(const std::vector<ScenarioResult>& results);

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json_places.h"
#include "core/scenario/scenario.h"

#include <QByteArray>

namespace redial {

/// One thing that is wrong with a scenario file.
struct ScenarioError
{
    QString path; ///< JSON pointer; empty for the whole file
    TextPlace place;
    QString sentence; ///< what was expected, with the nearest name where there is one

    /// "12:5: /client/policy/strategy: …"
    QString text() const;
};

/// Reads a scenario file, version 1 (docs/scenarios.md): at most 1 MiB, a matrix of at most
/// mostScenarioCases cases. All errors at once, in the order of the file.
Expected<std::vector<Scenario>, std::vector<ScenarioError>> readScenario(const QByteArray& json);

inline constexpr int scenarioVersion = 1;
inline constexpr qsizetype mostScenarioBytes = 1024 * 1024;
inline constexpr qsizetype mostScenarioCases = 1000;
inline constexpr std::chrono::hours longestScenario{366 * 24};

} // namespace redial

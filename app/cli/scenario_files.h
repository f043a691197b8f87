// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/console.h"
#include "core/scenario/scenario_reader.h"

#include <QStringList>

namespace redial {

/// The cases of one scenario file.
struct ScenarioFile
{
    QString path;
    std::vector<Scenario> scenarios;
};

/// What reading several files gave.
struct ScenarioFiles
{
    std::vector<ScenarioFile> files; ///< those that are right
    qsizetype wrong = 0;             ///< those with errors
    qsizetype unreadable = 0;
};

/// The example scenarios that Redial brings along, where it is installed or was built; the error is
/// a sentence.
Expected<QStringList, QString> exampleFiles();

/// Reads scenario files and tells every error of every file: "FILE:LINE:COLUMN: PATH: …", with
/// --json one object each.
ScenarioFiles readScenarioFiles(const QStringList& paths, Console& console);

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/scenario/scenario.h"

#include <QJsonObject>

namespace redial {

/// Reads one case of a scenario file, version and matrix apart. Errors are at the file's own places
/// and are added to the list; the scenario is whole only if none was.
Scenario readScenarioMembers(const QJsonObject& object, std::vector<ConfigurationError>& errors);

/// What may stand in the file, in each of its objects, beside the tables of knobs, faults and
/// oracles.
struct ScenarioNames
{
    static QStringList file();
    static QStringList client();
    static QStringList server();
    static QStringList steps();
};

} // namespace redial

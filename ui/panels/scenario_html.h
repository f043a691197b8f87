// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/scenario_list.h"

namespace redial {

struct Theme;

/// What a scenario proves and what came of its last run, as rich text. All text is escaped.
QString scenarioHtml(const ScenarioList::Row& row, const Theme& theme);

} // namespace redial

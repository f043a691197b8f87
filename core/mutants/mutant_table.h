// SPDX-License-Identifier: MIT
#pragma once

#include "core/mutants/mutant_study.h"

#include <QStringList>

namespace redial {

/// Oracle by mutant, one line each under a heading. A cell says F where the mutant failed its own
/// oracle in every run, - where it did not, ! where it failed another one, a dot otherwise. Only
/// oracles that some mutant of the list must fail or has failed have a column.
QStringList mutantTable(const std::vector<MutantFigures>& all);

/// docs/mutants.md: what each mutant does, and the table of one run each.
QString mutantsPage(const std::vector<MutantFigures>& all);

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/verb.h"

#include <QString>

#include <vector>

namespace redial {

/// The documents that are made from the verbs' own tables, so that they name what the program
/// takes and nothing else. `global` are the options that every verb takes. Pure.

/// redial(1) in roff.
QString manPage(const std::vector<Verb>& verbs, const std::vector<OptionSpec>& global);

/// Completion of verbs, options and file names for bash.
QString bashCompletion(const std::vector<Verb>& verbs, const std::vector<OptionSpec>& global);

/// docs/command-line.md.
QString commandLinePage(const std::vector<Verb>& verbs, const std::vector<OptionSpec>& global);

/// docs/faults.md, from the catalogue of faults.
QString faultsPage();

} // namespace redial

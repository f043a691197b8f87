// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/verb.h"

#include <QString>

#include <vector>

namespace redial {

/// The documents that are made from the verbs' own tables, so that they name what the program
/// takes and nothing else. `global` are the options that every verb takes. Pure.

/// redial(1) in roff: what the verbs are; each has a page of its own.
QString manPage(const std::vector<Verb>& verbs, const std::vector<OptionSpec>& global);

/// redial-VERB(1).
QString verbPage(const Verb& verb, const std::vector<OptionSpec>& global);

/// redial-desktop(1). `argument` says what may stand behind the options.
QString desktopPage(const QString& description, const QString& argument,
                    const std::vector<OptionSpec>& options);

/// Completion of verbs, options and file names for bash.
QString bashCompletion(const std::vector<Verb>& verbs, const std::vector<OptionSpec>& global);

/// Completion of the options of the window's program, and of file names, for bash.
QString desktopBashCompletion(const std::vector<OptionSpec>& options);

/// Completion of both programs for zsh.
QString zshCompletion(const std::vector<Verb>& verbs, const std::vector<OptionSpec>& global,
                      const std::vector<OptionSpec>& desktop);

/// docs/command-line.md.
QString commandLinePage(const std::vector<Verb>& verbs, const std::vector<OptionSpec>& global);

/// docs/faults.md, from the catalogue of faults.
QString faultsPage();

/// resources/schema/scenario-1.schema.json (JSON Schema, draft 7), from the tables of the reader.
QString scenarioSchema();

} // namespace redial

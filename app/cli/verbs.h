// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/verb.h"

namespace redial {

Verb connectVerb();
Verb serveVerb();
Verb proxyVerb();
Verb demoVerb();
Verb runVerb();
Verb runsVerb();
Verb validateVerb();
Verb ctlVerb();
Verb faultsVerb();
Verb judgeVerb();
Verb mutantsVerb();
Verb exploreVerb();
Verb matrixVerb();
Verb benchVerb();
Verb replayVerb();
Verb verifyVerb();
Verb versionVerb();

/// Every verb, in the order in which the help names them.
std::vector<Verb> allVerbs();

/// Runs the command line after the program's name: finds the verb, reads its options, prints help
/// or an error, or runs it.
ExitStatus runCommandLine(const QStringList& words);

} // namespace redial

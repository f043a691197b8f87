// SPDX-License-Identifier: MIT
#pragma once

#include "tests/reconnect/random_life.h"

#include <vector>

namespace redial::test {

/// A machine with one bug, and the oracle that the bug breaks.
struct Mutant
{
    const char* name;
    const char* oracle;
    StepFunction machine;
};

/// A policy under which every rule can be broken: limited attempts, terminal answers.
ReconnectPolicy strictPolicy();

const std::vector<Mutant>& mutants();

} // namespace redial::test

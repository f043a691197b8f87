// SPDX-License-Identifier: MIT
#pragma once

#include "tests/verdict/healthy_run.h"

#include <functional>
#include <vector>

namespace redial::test {

/// One thing that is wrong, and the oracle that must find it in the otherwise healthy run.
struct OracleCase
{
    const char* name;
    const char* oracle;
    std::function<void(Rows&, VerdictContext&)> change;
};

std::vector<OracleCase> oracleCases();

} // namespace redial::test

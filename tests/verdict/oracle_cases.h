// SPDX-License-Identifier: MIT
#pragma once

#include "core/verdict/oracle_result.h"
#include "tests/verdict/healthy_run.h"

#include <functional>
#include <map>
#include <string_view>
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

/// What every oracle says of the rows, by its id.
std::map<std::string_view, OracleResult> judged(const Rows& rows, const VerdictContext& context);

} // namespace redial::test

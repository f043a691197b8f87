// SPDX-License-Identifier: MIT
#pragma once

#include "core/verdict/oracle_examination.h"
#include "core/verdict/run_view.h"
#include "core/verdict/verdict_context.h"

#include <string_view>
#include <vector>

namespace redial {

/// One oracle: what it is called, and a pure function of a log and its context.
struct Oracle
{
    std::string_view id;
    std::string_view title;
    std::vector<std::string_view> rules;
    OracleAnswer (*examine)(const RunView& run, const VerdictContext& context);
};

/// Every oracle, in the order of their ids, those of one client first.
const std::vector<Oracle>& oracles();

} // namespace redial

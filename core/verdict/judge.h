// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"
#include "core/verdict/oracle_result.h"
#include "core/verdict/verdict_context.h"

#include <vector>

namespace redial {

/// The context that a run's first line and its log give.
VerdictContext verdictContext(const EventLog& log, const RunInfo& info);

/// Every oracle's answer, in the order of their ids. Pure: the same log and context give the same
/// results, live or from a file.
std::vector<OracleResult> judge(const EventLog& log, const VerdictContext& context);
std::vector<OracleResult> judge(const EventLog& log, const RunInfo& info);

/// True if no oracle failed.
bool allHold(const std::vector<OracleResult>& results);

} // namespace redial

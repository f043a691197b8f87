// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"
#include "core/log/run_info.h"
#include "core/report/run_account.h"
#include "core/verdict/oracle_result.h"

#include <QJsonObject>
#include <QString>

#include <vector>

namespace redial {

/// The metrics as aligned lines.
QString metricsTable(const EventLog& log);

/// The metrics, the ledger of the messages and the oracles' results, the last line
/// "N held, N failed, N not exercised." A function of its arguments alone.
QString closingTable(const EventLog& log, const RunInfo& info,
                     const std::vector<OracleResult>& results, TextStyle style = TextStyle::Plain);

/// The same as one JSON object: "metrics", "messages", "oracles", "findings", "held". Durations are
/// integers in nanoseconds under names that end in _ns.
QJsonObject closingJson(const EventLog& log, const RunInfo& info,
                        const std::vector<OracleResult>& results);

} // namespace redial

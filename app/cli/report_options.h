// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/arguments.h"
#include "core/report/run_report.h"

namespace redial {

/// The options that write a run's reports to files: --junit, --html, --csv, --har, --pcapng,
/// --sarif.
const std::vector<OptionSpec>& reportOptions();

/// Writes each report that was asked for, whole or not at all. The error is a sentence that names
/// the file; what was written before it stays.
Expected<void, QString> writeReports(const ParsedArguments& arguments, const RunReport& report);

/// Writes a report, whole or not at all. The error is a sentence that names the file.
Expected<void, QString> writeReportFile(const QString& path, const QByteArray& bytes);

} // namespace redial

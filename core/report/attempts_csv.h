// SPDX-License-Identifier: MIT
#pragma once

#include "core/report/run_report.h"

#include <QByteArray>

namespace redial {

/// One line an attempt of the client (of the server's connections if the run had no client), as CSV
/// (RFC 4180) with a head line: times in seconds since the run's begin, back-offs in milliseconds.
/// A text that a spreadsheet would take for a formula gets an apostrophe before it.
QByteArray attemptsCsv(const RunReport& report);

} // namespace redial

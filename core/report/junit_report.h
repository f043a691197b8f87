// SPDX-License-Identifier: MIT
#pragma once

#include "core/report/run_report.h"

#include <QByteArray>

namespace redial {

/// The verdict as JUnit XML: one test suite a run, one test case for the run itself (an error if it
/// could not go on, skipped if it was cut off) and one an oracle. A failure carries its witnesses;
/// what was not exercised is skipped, with its reason.
QByteArray junitReport(const RunReport& report);

} // namespace redial

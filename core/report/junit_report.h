// SPDX-License-Identifier: MIT
#pragma once

#include "core/report/run_report.h"

#include <QByteArray>

namespace redial {

/// The verdict as JUnit XML, as Ant and Jenkins read it: one test suite a run, one test case an
/// oracle. A failure carries its witnesses; what was not exercised is skipped, with its reason.
/// Characters that XML cannot hold become U+FFFD.
QByteArray junitReport(const RunReport& report);

} // namespace redial

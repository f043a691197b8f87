// SPDX-License-Identifier: MIT
#pragma once

#include "core/report/run_report.h"

#include <QByteArray>

namespace redial {

/// The findings as SARIF 2.1.0, as code hosts and editors read it: every oracle is a rule with its
/// remedy as help, each finding a result that names its events' lines in the run file. A run that
/// could not go on is an unsuccessful invocation.
QByteArray sarifReport(const RunReport& report);

} // namespace redial

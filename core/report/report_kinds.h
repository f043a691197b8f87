// SPDX-License-Identifier: MIT
#pragma once

#include "core/report/run_report.h"

#include <QByteArray>

#include <span>

namespace redial {

/// One form in which a run is reported to others.
struct ReportKind
{
    const char* name;  ///< of the option, the action and the file's ending: "html"
    const char* title; ///< "Report as HTML"
    const char* help;  ///< what it holds, for --help
    QByteArray (*write)(const RunReport& report);
};

/// Every form, in the order in which people see them.
std::span<const ReportKind> reportKinds();

} // namespace redial

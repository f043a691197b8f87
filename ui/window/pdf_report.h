// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/report/run_report.h"

namespace redial {

class GraphWidget;

/// The run as a PDF for people: what is wrong and which events prove it, the pictures of timeline
/// and back-off graph as they are shown, and what every oracle says. All text is escaped. The error
/// is one sentence with the file's name.
Expected<void, QString> savePdf(const RunReport& report, const std::vector<GraphWidget*>& graphs,
                                const QString& path);

} // namespace redial

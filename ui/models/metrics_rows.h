// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/metrics.h"
#include "ui/models/run_document.h"

#include <QString>

#include <utility>
#include <vector>

namespace redial {

/// The metrics as names and values for people. The value of what has not happened yet is empty.
/// Time online counts to `now`.
std::vector<std::pair<QString, QString>> metricsRows(const MetricsValues& metrics,
                                                     MonotonicTime now);

/// The same of a proxy's run, which has no link of ours.
std::vector<std::pair<QString, QString>> relayRows(const RunDocument& document);

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/report/run_report.h"

#include <QByteArray>

namespace redial {

/// The run as one HTML file that needs no network and runs no script: verdict, failures with the
/// events that prove them, timeline and back-off graph as SVG, attempts, metrics, and the events
/// that the account tells (the first 5,000 of them and every cited one). All text from the wire is
/// escaped. Light and dark as the reader's system asks.
QByteArray htmlReport(const RunReport& report);

} // namespace redial

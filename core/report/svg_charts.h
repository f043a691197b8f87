// SPDX-License-Identifier: MIT
#pragma once

#include "core/report/run_report.h"

#include <QString>

namespace redial {

/// The run's connections over its time as one SVG element: a row for the client's connections,
/// their back-offs, the server's connections if they are in the log, faults and the user's doings,
/// what is wrong with messages, and the events that failed oracles cite. Every shape has a title.
/// Colours are CSS classes of the page around it. At most `mostShapes` shapes a row; the later ones
/// are left out.
QString timelineSvg(const RunReport& report);

/// Each back-off of the client against the policy's envelope, on a logarithmic scale, as one SVG
/// element; empty if there was none.
QString backoffSvg(const RunReport& report);

inline constexpr int mostShapes = 2000;

} // namespace redial

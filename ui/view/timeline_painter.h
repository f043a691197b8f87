// SPDX-License-Identifier: MIT
#pragma once

#include "ui/view/theme.h"
#include "ui/view/timeline_geometry.h"

class QPainter;

namespace redial {

/// Draws a frame of the timeline: strips, lanes, marks, names, axis. Draws boxes without
/// antialiasing and the same pixels for the same arguments, on a widget, an image or an SVG alike.
/// Selection and crosshair are drawn over it by the widget.
void paintTimeline(QPainter& painter, const TimelineRows& rows, const TimelineGeometry& geometry,
                   const EventLog& log, const Theme& theme);

/// The words for a phase of the link, as people say them: "online", "waiting".
QString phaseText(LinkPhase phase);

/// A name of the log with its underscores as spaces: "backoff scheduled".
QString spacedName(std::string_view name);

/// Ticks of a time axis as vertical lines through `plot` and labels in `axis`.
void paintTimeAxis(QPainter& painter, const QRect& plot, const QRect& axis, const TimeRange& range,
                   const Theme& theme);

} // namespace redial

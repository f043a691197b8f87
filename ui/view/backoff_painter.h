// SPDX-License-Identifier: MIT
#pragma once

#include "ui/view/backoff_geometry.h"
#include "ui/view/theme.h"

#include <QRect>

class QPainter;

namespace redial {

/// Where the parts of the backoff graph lie in a widget.
struct BackoffFrame
{
    QRect plot;
    QRect axis;
    QRect legend;
    int gutter = 0;
};

/// `gutter` pixels on the left are for the delays, `line` is the height of a line of text.
BackoffFrame layOutBackoffFrame(const QSize& size, int gutter, int line);

/// Draws axes, legend, boxes and flags; the same pixels for the same arguments on any device.
void paintBackoffs(QPainter& painter, const BackoffFrame& frame, const BackoffGeometry& geometry,
                   const Theme& theme);

/// Labels of delays left of `plot` and lines through it.
void paintDelayAxis(QPainter& painter, const QRect& plot, const DelayScale& scale,
                    const Theme& theme);

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_names.h"
#include "ui/view/link_history.h"

#include <QColor>
#include <QPalette>

#include <array>

namespace redial {

/// Every colour that Redial's own widgets draw with, light or dark after the palette (Qt 6.4 has no
/// colour scheme to ask). Every text colour here has a contrast of at least 4.5 with what it is
/// written on.
struct Theme
{
    bool dark = false;
    QColor base;
    QColor alternate;
    QColor text;
    QColor fadedText;
    QColor grid;
    QColor abnormal;
    QColor abnormalFill;
    QColor warning;
    QColor good;
    QColor selection;
    QColor crosshair;
    QColor envelope;
    QColor nominal;
    QColor scheduled;
    QColor actual;
    std::array<QColor, 7> lanes;
    std::array<QColor, 5> phases;
    QColor phaseText;

    static Theme from(const QPalette& palette);

    const QColor& lane(Lane lane) const { return lanes.at(static_cast<std::size_t>(lane)); }
    const QColor& phase(LinkPhase phase) const
    {
        return phases.at(static_cast<std::size_t>(phase));
    }
};

/// Contrast of two opaque colours as WCAG 2.1 counts it: 1 to 21.
double contrastOf(const QColor& a, const QColor& b);

/// `share` of `over` on top of `under`, opaque.
QColor blended(const QColor& under, const QColor& over, double share);

/// A dark palette for desktops that do not bring one (`--palette dark`), and its light twin.
QPalette darkPalette();
QPalette lightPalette();

} // namespace redial

// SPDX-License-Identifier: MIT
#include "ui/view/theme.h"

#include <algorithm>
#include <cmath>

namespace redial {

namespace {

double luminance(const QColor& color)
{
    const auto linear = [](double channel) {
        return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
           0.0722 * linear(color.blueF());
}

void setLightColours(Theme& theme)
{
    theme.abnormal = QColor(0xc0, 0x1c, 0x28);
    theme.abnormalFill = QColor(0xfd, 0xe4, 0xe4);
    theme.warning = QColor(0x8a, 0x5a, 0x00);
    theme.good = QColor(0x1b, 0x6e, 0x2b);
    theme.selection = QColor(0x15, 0x5f, 0xb8);
    theme.envelope = QColor(0xdb, 0xe7, 0xf6);
    theme.nominal = QColor(0x5a, 0x7f, 0xb0);
    theme.scheduled = QColor(0x15, 0x5f, 0xb8);
    theme.actual = QColor(0x9a, 0x4a, 0x00);
    theme.lanes = {QColor(0x5e, 0x35, 0xb1), QColor(0x15, 0x65, 0xc0), QColor(0x00, 0x6f, 0x66),
                   QColor(0x9a, 0x5b, 0x00), QColor(0xb7, 0x1c, 0x1c), QColor(0x37, 0x47, 0x4f),
                   QColor(0x2a, 0x71, 0x2e)};
    theme.phases = {QColor(0xe8, 0xe8, 0xe8), QColor(0xff, 0xdf, 0x9e), QColor(0xbf, 0xdb, 0xf7),
                    QColor(0xcf, 0xec, 0xe6), QColor(0x9f, 0xd8, 0xa4)};
    theme.phaseText = QColor(0x1c, 0x1c, 0x1c);
}

void setDarkColours(Theme& theme)
{
    theme.abnormal = QColor(0xff, 0x7b, 0x72);
    theme.abnormalFill = QColor(0x52, 0x22, 0x22);
    theme.warning = QColor(0xf2, 0xb9, 0x4b);
    theme.good = QColor(0x7c, 0xd9, 0x8b);
    theme.selection = QColor(0x6c, 0xb2, 0xff);
    theme.envelope = QColor(0x26, 0x3b, 0x57);
    theme.nominal = QColor(0x7d, 0xa7, 0xdb);
    theme.scheduled = QColor(0x6c, 0xb2, 0xff);
    theme.actual = QColor(0xff, 0xb3, 0x66);
    theme.lanes = {QColor(0xb9, 0xa2, 0xe6), QColor(0x6c, 0xb8, 0xfa), QColor(0x53, 0xc2, 0xb5),
                   QColor(0xf5, 0xb5, 0x56), QColor(0xff, 0x7b, 0x72), QColor(0xc3, 0xd0, 0xd8),
                   QColor(0x85, 0xcf, 0x8a)};
    theme.phases = {QColor(0x3a, 0x3a, 0x3a), QColor(0x5e, 0x46, 0x08), QColor(0x1c, 0x44, 0x6e),
                    QColor(0x14, 0x4c, 0x46), QColor(0x1f, 0x5a, 0x2a)};
    theme.phaseText = QColor(0xf2, 0xf2, 0xf2);
}

QPalette paletteOf(const QColor& window, const QColor& base, const QColor& text,
                   const QColor& button, const QColor& highlight, const QColor& faded)
{
    QPalette palette(button, window);
    palette.setColor(QPalette::Window, window);
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Base, base);
    palette.setColor(QPalette::AlternateBase, blended(base, window, 0.6));
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::PlaceholderText, faded);
    palette.setColor(QPalette::Button, button);
    palette.setColor(QPalette::ButtonText, text);
    palette.setColor(QPalette::ToolTipBase, base);
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::BrightText, text);
    palette.setColor(QPalette::Link, highlight);
    palette.setColor(QPalette::Highlight, highlight);
    for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, faded);
    return palette;
}

} // namespace

double contrastOf(const QColor& a, const QColor& b)
{
    const double x = luminance(a);
    const double y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

QColor blended(const QColor& under, const QColor& over, double share)
{
    const auto mix = [share](float a, float b) {
        return static_cast<float>(a * (1 - share) + b * share);
    };
    return QColor::fromRgbF(mix(under.redF(), over.redF()), mix(under.greenF(), over.greenF()),
                            mix(under.blueF(), over.blueF()));
}

Theme Theme::from(const QPalette& palette)
{
    Theme theme;
    theme.base = palette.color(QPalette::Active, QPalette::Base);
    theme.text = palette.color(QPalette::Active, QPalette::Text);
    theme.dark = theme.base.lightness() < 128;
    theme.alternate = blended(theme.base, theme.text, theme.dark ? 0.05 : 0.035);
    theme.fadedText = blended(theme.base, theme.text, theme.dark ? 0.68 : 0.66);
    theme.grid = blended(theme.base, theme.text, theme.dark ? 0.17 : 0.12);
    theme.crosshair = blended(theme.base, theme.text, 0.55);
    if (theme.dark)
        setDarkColours(theme);
    else
        setLightColours(theme);
    return theme;
}

QPalette darkPalette()
{
    QPalette palette =
        paletteOf(QColor(0x26, 0x28, 0x2b), QColor(0x1b, 0x1d, 0x1f), QColor(0xe8, 0xe8, 0xe8),
                  QColor(0x36, 0x39, 0x3d), QColor(0x2f, 0x6f, 0xb5), QColor(0xa8, 0xab, 0xb0));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, QColor(0x6c, 0xb2, 0xff));
    return palette;
}

QPalette lightPalette()
{
    QPalette palette =
        paletteOf(QColor(0xf3, 0xf4, 0xf5), QColor(0xff, 0xff, 0xff), QColor(0x1c, 0x1c, 0x1e),
                  QColor(0xf0, 0xf1, 0xf2), QColor(0x15, 0x5f, 0xb8), QColor(0x6a, 0x6d, 0x72));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    return palette;
}

} // namespace redial

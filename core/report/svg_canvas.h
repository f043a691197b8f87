// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace redial {

/// Collects the shapes of one SVG element. Numbers are pixels; texts are escaped here.
class SvgCanvas
{
public:
    SvgCanvas(double width, const QString& title);

    /// A rectangle at least one pixel wide.
    void bar(double x, double y, double width, double height, const char* style,
             const QString& title);
    void line(double x1, double y1, double x2, double y2, const char* style);
    void dot(double x, double y, double radius, const char* style, const QString& title);
    /// `anchor`: start, middle or end.
    void text(double x, double y, const QString& text, const char* anchor = "start");

    /// The whole element. Call once, last.
    QString finished(double height);

private:
    double width_;
    QString title_;
    QString shapes_;
};

/// Text for HTML or SVG: escaped, control characters replaced.
QString escaped(const QString& text);

} // namespace redial

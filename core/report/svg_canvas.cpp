// SPDX-License-Identifier: MIT
#include "core/report/svg_canvas.h"

#include "core/report/terminal_text.h"

#include <algorithm>

namespace redial {

namespace {

QString number(double value)
{
    return QString::number(value, 'f', 1);
}

} // namespace

QString escaped(const QString& text)
{
    return printable(text.toStdString(), 2000).toHtmlEscaped();
}

SvgCanvas::SvgCanvas(double width, const QString& title) : width_(width), title_(escaped(title)) {}

void SvgCanvas::bar(double x, double y, double width, double height, const char* style,
                    const QString& title)
{
    shapes_ += QStringLiteral("<rect x=\"%1\" y=\"%2\" width=\"%3\" height=\"%4\" class=\"%5\">"
                              "<title>%6</title></rect>\n")
                   .arg(number(x), number(y), number(std::max(width, 1.0)), number(height),
                        QLatin1String(style), escaped(title));
}

void SvgCanvas::line(double x1, double y1, double x2, double y2, const char* style)
{
    shapes_ += QStringLiteral("<line x1=\"%1\" y1=\"%2\" x2=\"%3\" y2=\"%4\" class=\"%5\"/>\n")
                   .arg(number(x1), number(y1), number(x2), number(y2), QLatin1String(style));
}

void SvgCanvas::dot(double x, double y, double radius, const char* style, const QString& title)
{
    shapes_ += QStringLiteral("<circle cx=\"%1\" cy=\"%2\" r=\"%3\" class=\"%4\"><title>%5</title>"
                              "</circle>\n")
                   .arg(number(x), number(y), number(radius), QLatin1String(style), escaped(title));
}

void SvgCanvas::text(double x, double y, const QString& text, const char* anchor)
{
    shapes_ += QStringLiteral("<text x=\"%1\" y=\"%2\" text-anchor=\"%3\">%4</text>\n")
                   .arg(number(x), number(y), QLatin1String(anchor), escaped(text));
}

QString SvgCanvas::finished(double height)
{
    return QStringLiteral("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1 %2\" "
                          "role=\"img\" aria-label=\"%3\"><title>%3</title>\n%4</svg>\n")
        .arg(number(width_), number(height), title_, shapes_);
}

} // namespace redial

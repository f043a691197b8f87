// SPDX-License-Identifier: MIT
#include "core/base/duration_text.h"
#include "core/report/html_style.h"
#include "core/report/svg_canvas.h"
#include "core/scenario/scenario_result.h"

#include <algorithm>

namespace redial {

namespace {

using Status = ScenarioResult::Status;

QString styleOf(const ScenarioResult& result)
{
    if (result.status == Status::Skipped)
        return QStringLiteral("facts");
    return result.status == Status::Held ? QStringLiteral("held") : QStringLiteral("failed");
}

QString wordOf(const ScenarioResult& result)
{
    return result.statusName().replace(QLatin1Char('_'), QLatin1Char(' '));
}

QString row(const ScenarioResult& result, std::size_t number)
{
    return QStringLiteral("<tr><td><a href=\"#s%1\">%2</a></td><td class=\"%3\">%4</td>"
                          "<td>%5</td><td>%6</td></tr>\n")
        .arg(QString::number(number), escaped(result.title), styleOf(result), wordOf(result),
             result.virtualTime ? QStringLiteral("virtual") : QStringLiteral("system"),
             formatDuration(result.length));
}

QString listOf(const QStringList& lines)
{
    QString html;
    for (const QString& line : lines)
        html += QStringLiteral("<li>%1</li>").arg(escaped(line));
    return html.isEmpty() ? html : QStringLiteral("<ul>%1</ul>\n").arg(html);
}

QString section(const ScenarioResult& result, std::size_t number)
{
    QStringList held;
    QStringList broken;
    for (const ExpectationResult& expectation : result.expectations)
        (expectation.held ? held : broken)
            << QStringLiteral("%1: %2").arg(expectation.name, expectation.sentence);
    QString html =
        QStringLiteral("<section id=\"s%1\"><h2>%2</h2>\n<p class=\"%3\">%4</p>\n"
                       "<p>%5</p>\n<p class=\"facts\">%6, seed %7</p>\n")
            .arg(QString::number(number), escaped(result.title), styleOf(result),
                 escaped(result.reason.isEmpty() ? wordOf(result) : result.reason),
                 escaped(result.comment), escaped(result.file), QString::number(result.seed));
    if (!broken.isEmpty())
        html += QStringLiteral("<h3>What did not come as expected</h3>\n") + listOf(broken) +
                listOf(result.witnesses);
    html += result.timeline;
    if (!held.isEmpty())
        html += QStringLiteral("<h3>What came as expected</h3>\n") + listOf(held);
    return html + QStringLiteral("</section>\n");
}

} // namespace

QByteArray scenariosHtml(const std::vector<ScenarioResult>& results)
{
    const auto held = std::count_if(results.begin(), results.end(), [](const auto& result) {
        return result.status == Status::Held;
    });
    QString html =
        QStringLiteral("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                       "<meta http-equiv=\"Content-Security-Policy\" "
                       "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
                       "<meta name=\"viewport\" content=\"width=device-width\">"
                       "<title>Scenarios</title>\n<style>%1</style></head><body>\n"
                       "<h1>Scenarios</h1>\n<p>%2 of %3 came as expected.</p>\n"
                       "<table><tr><th>Scenario</th><th>Result</th><th>Clock</th><th>Length</th>"
                       "</tr>\n")
            .arg(QLatin1String(htmlStyle))
            .arg(held)
            .arg(results.size());
    for (std::size_t i = 0; i < results.size(); ++i)
        html += row(results[i], i + 1);
    html += QStringLiteral("</table>\n");
    for (std::size_t i = 0; i < results.size(); ++i)
        html += section(results[i], i + 1);
    return (html + QStringLiteral("</body></html>\n")).toUtf8();
}

} // namespace redial

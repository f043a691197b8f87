// SPDX-License-Identifier: MIT
#include "core/base/duration_text.h"
#include "core/base/to_qstring.h"
#include "core/foreign/judgement.h"
#include "core/report/html_style.h"
#include "core/report/run_report.h"
#include "core/report/svg_canvas.h"
#include "core/report/svg_charts.h"

#include <set>

namespace redial {

namespace {

QString links(const std::vector<EventNumber>& events)
{
    QStringList all;
    for (const EventNumber event : events)
        all << QStringLiteral("<a href=\"#e%1\">%1</a>").arg(event);
    return all.join(QLatin1Char(' '));
}

QString estimateTable(const Judgement& judgement)
{
    QString html =
        QStringLiteral("<h2>What it does</h2>\n<table><tr><th>Property</th><th>Estimate, "
                       "with its 95 % interval</th><th>Samples</th><th>Events</th></tr>\n");
    for (const Estimate& estimate : judgement.estimates())
        html += QStringLiteral("<tr><td>%1</td><td%2>%3</td><td>%4</td><td>%5</td></tr>\n")
                    .arg(escaped(estimate.title),
                         estimate.isKnown() ? QString() : QStringLiteral(" class=\"facts\""),
                         escaped(estimate.text()),
                         estimate.isKnown() ? QString::number(estimate.samples) : QString(),
                         links(estimate.evidence));
    return html + QStringLiteral("</table>\n");
}

QString findingSections(const Judgement& judgement, const EventLog& log)
{
    QString html = QStringLiteral("<h2>Findings</h2>\n");
    if (judgement.findings.empty())
        html += QStringLiteral("<p class=\"held\">None.</p>\n");
    for (const ClientFinding& finding : judgement.findings) {
        QString witnesses;
        for (const EventNumber event : finding.witnesses)
            witnesses += QStringLiteral("<li><a href=\"#e%1\">%2</a></li>")
                             .arg(event)
                             .arg(escaped(witnessLine(log, event)));
        html += QStringLiteral("<section class=\"finding\"><h3>%1, %2</h3><p>%3.</p>"
                               "<p>Remedy: %4.</p>%5<ul>%6</ul></section>\n")
                    .arg(finding.oracle, finding.severityName(), escaped(finding.sentence),
                         escaped(finding.remedy),
                         finding.rules.isEmpty()
                             ? QString()
                             : QStringLiteral("<p class=\"facts\">Rules: %1</p>")
                                   .arg(escaped(finding.rules.join(QStringLiteral(", ")))),
                         witnesses);
    }
    return html;
}

QString notMeasured(const Judgement& judgement)
{
    QString items;
    for (const Situation situation : judgement.notMeasured)
        items += QStringLiteral("<li>%1: %2</li>")
                     .arg(toQString(nameOf(situation)), escaped(sentenceOf(situation)));
    return items.isEmpty()
               ? items
               : QStringLiteral("<h2>What was not measured to its end</h2>\n<ul>%1</ul>\n")
                     .arg(items);
}

QString events(const Judgement& judgement, const EventLog& log)
{
    std::set<EventNumber> cited;
    for (const Estimate& estimate : judgement.estimates())
        cited.insert(estimate.evidence.begin(), estimate.evidence.end());
    for (const ClientFinding& finding : judgement.findings)
        cited.insert(finding.witnesses.begin(), finding.witnesses.end());
    QString rows;
    for (const EventNumber event : cited)
        rows += QStringLiteral("<tr id=\"e%1\"><td>%1</td><td>%2</td></tr>\n")
                    .arg(event)
                    .arg(escaped(witnessLine(log, event)));
    return QStringLiteral("<h2>The events that this stands on</h2>\n<table>%1</table>\n").arg(rows);
}

} // namespace

QByteArray judgementHtml(const Judgement& judgement, const EventLog& log, const RunInfo& info,
                         const QString& name)
{
    const std::vector<OracleResult> none;
    const RunReport report{log, info, none, name};
    QString html =
        QStringLiteral(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
            "<meta http-equiv=\"Content-Security-Policy\" "
            "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
            "<meta name=\"viewport\" content=\"width=device-width\">"
            "<title>%1</title>\n<style>%2</style></head><body>\n"
            "<h1>%1</h1>\n<p class=\"facts\">%3, started %4, %5 long, %6 connections</p>\n")
            .arg(escaped(name), QLatin1String(htmlStyle), escaped(info.program), startedText(info),
                 formatDuration(lengthOf(log)),
                 QString::number(judgement.observations.connections.size()));
    html += findingSections(judgement, log) + estimateTable(judgement) + notMeasured(judgement);
    html += QStringLiteral("<h2>Timeline</h2>\n") + timelineSvg(report);
    html += events(judgement, log) + QStringLiteral("</body></html>\n");
    return html.toUtf8();
}

} // namespace redial

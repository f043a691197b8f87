// SPDX-License-Identifier: MIT
#include "core/report/html_report.h"

#include "core/base/duration_text.h"
#include "core/base/to_qstring.h"
#include "core/report/account_sentences.h"
#include "core/report/attempt_row.h"
#include "core/report/closing_table.h"
#include "core/report/finding_text.h"
#include "core/report/html_style.h"
#include "core/report/ledger_report.h"
#include "core/report/run_account.h"
#include "core/report/run_failure.h"
#include "core/report/svg_canvas.h"
#include "core/report/svg_charts.h"
#include "core/verdict/judge.h"

#include <set>

namespace redial {

namespace {

constexpr int mostEvents = 5000;
constexpr const char* legend =
    "<p class=\"legend facts\"><b class=\"open\"></b>open, not online<b class=\"online\"></b>online"
    "<b class=\"never\"></b>never open<b class=\"backoff\"></b>waiting<b "
    "class=\"fault\"></b>fault</p>\n";

std::set<EventNumber> citedEvents(const RunReport& report, const MessageLedger& ledger)
{
    std::set<EventNumber> cited;
    for (const LedgerRow& row : ledger.rows)
        cited.insert(row.witnesses.begin(), row.witnesses.end());
    for (const OracleResult& result : report.results)
        cited.insert(result.witnesses.begin(), result.witnesses.end());
    return cited;
}

QString headOf(const RunReport& report)
{
    const bool held = allHold(report.results) && !runFailure(report.log);
    const QString verdict = held ? QStringLiteral("Everything that was exercised held")
                                 : QStringLiteral("Something did not hold");
    const QString facts = QStringLiteral("%1, seed %2, %3 clock, started %4, %5 long, %6 events")
                              .arg(report.info.program)
                              .arg(report.info.seed)
                              .arg(toQString(nameOf(report.info.clock)), startedText(report.info),
                                   formatDuration(lengthOf(report.log)))
                              .arg(report.log.size());
    return QStringLiteral("<h1>%1</h1>\n<p class=\"%2\">%3</p>\n<p class=\"facts\">%4</p>\n")
        .arg(escaped(report.name), held ? QStringLiteral("held") : QStringLiteral("failed"),
             verdict, escaped(facts));
}

QString witnessList(const RunReport& report, const Finding& finding)
{
    QString html;
    for (const EventNumber witness : finding.witnesses)
        html += QStringLiteral("<li><a href=\"#e%1\">%2</a></li>")
                    .arg(witness)
                    .arg(escaped(witnessLine(report.log, witness)));
    return html.isEmpty() ? html : QStringLiteral("<ul>%1</ul>").arg(html);
}

QString failures(const RunReport& report)
{
    QString html;
    for (const Finding& finding : findings(report.results)) {
        const QString rules = rulesText(finding);
        html += QStringLiteral("<section class=\"finding %1\"><h3>%2 %3</h3>"
                               "<p class=\"facts\">%4</p><p>%5</p>%6<p>%7</p></section>\n")
                    .arg(toQString(nameOf(finding.severity)), toQString(finding.oracle),
                         escaped(finding.title),
                         escaped(toQString(nameOf(finding.severity)) +
                                 (rules.isEmpty() ? QString()
                                                  : QStringLiteral("; rules: %1").arg(rules))),
                         escaped(finding.sentence), witnessList(report, finding),
                         escaped(finding.remedy));
    }
    return html.isEmpty() ? html : QStringLiteral("<h2>What did not hold</h2>\n") + html;
}

QString oracleTable(const RunReport& report)
{
    QString html =
        QStringLiteral("<h2>Oracles</h2>\n<table><tr><th>Oracle</th><th>Result</th><th>What must "
                       "hold</th><th>Why</th></tr>\n");
    for (const OracleResult& result : report.results) {
        const bool failed = result.outcome == OracleOutcome::Fail;
        const bool held = result.outcome == OracleOutcome::Pass;
        const QString style = failed ? QStringLiteral("failed")
                              : held ? QStringLiteral("held")
                                     : QStringLiteral("facts");
        const QString word = failed ? QStringLiteral("FAILED")
                             : held ? QStringLiteral("held")
                                    : QStringLiteral("not exercised");
        html +=
            QStringLiteral("<tr><td>%1</td><td class=\"%2\">%3</td><td>%4</td><td>%5</td></tr>\n")
                .arg(toQString(result.id), style, word, escaped(result.title),
                     escaped(result.explanation));
    }
    return html + QStringLiteral("</table>\n");
}

QString events(const RunReport& report, const MessageLedger& ledger)
{
    const std::set<EventNumber> cited = citedEvents(report, ledger);
    QString rows;
    int shown = 0;
    EventNumber leftOut = 0;
    for (EventNumber number = 1; number <= report.log.size(); ++number) {
        const auto line = accountLine(report.log, number);
        const bool isCited = cited.contains(number);
        if (!line && !isCited)
            continue;
        if (++shown > mostEvents && !isCited) {
            ++leftOut;
            continue;
        }
        rows += QStringLiteral("<tr id=\"e%1\"%2><td>%1</td><td>%3</td></tr>\n")
                    .arg(number)
                    .arg(isCited ? QStringLiteral(" class=\"cited\"") : QString(),
                         escaped(line ? line->simplified() : witnessLine(report.log, number)));
    }
    QString html = QStringLiteral("<h2>What happened</h2>\n<table>%1</table>\n").arg(rows);
    if (leftOut > 0)
        html += QStringLiteral("<p class=\"facts\">%1 further events are in the run file.</p>\n")
                    .arg(leftOut);
    return html;
}

QString closing(const RunReport& report)
{
    return QStringLiteral("<h2>In numbers</h2>\n<pre>%1</pre>\n")
        .arg(metricsTable(report.log).toHtmlEscaped());
}

} // namespace

QByteArray htmlReport(const RunReport& report)
{
    const MessageLedger ledger = messageLedger(report.log, report.info);
    const QString backoffs = backoffSvg(report);
    QString html =
        QStringLiteral("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                       "<meta http-equiv=\"Content-Security-Policy\" "
                       "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
                       "<meta name=\"viewport\" content=\"width=device-width\">"
                       "<title>%1</title>\n<style>%2</style></head><body>\n")
            .arg(escaped(report.name), QLatin1String(htmlStyle));
    html += headOf(report) + failures(report);
    html += QStringLiteral("<h2>Timeline</h2>\n") + timelineSvg(report) + QLatin1String(legend);
    if (!backoffs.isEmpty())
        html += QStringLiteral("<h2>Back-offs</h2>\n") + backoffs;
    html += closing(report) + ledgerHtml(report.log, ledger) + oracleTable(report) +
            events(report, ledger);
    html += QStringLiteral("</body></html>\n");
    return html.toUtf8();
}

} // namespace redial

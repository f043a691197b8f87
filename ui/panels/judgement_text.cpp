// SPDX-License-Identifier: MIT
#include "core/base/to_qstring.h"
#include "ui/models/event_text.h"
#include "ui/panels/judge_form.h"
#include "ui/view/theme.h"

namespace redial {

namespace {

constexpr std::size_t mostWitnesses = 5;

QString links(const std::vector<EventNumber>& events, const EventLog& log, const Theme& theme)
{
    QStringList all;
    for (std::size_t i = 0; i < std::min(mostWitnesses, events.size()); ++i)
        all << QStringLiteral("<a href='event:%1' style='color:%2'>%1 %3</a>")
                   .arg(events[i])
                   .arg(theme.nominal.name(), eventName(log, events[i]).toHtmlEscaped());
    return all.join(QStringLiteral(", "));
}

QString findingText(const ClientFinding& finding, const EventLog& log, const Theme& theme)
{
    const QColor colour =
        finding.severity == ClientFinding::Severity::Major ? theme.abnormal : theme.warning;
    QStringList about{finding.oracle, finding.severityName()};
    about << finding.rules;
    return QStringLiteral("<p><span style='color:%1'><b>%2</b></span> "
                          "<span style='color:%3'>%4</span><br>Remedy: %5.<br>Events: %6</p>")
        .arg(colour.name(), finding.text().toHtmlEscaped(), theme.fadedText.name(),
             about.join(QStringLiteral(", ")).toHtmlEscaped(), finding.remedy.toHtmlEscaped(),
             links(finding.witnesses, log, theme));
}

} // namespace

QString judgementText(const Judgement& judgement, const EventLog& log, const Theme& theme)
{
    QString html = QStringLiteral("<p><b>%1</b></p>")
                       .arg(judgement.findings.empty()
                                ? QStringLiteral("No findings")
                                : QStringLiteral("Findings: %1").arg(judgement.findings.size()));
    for (const ClientFinding& finding : judgement.findings)
        html += findingText(finding, log, theme);
    html += QStringLiteral("<p><b>What it does</b>, from %1 connections and %2 waits</p><table>")
                .arg(judgement.observations.connections.size())
                .arg(judgement.waits);
    for (const Estimate& estimate : judgement.estimates())
        html += QStringLiteral("<tr><td style='padding-right:12px'>%1</td>"
                               "<td style='color:%2'>%3</td></tr>")
                    .arg(estimate.title.toHtmlEscaped(),
                         (estimate.isKnown() ? theme.text : theme.fadedText).name(),
                         estimate.text().toHtmlEscaped());
    html += QStringLiteral("</table>");
    for (const Situation situation : judgement.notMeasured)
        html += QStringLiteral("<p style='color:%1'>Not measured to its end: %2.</p>")
                    .arg(theme.fadedText.name(), sentenceOf(situation).toHtmlEscaped());
    return html;
}

} // namespace redial

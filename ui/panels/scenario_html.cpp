// SPDX-License-Identifier: MIT
#include "ui/panels/scenario_html.h"

#include "ui/view/theme.h"

namespace redial {

QString scenarioHtml(const ScenarioList::Row& row, const Theme& theme)
{
    const auto paragraph = [](const QString& text, const QColor& colour) {
        return QStringLiteral("<p style='color:%1'>%2</p>")
            .arg(colour.name(), text.toHtmlEscaped());
    };
    QString html = QStringLiteral("<p><b>%1</b></p>").arg(row.title().toHtmlEscaped());
    if (row.scenario)
        html += paragraph(row.scenario->comment, theme.text);
    for (const ScenarioError& error : row.errors)
        html += paragraph(error.text(), theme.abnormal);
    if (!row.result)
        return html;
    const ScenarioResult& result = *row.result;
    html += paragraph(
        QStringLiteral("%1, seed %2")
            .arg(result.virtualTime ? QStringLiteral("Virtual time") : QStringLiteral("Real time"))
            .arg(result.seed),
        theme.fadedText);
    if (!result.reason.isEmpty())
        html += paragraph(result.reason, theme.abnormal);
    for (const ExpectationResult& expectation : result.expectations)
        html += paragraph((expectation.held ? QStringLiteral("✓ ") : QStringLiteral("✗ ")) +
                              expectation.name + QStringLiteral(": ") + expectation.sentence,
                          expectation.held ? theme.good : theme.abnormal);
    for (const QString& witness : result.witnesses)
        html += paragraph(witness, theme.text);
    return html;
}

} // namespace redial

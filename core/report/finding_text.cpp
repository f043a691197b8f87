// SPDX-License-Identifier: MIT
#include "core/report/finding_text.h"

#include "core/base/to_qstring.h"

#include <QJsonArray>

namespace redial {

QString rulesText(const Finding& finding)
{
    QStringList rules;
    for (const std::string_view rule : finding.rules)
        rules << toQString(rule);
    return rules.join(QStringLiteral(", "));
}

QJsonObject findingJson(const Finding& finding)
{
    QJsonArray rules;
    for (const std::string_view rule : finding.rules)
        rules.append(toQString(rule));
    QJsonArray witnesses;
    for (const EventNumber event : finding.witnesses)
        witnesses.append(qint64(event));
    return {{QStringLiteral("oracle"), toQString(finding.oracle)},
            {QStringLiteral("title"), finding.title},
            {QStringLiteral("severity"), toQString(nameOf(finding.severity))},
            {QStringLiteral("sentence"), finding.sentence},
            {QStringLiteral("remedy"), finding.remedy},
            {QStringLiteral("rules"), rules},
            {QStringLiteral("witnesses"), witnesses}};
}

} // namespace redial

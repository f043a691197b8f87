// SPDX-License-Identifier: MIT
#include "core/report/finding_text.h"

#include <QJsonArray>

namespace redial {

namespace {

QString latin1(std::string_view text)
{
    return QString::fromLatin1(text.data(), qsizetype(text.size()));
}

} // namespace

QString rulesText(const Finding& finding)
{
    QStringList rules;
    for (const std::string_view rule : finding.rules)
        rules << latin1(rule);
    return rules.join(QStringLiteral(", "));
}

QJsonObject findingJson(const Finding& finding)
{
    QJsonArray rules;
    for (const std::string_view rule : finding.rules)
        rules.append(latin1(rule));
    QJsonArray witnesses;
    for (const EventNumber event : finding.witnesses)
        witnesses.append(qint64(event));
    return {{QStringLiteral("oracle"), latin1(finding.oracle)},
            {QStringLiteral("title"), finding.title},
            {QStringLiteral("severity"), latin1(nameOf(finding.severity))},
            {QStringLiteral("sentence"), finding.sentence},
            {QStringLiteral("remedy"), finding.remedy},
            {QStringLiteral("rules"), rules},
            {QStringLiteral("witnesses"), witnesses}};
}

} // namespace redial

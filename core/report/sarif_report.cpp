// SPDX-License-Identifier: MIT
#include "core/report/sarif_report.h"

#include "core/base/to_qstring.h"
#include "core/report/finding_text.h"
#include "core/report/run_failure.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

namespace redial {

namespace {

QJsonObject message(const QString& text)
{
    return {{QStringLiteral("text"), text}};
}

QJsonObject ruleOf(const OracleResult& result)
{
    return {
        {QStringLiteral("id"), toQString(result.id)},
        {QStringLiteral("shortDescription"), message(result.title + QLatin1Char('.'))},
        {QStringLiteral("help"), message(remedyOf(result.id))},
        {QStringLiteral("defaultConfiguration"),
         QJsonObject{{QStringLiteral("level"), toQString(nameOf(severityOf(result.id)))}}},
    };
}

/// An event's line: the first line of a run file is not an event.
QJsonObject locationOf(const RunReport& report, EventNumber event)
{
    const QJsonObject artifact{
        {QStringLiteral("uri"), QString::fromLatin1(QUrl::toPercentEncoding(report.name))}};
    const QJsonObject physical{
        {QStringLiteral("artifactLocation"), artifact},
        {QStringLiteral("region"), QJsonObject{{QStringLiteral("startLine"), qint64(event) + 1}}}};
    return {{QStringLiteral("physicalLocation"), physical},
            {QStringLiteral("message"), message(witnessLine(report.log, event))}};
}

QJsonObject resultOf(const RunReport& report, const Finding& finding)
{
    QJsonArray locations;
    for (const EventNumber event : finding.witnesses)
        locations.append(locationOf(report, event));
    QJsonArray first;
    if (!locations.isEmpty())
        first.append(locations.takeAt(0));
    QString text = finding.sentence;
    if (const QString rules = rulesText(finding); !rules.isEmpty())
        text += QStringLiteral(" Rules: %1.").arg(rules);
    return {{QStringLiteral("ruleId"), toQString(finding.oracle)},
            {QStringLiteral("level"), toQString(nameOf(finding.severity))},
            {QStringLiteral("message"), message(text)},
            {QStringLiteral("locations"), first},
            {QStringLiteral("relatedLocations"), locations}};
}

QJsonObject invocationOf(const RunReport& report)
{
    const auto failure = runFailure(report.log);
    QJsonObject invocation{{QStringLiteral("executionSuccessful"), !failure}};
    if (failure)
        invocation.insert(QStringLiteral("exitCodeDescription"),
                          QStringLiteral("The run could not go on: %1").arg(*failure));
    return invocation;
}

} // namespace

QByteArray sarifReport(const RunReport& report)
{
    QJsonArray rules;
    for (const OracleResult& result : report.results)
        rules.append(ruleOf(result));
    QJsonArray results;
    for (const Finding& finding : findings(report.results))
        results.append(resultOf(report, finding));
    const QString program = report.info.program;
    const QJsonObject driver{{QStringLiteral("name"), program.section(QLatin1Char(' '), 0, 0)},
                             {QStringLiteral("version"), program.section(QLatin1Char(' '), 1)},
                             {QStringLiteral("rules"), rules}};
    const QJsonObject run{{QStringLiteral("tool"), QJsonObject{{QStringLiteral("driver"), driver}}},
                          {QStringLiteral("invocations"), QJsonArray{invocationOf(report)}},
                          {QStringLiteral("results"), results}};
    const QJsonObject sarif{{QStringLiteral("$schema"),
                             QStringLiteral("https://json.schemastore.org/sarif-2.1.0.json")},
                            {QStringLiteral("version"), QStringLiteral("2.1.0")},
                            {QStringLiteral("runs"), QJsonArray{run}}};
    return QJsonDocument(sarif).toJson(QJsonDocument::Indented);
}

} // namespace redial

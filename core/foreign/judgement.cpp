// SPDX-License-Identifier: MIT
#include "core/foreign/judgement.h"

#include "core/base/to_qstring.h"
#include "core/report/run_report.h"

#include <QJsonArray>

#include <algorithm>

namespace redial {

namespace {

QJsonArray jsonOf(const std::vector<EventNumber>& events)
{
    QJsonArray array;
    for (const EventNumber event : events)
        array.append(qint64(event));
    return array;
}

QJsonObject jsonOf(const Estimate& estimate)
{
    QJsonObject object{{QStringLiteral("id"), estimate.id},
                       {QStringLiteral("title"), estimate.title},
                       {QStringLiteral("text"), estimate.text()},
                       {QStringLiteral("known"), estimate.isKnown()},
                       {QStringLiteral("evidence"), jsonOf(estimate.evidence)}};
    if (!estimate.isKnown() || estimate.unit == Estimate::Unit::Word)
        return object;
    object.insert(QStringLiteral("value"), estimate.value);
    object.insert(QStringLiteral("low"), estimate.low);
    object.insert(QStringLiteral("high"), estimate.high);
    object.insert(QStringLiteral("samples"), qint64(estimate.samples));
    object.insert(QStringLiteral("unit"),
                  estimate.unit == Estimate::Unit::Seconds ? QStringLiteral("s") : QString());
    return object;
}

QJsonObject jsonOf(const ClientFinding& finding)
{
    return {{QStringLiteral("oracle"), finding.oracle},
            {QStringLiteral("rules"), QJsonArray::fromStringList(finding.rules)},
            {QStringLiteral("severity"), finding.severityName()},
            {QStringLiteral("sentence"), finding.sentence},
            {QStringLiteral("remedy"), finding.remedy},
            {QStringLiteral("witnesses"), jsonOf(finding.witnesses)}};
}

template <class Value>
bool contains(const std::vector<Value>& values, Value wanted)
{
    return std::find(values.begin(), values.end(), wanted) != values.end();
}

/// Witnesses that a text shows of each finding.
constexpr std::size_t mostShown = 6;

} // namespace

QString ClientFinding::text() const
{
    QString text = sentence;
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text + QLatin1Char('.');
}

std::vector<Estimate> Judgement::estimates() const
{
    std::vector<Estimate> all = policy.all();
    for (Estimate& estimate : behaviour.all())
        all.push_back(std::move(estimate));
    return all;
}

QJsonObject Judgement::toJson() const
{
    QJsonArray estimated;
    for (const Estimate& estimate : estimates())
        estimated.append(jsonOf(estimate));
    QJsonArray found;
    for (const ClientFinding& finding : findings)
        found.append(jsonOf(finding));
    QJsonArray missing;
    for (const Situation situation : notMeasured)
        missing.append(toQString(nameOf(situation)));
    return {{QStringLiteral("estimates"), estimated},
            {QStringLiteral("findings"), found},
            {QStringLiteral("not_measured"), missing},
            {QStringLiteral("connections"), qint64(observations.connections.size())},
            {QStringLiteral("waits"), qint64(waits)}};
}

std::optional<std::vector<Situation>> plannedSituations(const RunInfo& info)
{
    const QJsonValue judge = info.configuration[QLatin1String("judge")];
    if (!judge.isObject())
        return std::nullopt;
    const QJsonValue names = judge[QLatin1String("situations")];
    std::vector<Situation> planned;
    for (std::size_t i = 0; i < situationNames().size(); ++i)
        if (!names.isArray() || names.toArray().contains(toQString(situationNames()[i])))
            planned.push_back(Situation(i));
    return planned;
}

Judgement judgeClient(const EventLog& log, const std::vector<Situation>& planned)
{
    Judgement judgement;
    judgement.observations = observe(log);
    const WaitData data = waitsOf(judgement.observations, log, Counting::Anew);
    judgement.waits = data.samples.size();
    judgement.policy = estimatePolicy(data);
    // One that never counts anew is only understood if its attempts are counted on.
    PolicyEstimate countingOn = estimatePolicy(waitsOf(judgement.observations, log, Counting::On));
    if (countingOn.isBetterThan(judgement.policy))
        judgement.policy = std::move(countingOn);
    judgement.behaviour = estimateBehaviour(judgement.observations, judgement.policy.model);
    judgement.findings = findingsOf(judgement.observations, judgement.policy, judgement.behaviour);
    for (const Situation situation : planned)
        if (!contains(judgement.observations.completed, situation))
            judgement.notMeasured.push_back(situation);
    return judgement;
}

QStringList judgementLines(const Judgement& judgement, const EventLog& log)
{
    QStringList lines;
    lines << QStringLiteral("What it does, from %1 connections and %2 counted waits:")
                 .arg(judgement.observations.connections.size())
                 .arg(judgement.waits);
    for (const Estimate& estimate : judgement.estimates())
        lines << QStringLiteral("  %1 %2").arg(estimate.title.leftJustified(42), estimate.text());
    lines << QString();
    if (judgement.findings.empty())
        lines << QStringLiteral("Findings: none.");
    else
        lines << QStringLiteral("Findings:");
    for (const ClientFinding& finding : judgement.findings) {
        lines << QStringLiteral("  %1 (%2%3) %4")
                     .arg(finding.oracle, finding.severityName(),
                          finding.rules.isEmpty()
                              ? QString()
                              : QStringLiteral("; ") + finding.rules.join(QStringLiteral(", ")),
                          finding.text());
        lines << QStringLiteral("      Remedy: %1.").arg(finding.remedy);
        for (std::size_t i = 0; i < std::min(mostShown, finding.witnesses.size()); ++i)
            lines << QStringLiteral("      ") + witnessLine(log, finding.witnesses[i]);
    }
    for (const Situation situation : judgement.notMeasured)
        lines << QStringLiteral("Not measured to its end: %1 (%2).")
                     .arg(toQString(nameOf(situation)), sentenceOf(situation));
    return lines;
}

} // namespace redial

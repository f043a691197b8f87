// SPDX-License-Identifier: MIT
#include "core/history/run_comparison.h"

#include "core/base/duration_text.h"
#include "core/report/terminal_text.h"

namespace redial {

namespace {

constexpr QLatin1String missing("-");

QString clean(const QString& text)
{
    return printable(text.toStdString());
}

/// Names of both, each once, in order.
template <class Value>
QStringList namesOf(const std::map<QString, Value>& first, const std::map<QString, Value>& second)
{
    QStringList names;
    for (const auto* const map : {&first, &second})
        for (const auto& [name, value] : *map)
            if (!names.contains(name))
                names << name;
    names.sort();
    return names;
}

template <class Value>
std::optional<Value> valueIn(const std::map<QString, Value>& map, const QString& name)
{
    const auto found = map.find(name);
    return found == map.end() ? std::nullopt : std::optional(found->second);
}

} // namespace

QString outcomeText(const QString& outcome)
{
    return QString(outcome).replace(QLatin1Char('_'), QLatin1Char(' '));
}

QString figureText(double value)
{
    return QString::number(value, 'g', 9);
}

QString changeText(double value)
{
    return (value > 0 ? QStringLiteral("+") : QString()) + figureText(value);
}

QList<std::pair<QString, QString>> factsOf(const RunRecord& run)
{
    return {{QStringLiteral("run"), QString::number(run.id)},
            {QStringLiteral("case"), clean(run.caseName)},
            {QStringLiteral("outcome"), outcomeText(run.outcome)},
            {QStringLiteral("failed"), run.failedOracles().join(QLatin1Char(' '))},
            {QStringLiteral("started"), run.started},
            {QStringLiteral("length"), formatDuration(run.length)},
            {QStringLiteral("program"), clean(run.program)},
            {QStringLiteral("seed"), run.seed},
            {QStringLiteral("clock"), run.clock},
            {QStringLiteral("events"), QString::number(run.events)},
            {QStringLiteral("tags"), clean(run.tags.join(QLatin1Char(' ')))},
            {QStringLiteral("file"), clean(run.path)}};
}

std::vector<RunDifference> differencesOf(const RunRecord& first, const RunRecord& second)
{
    std::vector<RunDifference> differences;
    const auto left = factsOf(first);
    const auto right = factsOf(second);
    for (qsizetype i = 0; i < left.size(); ++i) {
        if (left[i].second != right[i].second)
            differences.push_back({left[i].first, left[i].second, right[i].second, {}});
    }
    for (const QString& name : namesOf(first.figures, second.figures)) {
        const auto a = valueIn(first.figures, name);
        const auto b = valueIn(second.figures, name);
        if (a != b)
            differences.push_back({name, a ? figureText(*a) : missing, b ? figureText(*b) : missing,
                                   a && b ? changeText(*b - *a) : QString()});
    }
    for (const QString& name : namesOf(first.oracles, second.oracles)) {
        const auto a = valueIn(first.oracles, name);
        const auto b = valueIn(second.oracles, name);
        if (a != b)
            differences.push_back(
                {name, a ? outcomeText(*a) : missing, b ? outcomeText(*b) : missing, {}});
    }
    return differences;
}

} // namespace redial

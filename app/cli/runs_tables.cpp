// SPDX-License-Identifier: MIT
#include "app/cli/runs_tables.h"

#include "core/base/duration_text.h"
#include "core/history/run_comparison.h"
#include "core/report/terminal_text.h"

#include <QJsonArray>

#include <algorithm>
#include <optional>

namespace redial {

namespace {

QString clean(const QString& text)
{
    return printable(text.toStdString());
}

QJsonObject jsonOf(const RunRecord& run)
{
    QJsonObject figures;
    for (const auto& [name, value] : run.figures)
        figures.insert(name, value);
    QJsonObject oracles;
    for (const auto& [oracle, outcome] : run.oracles)
        oracles.insert(oracle, outcome);
    return {{QStringLiteral("id"), qint64(run.id)},
            {QStringLiteral("case"), run.caseName},
            {QStringLiteral("outcome"), run.outcome},
            {QStringLiteral("started"), run.started},
            {QStringLiteral("length_ns"), qint64(run.length.count())},
            {QStringLiteral("program"), run.program},
            {QStringLiteral("seed"), run.seed},
            {QStringLiteral("clock"), run.clock},
            {QStringLiteral("events"), qint64(run.events)},
            {QStringLiteral("path"), run.path},
            {QStringLiteral("digest"), run.digest},
            {QStringLiteral("tags"), QJsonArray::fromStringList(run.tags)},
            {QStringLiteral("failed"), QJsonArray::fromStringList(run.failedOracles())},
            {QStringLiteral("oracles"), oracles},
            {QStringLiteral("figures"), figures}};
}

/// Columns as wide as their widest cell; the last one is not padded.
void printTable(Console& console, const QList<QStringList>& rows)
{
    std::vector<qsizetype> widths;
    for (const QStringList& row : rows) {
        widths.resize(std::max(widths.size(), std::size_t(row.size())));
        for (qsizetype i = 0; i < row.size(); ++i)
            widths[std::size_t(i)] = std::max(widths[std::size_t(i)], row[i].size());
    }
    for (const QStringList& row : rows) {
        QString line;
        for (qsizetype i = 0; i < row.size(); ++i)
            line += i + 1 < row.size() ? row[i].leftJustified(widths[std::size_t(i)] + 2) : row[i];
        while (line.endsWith(QLatin1Char(' ')))
            line.chop(1);
        console.result(line);
    }
}

} // namespace

void printRuns(Console& console, const std::vector<RunRecord>& runs)
{
    if (console.json()) {
        for (const RunRecord& run : runs)
            console.object(jsonOf(run));
        return;
    }
    QList<QStringList> rows{{QStringLiteral("run"), QStringLiteral("started"),
                             QStringLiteral("outcome"), QStringLiteral("length"),
                             QStringLiteral("case"), QStringLiteral("failed"),
                             QStringLiteral("tags")}};
    for (const RunRecord& run : runs)
        rows << QStringList{QString::number(run.id),
                            run.started,
                            outcomeText(run.outcome),
                            formatDuration(run.length),
                            clean(run.caseName),
                            run.failedOracles().join(QLatin1Char(' ')),
                            clean(run.tags.join(QLatin1Char(' ')))};
    printTable(console, rows);
}

void printRun(Console& console, const RunRecord& run)
{
    if (console.json()) {
        console.object(jsonOf(run));
        return;
    }
    QList<QStringList> rows;
    for (const auto& [name, value] : factsOf(run))
        rows << QStringList{name, value};
    for (const auto& [name, value] : run.figures)
        rows << QStringList{name, figureText(value)};
    for (const auto& [oracle, outcome] : run.oracles)
        rows << QStringList{oracle, outcomeText(outcome)};
    printTable(console, rows);
}

void printComparison(Console& console, const RunRecord& first, const RunRecord& second)
{
    QList<QStringList> rows;
    for (const RunDifference& difference : differencesOf(first, second)) {
        if (console.json())
            console.object({{QStringLiteral("what"), difference.what},
                            {QStringLiteral("first"), difference.first},
                            {QStringLiteral("second"), difference.second}});
        else
            rows << QStringList{difference.what, difference.first, difference.second,
                                difference.change};
    }
    printTable(console, rows);
}

void printTrend(Console& console, const QString& figure, const std::vector<TrendPoint>& points)
{
    std::vector<double> values;
    QList<QStringList> rows{{QStringLiteral("run"), QStringLiteral("started"), figure,
                             QStringLiteral("change"), QStringLiteral("case")}};
    for (const TrendPoint& point : points) {
        rows << QStringList{QString::number(point.id), point.started, figureText(point.value),
                            values.empty() ? QString() : changeText(point.value - values.back()),
                            clean(point.caseName)};
        values.push_back(point.value);
        if (console.json())
            console.object({{QStringLiteral("id"), qint64(point.id)},
                            {QStringLiteral("started"), point.started},
                            {QStringLiteral("case"), point.caseName},
                            {QStringLiteral("value"), point.value}});
    }
    if (console.json())
        return;
    printTable(console, rows);
    if (values.empty())
        return;
    std::sort(values.begin(), values.end());
    console.result(QStringLiteral("%1 runs: lowest %2, median %3, highest %4.")
                       .arg(values.size())
                       .arg(figureText(values.front()), figureText(values[values.size() / 2]),
                            figureText(values.back())));
}

void printFlaky(Console& console, const std::vector<FlakyCase>& cases)
{
    QList<QStringList> rows{{QStringLiteral("held"), QStringLiteral("not held"),
                             QStringLiteral("last failure"), QStringLiteral("clock"),
                             QStringLiteral("program"), QStringLiteral("case")}};
    for (const FlakyCase& one : cases) {
        rows << QStringList{QString::number(one.held),
                            QString::number(one.notHeld),
                            QString::number(one.lastFailure),
                            one.clock,
                            clean(one.program),
                            clean(one.caseName)};
        if (console.json())
            console.object({{QStringLiteral("case"), one.caseName},
                            {QStringLiteral("program"), one.program},
                            {QStringLiteral("clock"), one.clock},
                            {QStringLiteral("held"), qint64(one.held)},
                            {QStringLiteral("not_held"), qint64(one.notHeld)},
                            {QStringLiteral("last_failure"), qint64(one.lastFailure)}});
    }
    if (!console.json())
        printTable(console, rows);
}

} // namespace redial

// SPDX-License-Identifier: MIT
// What the history answers.
#include "core/history/run_history.h"

#include <algorithm>

namespace redial {

namespace {

const QString columns =
    QStringLiteral("runs.id, path, digest, case_name, program, seed, clock, started, length_ns, "
                   "events, runs.outcome");

RunRecord recordOf(const QSqlQuery& row)
{
    RunRecord record;
    record.id = row.value(0).toLongLong();
    record.path = row.value(1).toString();
    record.digest = row.value(2).toString();
    record.caseName = row.value(3).toString();
    record.program = row.value(4).toString();
    record.seed = row.value(5).toString();
    record.clock = row.value(6).toString();
    record.started = row.value(7).toString();
    record.length = std::chrono::nanoseconds(row.value(8).toLongLong());
    record.events = row.value(9).toLongLong();
    record.outcome = row.value(10).toString();
    return record;
}

/// The condition of a statement over runs, and its values.
struct Condition
{
    QString text;
    QVariantList values;
};

Condition conditionOf(const RunFilter& filter)
{
    Condition condition{QStringLiteral(" WHERE 1"), {}};
    const auto add = [&condition](const char* text, const QString& value) {
        if (value.isEmpty())
            return;
        condition.text += QLatin1String(text);
        condition.values << value;
    };
    add(" AND case_name = ?", filter.caseName);
    add(" AND runs.outcome = ?", filter.outcome);
    add(" AND runs.id IN (SELECT run FROM tags WHERE tag = ?)", filter.tag);
    return condition;
}

} // namespace

Expected<std::vector<RunRecord>, QString> RunHistory::list(const RunFilter& filter)
{
    const Condition condition = conditionOf(filter);
    QString statement = QStringLiteral("SELECT ") + columns + QStringLiteral(" FROM runs") +
                        condition.text + QStringLiteral(" ORDER BY runs.id DESC");
    if (filter.newest > 0)
        statement += QStringLiteral(" LIMIT %1").arg(filter.newest);
    auto rows = database_->run(statement, condition.values);
    if (!rows)
        return Unexpected{rows.error().sentence};
    std::vector<RunRecord> records;
    while (rows->next())
        records.push_back(recordOf(*rows));
    for (RunRecord& record : records)
        if (auto read = readDetails(record, false); !read)
            return Unexpected{read.error()};
    return records;
}

Expected<RunRecord, QString> RunHistory::get(RunId id)
{
    if (const auto digest = digestOf(id); !digest)
        return Unexpected{digest.error()};
    auto row = database_->run(QStringLiteral("SELECT ") + columns +
                                  QStringLiteral(" FROM runs WHERE id = ?"),
                              {qint64(id)});
    if (!row)
        return Unexpected{row.error().sentence};
    RunRecord record = row->next() ? recordOf(*row) : RunRecord{};
    if (auto read = readDetails(record, true); !read)
        return Unexpected{read.error()};
    return record;
}

Expected<void, QString> RunHistory::readDetails(RunRecord& record, bool withFigures)
{
    const QVariantList id{qint64(record.id)};
    auto rows =
        database_->run(QStringLiteral("SELECT oracle, outcome FROM oracles WHERE run = ?"), id);
    if (!rows)
        return Unexpected{rows.error().sentence};
    while (rows->next())
        record.oracles.emplace(rows->value(0).toString(), rows->value(1).toString());
    rows = database_->run(QStringLiteral("SELECT tag FROM tags WHERE run = ? ORDER BY tag"), id);
    if (!rows)
        return Unexpected{rows.error().sentence};
    while (rows->next())
        record.tags << rows->value(0).toString();
    if (!withFigures)
        return {};
    rows = database_->run(QStringLiteral("SELECT name, value FROM figures WHERE run = ?"), id);
    if (!rows)
        return Unexpected{rows.error().sentence};
    while (rows->next())
        record.figures.emplace(rows->value(0).toString(), rows->value(1).toDouble());
    return {};
}

Expected<std::vector<TrendPoint>, QString> RunHistory::trend(const QString& figure,
                                                             const RunFilter& filter)
{
    const Condition condition = conditionOf(filter);
    QString statement =
        QStringLiteral("SELECT runs.id, started, case_name, value FROM runs "
                       "JOIN figures ON figures.run = runs.id AND figures.name = ?") +
        condition.text + QStringLiteral(" ORDER BY started DESC, runs.id DESC");
    if (filter.newest > 0)
        statement += QStringLiteral(" LIMIT %1").arg(filter.newest);
    auto rows = database_->run(statement, QVariantList{figure} + condition.values);
    if (!rows)
        return Unexpected{rows.error().sentence};
    std::vector<TrendPoint> points;
    while (rows->next())
        points.push_back({rows->value(0).toLongLong(), rows->value(1).toString(),
                          rows->value(2).toString(), rows->value(3).toDouble()});
    std::reverse(points.begin(), points.end());
    return points;
}

Expected<std::vector<FlakyCase>, QString> RunHistory::flaky(const RunFilter& filter)
{
    const Condition condition = conditionOf(filter);
    auto rows = database_->run(
        QStringLiteral("SELECT case_name, program, clock, SUM(outcome = 'held') AS held, "
                       "SUM(outcome = 'not_held') AS broken, "
                       "MAX(CASE WHEN outcome = 'not_held' THEN id END) FROM runs") +
            condition.text +
            QStringLiteral(" GROUP BY case_name, program, clock HAVING held > 0 AND broken > 0 "
                           "ORDER BY MIN(held, broken) DESC, case_name"),
        condition.values);
    if (!rows)
        return Unexpected{rows.error().sentence};
    std::vector<FlakyCase> cases;
    while (rows->next())
        cases.push_back({rows->value(0).toString(), rows->value(1).toString(),
                         rows->value(2).toString(), rows->value(3).toULongLong(),
                         rows->value(4).toULongLong(), rows->value(5).toLongLong()});
    return cases;
}

} // namespace redial

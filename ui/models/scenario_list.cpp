// SPDX-License-Identifier: MIT
#include "ui/models/scenario_list.h"

#include "core/base/duration_text.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <array>

namespace redial {

namespace {

using State = ScenarioList::State;
using Status = ScenarioResult::Status;

QString statusText(Status status)
{
    switch (status) {
    case Status::Held:
        return QStringLiteral("✓ held");
    case Status::NotHeld:
        return QStringLiteral("✗ not held");
    case Status::CouldNotRun:
        return QStringLiteral("✗ could not run");
    case Status::Skipped:
        return QStringLiteral("– skipped");
    }
    return {};
}

QString outcomeText(const ScenarioList::Row& row)
{
    switch (row.state) {
    case State::NotRun:
        return QStringLiteral("not run");
    case State::Waiting:
        return QStringLiteral("waiting");
    case State::Running:
        return QStringLiteral("running…");
    case State::Done:
        return row.result ? statusText(row.result->status) : QString();
    case State::Wrong:
        return QStringLiteral("✗ file is wrong");
    }
    return {};
}

QString lengthText(const ScenarioList::Row& row)
{
    if (row.result && !row.result->started.isEmpty())
        return formatDuration(row.result->length);
    const auto planned = row.scenario ? row.scenario->configuration.duration : std::nullopt;
    return planned ? formatDuration(*planned) : QString();
}

} // namespace

QString ScenarioList::Row::title() const
{
    if (scenario)
        return scenario->title();
    return errors.size() == 1 ? QStringLiteral("One error")
                              : QStringLiteral("%1 errors").arg(errors.size());
}

int ScenarioList::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int ScenarioList::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ScenarioList::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = at(index.row());
    if (role == Qt::ToolTipRole)
        return row.scenario ? row.scenario->comment : row.path;
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Outcome:
        return outcomeText(row);
    case Title:
        return row.title();
    case File:
        return QFileInfo(row.path).fileName();
    case Length:
        return lengthText(row);
    default:
        return {};
    }
}

QVariant ScenarioList::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    constexpr std::array names{"Outcome", "Scenario", "File", "Length"};
    return QString::fromLatin1(names.at(static_cast<std::size_t>(section)));
}

std::vector<ScenarioList::Row> ScenarioList::rowsOf(const QString& path, const QByteArray& json)
{
    std::vector<Row> rows;
    auto scenarios = readScenario(json);
    if (!scenarios) {
        rows.push_back({.id = ++lastId_,
                        .path = path,
                        .errors = std::move(scenarios.error()),
                        .state = State::Wrong});
        return rows;
    }
    for (Scenario& scenario : *scenarios)
        rows.push_back({.id = ++lastId_, .path = path, .scenario = std::move(scenario)});
    return rows;
}

std::optional<int> ScenarioList::add(const QString& path, QString& problem)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        problem = QStringLiteral("%1 cannot be read: %2.").arg(path, file.errorString());
        return std::nullopt;
    }
    std::vector<Row> rows = rowsOf(path, file.read(mostScenarioBytes + 1));
    const auto old =
        std::find_if(rows_.begin(), rows_.end(), [&](const Row& row) { return row.path == path; });
    const auto place = old - rows_.begin();
    remove(path);
    const int first = static_cast<int>(place);
    beginInsertRows({}, first, first + static_cast<int>(rows.size()) - 1);
    rows_.insert(rows_.begin() + place, std::make_move_iterator(rows.begin()),
                 std::make_move_iterator(rows.end()));
    endInsertRows();
    return first;
}

void ScenarioList::remove(const QString& path)
{
    const auto ofFile = [&](const Row& row) { return row.path == path; };
    const auto first = std::find_if(rows_.begin(), rows_.end(), ofFile);
    if (first == rows_.end())
        return;
    const auto last = std::find_if_not(first, rows_.end(), ofFile);
    beginRemoveRows({}, static_cast<int>(first - rows_.begin()),
                    static_cast<int>(last - rows_.begin()) - 1);
    rows_.erase(first, last);
    endRemoveRows();
}

std::optional<int> ScenarioList::rowOf(quint64 id) const
{
    const auto found =
        std::find_if(rows_.begin(), rows_.end(), [id](const Row& row) { return row.id == id; });
    return found == rows_.end() ? std::nullopt
                                : std::optional(static_cast<int>(found - rows_.begin()));
}

void ScenarioList::setState(int row, State state)
{
    rows_[static_cast<std::size_t>(row)].state = state;
    changed(row);
}

void ScenarioList::setResult(int row, const ScenarioResult& result, const QString& runFile)
{
    Row& target = rows_[static_cast<std::size_t>(row)];
    target.state = State::Done;
    target.result = result;
    target.runFile = runFile;
    changed(row);
}

void ScenarioList::changed(int row)
{
    emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

QString ScenarioList::summary() const
{
    if (rows_.empty())
        return QStringLiteral("No scenarios");
    const auto count = [this](auto&& condition) {
        return std::count_if(rows_.begin(), rows_.end(), condition);
    };
    const auto with = [&](Status status) {
        return count([status](const Row& row) {
            return row.state == State::Done && row.result && row.result->status == status;
        });
    };
    QStringList parts;
    const auto add = [&](qint64 number, const char16_t* what) {
        if (number > 0)
            parts << QStringLiteral("%1 %2").arg(number).arg(QString::fromUtf16(what));
    };
    add(with(Status::Held), u"held");
    add(with(Status::NotHeld), u"not held");
    add(with(Status::CouldNotRun), u"could not run");
    add(with(Status::Skipped), u"skipped");
    add(count([](const Row& row) { return row.state == State::Running; }), u"running");
    add(count([](const Row& row) { return row.state == State::Waiting; }), u"waiting");
    add(count([](const Row& row) { return row.state == State::NotRun; }), u"not run");
    add(count([](const Row& row) { return row.state == State::Wrong; }), u"wrong");
    return parts.join(QStringLiteral(", "));
}

} // namespace redial

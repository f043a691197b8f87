// SPDX-License-Identifier: MIT
#include "ui/models/matrix_grid.h"

#include "core/base/to_qstring.h"
#include "core/fault/fault_catalogue.h"
#include "core/matrix/matrix_cell.h"

#include <algorithm>

namespace redial {

namespace {

using State = MatrixGrid::State;
using Status = MatrixResult::Status;

struct Mark
{
    const char16_t* symbol;
    const char16_t* text;
};

Mark markOf(const MatrixGrid::Cell& cell)
{
    switch (cell.state) {
    case State::CannotBe:
        return {u"–", u"cannot be"};
    case State::NotRun:
        return {u"·", u"not run"};
    case State::Waiting:
        return {u"…", u"waiting"};
    case State::Running:
        return {u"▶", u"running"};
    case State::Done:
        break;
    }
    switch (cell.result->status) {
    case Status::Held:
        return {u"✓", u"held"};
    case Status::NotHeld:
        return {u"✗", u"not held"};
    case Status::NotBitten:
        return {u"○", u"without effect"};
    default:
        return {u"!", u"could not run"};
    }
}

bool isCalled(const FaultDefinition& fault, const QString& id)
{
    return id == QLatin1String(fault.id.data(), qsizetype(fault.id.size()));
}

QString toolTip(const MatrixGrid::Cell& cell)
{
    QString text = QStringLiteral("%1: %2").arg(cell.title(), cell.text());
    const QString& sentence = cell.result ? cell.result->sentence : cell.whyNot;
    return sentence.isEmpty() ? text : text + QLatin1Char('\n') + sentence;
}

} // namespace

QString MatrixGrid::Cell::symbol() const
{
    return QString::fromUtf16(markOf(*this).symbol);
}

QString MatrixGrid::Cell::text() const
{
    return QString::fromUtf16(markOf(*this).text);
}

QString MatrixGrid::Cell::title() const
{
    return QStringLiteral("%1 %2, %3")
        .arg(toQString(fault->id), toQString(fault->name), titleOf(phase));
}

bool MatrixGrid::Cell::isWrong() const
{
    return state == State::Done && result->status != Status::Held;
}

MatrixGrid::MatrixGrid(QObject* parent) : QAbstractTableModel(parent)
{
    layOut();
}

int MatrixGrid::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int MatrixGrid::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(columns_.size());
}

const MatrixGrid::Cell* MatrixGrid::at(const QModelIndex& index) const
{
    if (!index.isValid() || index.row() >= rowCount() || index.column() >= columnCount())
        return nullptr;
    const auto place =
        static_cast<std::size_t>(rows_[std::size_t(index.row())]) * connectionPhases().size() +
        static_cast<std::size_t>(columns_[std::size_t(index.column())]);
    return place < cells().size() ? &cells()[place] : nullptr;
}

QVariant MatrixGrid::data(const QModelIndex& index, int role) const
{
    const Cell* const cell = at(index);
    if (!cell)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return cell->symbol();
    case Qt::ToolTipRole:
        return toolTip(*cell);
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1: %2").arg(cell->title(), cell->text());
    case Qt::TextAlignmentRole:
        return int(Qt::AlignCenter);
    default:
        return {};
    }
}

QVariant MatrixGrid::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal)
        return role == Qt::DisplayRole
                   ? QVariant(
                         titleOf(connectionPhases()[std::size_t(columns_[std::size_t(section)])]))
                   : QVariant();
    const FaultDefinition& fault = faultCatalogue()[std::size_t(rows_[std::size_t(section)])];
    if (role == Qt::DisplayRole)
        return QStringLiteral("%1 %2").arg(toQString(fault.id), toQString(fault.name));
    return role == Qt::ToolTipRole ? QVariant(toQString(fault.summary)) : QVariant();
}

void MatrixGrid::setVirtual(bool isVirtual)
{
    beginResetModel();
    isVirtual_ = isVirtual;
    endResetModel();
}

void MatrixGrid::setFilter(const MatrixFilter& filter)
{
    beginResetModel();
    filter_ = filter;
    layOut();
    endResetModel();
}

MatrixGrid::Cells MatrixGrid::describe(bool isVirtual)
{
    Cells cells;
    for (MatrixCell& cell : faultMatrix(isVirtual))
        cells.push_back({cell.fault, cell.phase, cell.canBe() ? State::NotRun : State::CannotBe,
                         std::move(cell.whyNot), std::nullopt});
    return cells;
}

void MatrixGrid::learn(bool isVirtual, Cells described)
{
    cells_[placeOf(isVirtual)] = std::move(described);
    if (isVirtual == isVirtual_)
        allChanged();
}

void MatrixGrid::layOut()
{
    rows_.clear();
    columns_.clear();
    for (std::size_t i = 0; i < faultCatalogue().size(); ++i) {
        if (filter_.takes(faultCatalogue()[i]))
            rows_.push_back(int(i));
    }
    for (std::size_t i = 0; i < connectionPhases().size(); ++i) {
        if (filter_.takes(connectionPhases()[i]))
            columns_.push_back(int(i));
    }
}

MatrixGrid::Cell* MatrixGrid::find(const QString& fault, ConnectionPhase phase)
{
    if (cells().empty())
        return nullptr;
    const auto row = std::find_if(faultCatalogue().begin(), faultCatalogue().end(),
                                  [&](const FaultDefinition& one) { return isCalled(one, fault); });
    const auto column = std::find(connectionPhases().begin(), connectionPhases().end(), phase);
    return row == faultCatalogue().end()
               ? nullptr
               : &cells()[std::size_t(row - faultCatalogue().begin()) * connectionPhases().size() +
                          std::size_t(column - connectionPhases().begin())];
}

QModelIndex MatrixGrid::indexOf(const QString& fault, ConnectionPhase phase) const
{
    const auto placeIn = [](const std::vector<int>& shown, auto&& isIt) {
        return int(std::find_if(shown.begin(), shown.end(), isIt) - shown.begin());
    };
    const int row = placeIn(
        rows_, [&](int place) { return isCalled(faultCatalogue()[std::size_t(place)], fault); });
    const int column = placeIn(
        columns_, [&](int place) { return connectionPhases()[std::size_t(place)] == phase; });
    return row < rowCount() && column < columnCount() ? index(row, column) : QModelIndex();
}

void MatrixGrid::setState(const QString& fault, ConnectionPhase phase, State state)
{
    if (Cell* const cell = find(fault, phase)) {
        cell->state = state;
        changed(*cell);
    }
}

MatrixGrid::Cell* MatrixGrid::take(const MatrixResult& result)
{
    Cell* const cell = find(result.fault, result.phase);
    if (!cell || !cell->whyNot.isEmpty() || result.status == Status::CannotBe)
        return nullptr;
    cell->state = State::Done;
    cell->result = result;
    return cell;
}

void MatrixGrid::put(const MatrixResult& result)
{
    if (const Cell* const cell = take(result))
        changed(*cell);
}

void MatrixGrid::changed(const Cell& cell)
{
    const QModelIndex index = indexOf(toQString(cell.fault->id), cell.phase);
    if (index.isValid())
        emit dataChanged(index, index);
}

void MatrixGrid::allChanged()
{
    if (rowCount() > 0 && columnCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void MatrixGrid::clear()
{
    head() = {};
    for (Cell& cell : cells()) {
        cell.result.reset();
        cell.state = cell.whyNot.isEmpty() ? State::NotRun : State::CannotBe;
    }
    allChanged();
}

void MatrixGrid::settle()
{
    for (Cell& cell : cells()) {
        if (cell.state == State::Waiting || cell.state == State::Running)
            cell.state = cell.result ? State::Done : State::NotRun;
    }
    allChanged();
}

std::vector<const MatrixGrid::Cell*> MatrixGrid::open() const
{
    std::vector<const Cell*> all;
    for (const Cell& cell : cells()) {
        if (cell.whyNot.isEmpty() && isShown(cell) && !(cell.result && cell.result->isDone()))
            all.push_back(&cell);
    }
    return all;
}

MatrixRecord MatrixGrid::record() const
{
    MatrixRecord record;
    record.isVirtual = isVirtual_;
    record.seed = head().seed;
    record.mutant = head().mutant;
    for (const Cell& cell : cells()) {
        if (cell.result) {
            record.results.push_back(*cell.result);
        } else if (!cell.whyNot.isEmpty()) {
            MatrixResult& cannot = record.results.emplace_back();
            cannot.fault = toQString(cell.fault->id);
            cannot.phase = cell.phase;
            cannot.sentence = cell.whyNot;
        }
    }
    return record;
}

void MatrixGrid::setRecord(const MatrixRecord& record)
{
    setVirtual(record.isVirtual);
    clear();
    head() = {record.seed, record.mutant};
    for (const MatrixResult& result : record.results)
        take(result);
    allChanged();
}

QString MatrixGrid::summary() const
{
    const auto count = [this](auto&& isIt) {
        return std::count_if(cells().begin(), cells().end(),
                             [&](const Cell& cell) { return isShown(cell) && isIt(cell); });
    };
    const auto with = [&](Status status) {
        return count([status](const Cell& cell) {
            return cell.state == State::Done && cell.result->status == status;
        });
    };
    const auto in = [&](State state) {
        return count([state](const Cell& cell) { return cell.state == state; });
    };
    QStringList parts;
    const auto add = [&](qint64 number, const char16_t* what) {
        if (number > 0)
            parts << QStringLiteral("%1 %2").arg(number).arg(QString::fromUtf16(what));
    };
    add(with(Status::Held), u"held");
    add(with(Status::NotHeld), u"not held");
    add(with(Status::NotBitten), u"without effect");
    add(with(Status::CouldNotRun), u"could not run");
    add(in(State::Running) + in(State::Waiting), u"to come");
    add(in(State::NotRun), u"not run");
    add(in(State::CannotBe), u"cannot be");
    return parts.join(QStringLiteral(", "));
}

} // namespace redial

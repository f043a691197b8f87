// SPDX-License-Identifier: MIT
#include "ui/models/event_list_model.h"

#include "core/base/duration_text.h"
#include "ui/models/event_text.h"
#include "ui/view/severity.h"
#include "ui/view/timeline_painter.h"

#include <QGuiApplication>

#include <algorithm>

namespace redial {

namespace {

Qt::Alignment alignmentOf(int column)
{
    const bool number = column <= EventListModel::Step || column == EventListModel::Connection ||
                        column == EventListModel::Attempt;
    return Qt::AlignVCenter | (number ? Qt::AlignRight : Qt::AlignLeft);
}

} // namespace

EventListModel::EventListModel(const RunDocument& document, QObject* parent)
    : QAbstractTableModel(parent)
    , document_(document)
    , theme_(Theme::from(QPalette()))
    , rows_(static_cast<int>(document.visible().size()))
{
    connect(&document, &RunDocument::grew, this, &EventListModel::grow);
    connect(&document, &RunDocument::restarted, this, &EventListModel::restart);
}

void EventListModel::grow()
{
    const int now = static_cast<int>(document_.visible().size());
    if (now <= rows_)
        return;
    beginInsertRows({}, rows_, now - 1);
    rows_ = now;
    endInsertRows();
}

void EventListModel::restart()
{
    beginResetModel();
    rows_ = static_cast<int>(document_.visible().size());
    endResetModel();
}

void EventListModel::setTheme(const Theme& theme)
{
    theme_ = theme;
    if (rows_ > 0)
        emit dataChanged(index(0, 0), index(rows_ - 1, columns - 1), {Qt::ForegroundRole});
}

int EventListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : rows_;
}

int EventListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

EventNumber EventListModel::eventAt(int row) const
{
    return document_.visible().at(static_cast<std::size_t>(row));
}

std::optional<int> EventListModel::rowOf(EventNumber event) const
{
    const auto& visible = document_.visible();
    const auto end = visible.begin() + rows_;
    const auto it = std::lower_bound(visible.begin(), end, event);
    if (it == end)
        return std::nullopt;
    return static_cast<int>(it - visible.begin());
}

QString EventListModel::text(EventNumber event, int row, int column) const
{
    const EventLog& log = document_.log();
    const EventHeader& header = log.header(event);
    const auto counted = [](std::uint32_t n) { return n > 0 ? QString::number(n) : QString(); };
    switch (column) {
    case Number:
        return QString::number(event);
    case Time:
        return axisText(runTimeOf(log, event), std::chrono::milliseconds(1));
    case Step:
        return row == 0 ? QString()
                        : QStringLiteral("+%1").arg(
                              formatDuration(header.time - log.header(eventAt(row - 1)).time));
    case Lane:
        return spacedName(nameOf(header.lane));
    case SeenBy:
        return spacedName(nameOf(header.source));
    case Connection:
        return counted(header.epoch);
    case Attempt:
        return counted(header.attempt);
    case Event:
        return eventName(log, event);
    case Details:
        return eventSummary(log, event);
    }
    return {};
}

QVariant EventListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const EventNumber event = eventAt(index.row());
    const EventLog& log = document_.log();
    switch (role) {
    case Qt::DisplayRole:
        return text(event, index.row(), index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(alignmentOf(index.column()));
    case Qt::ForegroundRole:
        if (index.column() == Lane)
            return theme_.lane(log.header(event).lane);
        if (index.column() == Event && severityOf(log, event) == Severity::Abnormal)
            return theme_.abnormal;
        return {};
    case Qt::ToolTipRole:
        return index.column() == Details ? eventSummary(log, event) : QVariant();
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1: %2").arg(
            headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(),
            text(event, index.row(), index.column()));
    default:
        return {};
    }
}

QVariant EventListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return QVariant::fromValue(alignmentOf(section));
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Number:
        return QStringLiteral("No.");
    case Time:
        return QStringLiteral("Time");
    case Step:
        return QStringLiteral("Since previous");
    case Lane:
        return QStringLiteral("Lane");
    case SeenBy:
        return QStringLiteral("Seen by");
    case Connection:
        return QStringLiteral("Connection");
    case Attempt:
        return QStringLiteral("Attempt");
    case Event:
        return QStringLiteral("Event");
    case Details:
        return QStringLiteral("Details");
    }
    return {};
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "ui/models/msgi_sessions_model.h"

#include "core/base/duration_text.h"

#include <algorithm>
#include <utility>

namespace redial {

void MsgiSessionsModel::show(std::vector<MsgiSessionRow> rows)
{
    const bool sameSessions =
        std::equal(rows.begin(), rows.end(), rows_.begin(), rows_.end(),
                   [](const MsgiSessionRow& a, const MsgiSessionRow& b) { return a.id == b.id; });
    if (!sameSessions) {
        beginResetModel();
        rows_ = std::move(rows);
        endResetModel();
        return;
    }
    rows_ = std::move(rows);
    if (!rows_.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
}

std::optional<int> MsgiSessionsModel::rowOf(MsgiSessionId session) const
{
    const auto found =
        std::find_if(rows_.begin(), rows_.end(),
                     [session](const MsgiSessionRow& row) { return row.id == session; });
    return found == rows_.end() ? std::nullopt : std::optional(int(found - rows_.begin()));
}

int MsgiSessionsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int MsgiSessionsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant MsgiSessionsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const MsgiSessionRow& row = at(index.row());
    switch (index.column()) {
    case Id:
        return QString::number(row.id);
    case Client:
        return row.client.isEmpty() ? QStringLiteral("–") : row.client;
    case Address:
        return row.address;
    case Since:
        return formatDuration(row.age);
    case Idle:
        return formatDuration(row.idle);
    case In:
        return QString::number(row.bytesIn);
    case Out:
        return QString::number(row.bytesOut);
    }
    return {};
}

QVariant MsgiSessionsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Id:
        return QStringLiteral("Id");
    case Client:
        return QStringLiteral("Client");
    case Address:
        return QStringLiteral("Address");
    case Since:
        return QStringLiteral("Connected for");
    case Idle:
        return QStringLiteral("Idle for");
    case In:
        return QStringLiteral("Bytes in");
    case Out:
        return QStringLiteral("Bytes out");
    }
    return {};
}

} // namespace redial

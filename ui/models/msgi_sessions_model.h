// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/msgi_server_host.h"

#include <QAbstractTableModel>

namespace redial {

/// The sessions of an MSGI server as rows, in the order of their numbers. Changes only what
/// differs, so that a selection stays where it is.
class MsgiSessionsModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Id, Client, Address, Since, Idle, In, Out };
    static constexpr int columns = 7;
    /// Rows that are shown at most.
    static constexpr std::size_t mostRows = 2'000;

    using QAbstractTableModel::QAbstractTableModel;

    void show(std::vector<MsgiSessionRow> rows);
    std::optional<int> rowOf(MsgiSessionId session) const;
    const MsgiSessionRow& at(int row) const { return rows_.at(static_cast<std::size_t>(row)); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<MsgiSessionRow> rows_;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_definition.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace redial {

/// The fault catalogue as rows: those of one level, or all, that hold every word that is searched
/// for in id, name, summary or explanation. What this build does not do in the wanted mode is shown
/// faded, with the reason as its tool tip.
class FaultCatalogueModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Id, Summary };
    static constexpr int columns = 2;

    explicit FaultCatalogueModel(QObject* parent = nullptr);

    void setSearch(const QString& text);
    /// Absent: every level.
    void setLevel(std::optional<FaultLevel> level);
    /// What does the faults: a server or a proxy.
    void setMode(FaultMode mode);
    FaultMode mode() const { return mode_; }

    const FaultDefinition& faultAt(int row) const { return *rows_.at(std::size_t(row)).fault; }
    /// The row of a fault; absent if it does not pass search and level.
    std::optional<int> rowOf(const FaultDefinition& fault) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row
    {
        const FaultDefinition* fault;
        QString unavailable; ///< why it cannot be done in the wanted mode; empty if it can
    };

    void fill();
    bool passes(const FaultDefinition& fault) const;

    QStringList words_;
    std::optional<FaultLevel> level_;
    FaultMode mode_ = FaultMode::Server;
    std::vector<Row> rows_;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/run_document.h"
#include "ui/view/theme.h"

#include <QAbstractTableModel>

namespace redial {

/// The visible events of a RunDocument as rows. Grows in batches, as the document does.
class EventListModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Number, Time, Step, Event, Details, Lane, SeenBy, Connection, Attempt };
    static constexpr int columns = 9;

    explicit EventListModel(const RunDocument& document, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void setTheme(const Theme& theme);

    EventNumber eventAt(int row) const;
    /// Row of the event, or of the next visible one; absent if there is none.
    std::optional<int> rowOf(EventNumber event) const;

private:
    void grow();
    void restart();
    QString text(EventNumber event, int row, int column) const;

    const RunDocument& document_;
    Theme theme_;
    int rows_ = 0;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/event_list_model.h"
#include "ui/models/run_cursor.h"

#include <QWidget>

#include <array>

class QTableView;

namespace redial {

class FilterBar;

/// The events as a table below their filter. Follows the shared selection and sets it; scrolls with
/// a live run while the graphs follow it or the last row is in sight.
class EventListPanel final : public QWidget
{
    Q_OBJECT
public:
    EventListPanel(RunDocument& document, RunCursor& cursor, QWidget* parent = nullptr);

    FilterBar& filterBar() { return *filter_; }
    QTableView& table() { return *table_; }

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void setUpTable();
    void followSelection();
    void afterGrowth();
    bool atEnd() const;

    RunDocument& document_;
    RunCursor& cursor_;
    EventListModel model_;
    FilterBar* filter_;
    QTableView* table_;
    std::array<int, EventListModel::columns> widths_{};
    bool stickToEnd_ = true;
};

} // namespace redial

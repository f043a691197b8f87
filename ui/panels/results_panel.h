// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/run_cursor.h"
#include "ui/models/verdict_results.h"

#include <QWidget>

class QLabel;
class QTableWidget;

namespace redial {

/// What must hold and whether it did, one oracle a row, failures first; a row leads to the events
/// that show it, one after the other.
class ResultsPanel final : public QWidget
{
    Q_OBJECT
public:
    ResultsPanel(const VerdictResults& results, RunCursor& cursor, QWidget* parent = nullptr);

    QTableWidget& table() { return *table_; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void makeTable();
    void refill();
    void showWitness(int row);
    void explain(int row);

    const VerdictResults& results_;
    RunCursor& cursor_;
    QLabel* summary_;
    QTableWidget* table_;
    QLabel* explanation_;
    std::vector<std::size_t> order_;
};

} // namespace redial

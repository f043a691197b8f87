// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/run_cursor.h"
#include "ui/models/run_document.h"

#include <QWidget>

class QLabel;
class QTableWidget;

namespace redial {

/// The servers behind a load balancer, one a row: whether each is taken for alive and why, what it
/// was given. All of it comes from the log, so that a run file shows it too; a row leads to the
/// event that changed its health.
class BackendsPanel final : public QWidget
{
    Q_OBJECT
public:
    BackendsPanel(const RunDocument& document, RunCursor& cursor, QWidget* parent = nullptr);

    QTableWidget& table() { return *table_; }
    QLabel& summary() { return *summary_; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void refill();
    void fillRow(int row, const BackendState& backend);
    void showReason(int row);

    const RunDocument& document_;
    RunCursor& cursor_;
    std::vector<BackendState> shown_;
    QLabel* summary_;
    QTableWidget* table_;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#include "ui/panels/row_table.h"

#include <QAbstractButton>
#include <QHeaderView>
#include <QTableView>

namespace redial {

namespace {
constexpr int rowPadding = 6;
constexpr int fewestRows = 5;
} // namespace

void makeRowTable(QTableView& table, const QString& name)
{
    const int line = table.fontMetrics().height();
    table.setAccessibleName(name);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setTabKeyNavigation(false);
    table.setShowGrid(false);
    table.setWordWrap(false);
    table.setCornerButtonEnabled(false);
    for (auto* corner : table.findChildren<QAbstractButton*>())
        corner->setAccessibleName(name);
    table.verticalHeader()->hide();
    table.verticalHeader()->setDefaultSectionSize(line + rowPadding);
    table.horizontalHeader()->setHighlightSections(false);
    table.setMinimumHeight(line * fewestRows);
}

} // namespace redial

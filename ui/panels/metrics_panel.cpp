// SPDX-License-Identifier: MIT
#include "ui/panels/metrics_panel.h"

#include <QAbstractButton>
#include <QHeaderView>

#include <algorithm>

namespace redial {

namespace {
constexpr int namePadding = 8;
}

MetricsPanel::MetricsPanel(QWidget* parent) : QTableWidget(0, 2, parent)
{
    setAccessibleName(QStringLiteral("Metrics"));
    setHorizontalHeaderLabels({QStringLiteral("Metric"), QStringLiteral("Value")});
    horizontalHeader()->hide();
    verticalHeader()->hide();
    horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setShowGrid(false);
    setAlternatingRowColors(true);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    if (auto* corner = findChild<QAbstractButton*>())
        corner->setAccessibleName(QStringLiteral("All metrics"));
    setWordWrap(false);
}

void MetricsPanel::fitNames(const Rows& rows)
{
    QStringList names;
    int widest = 0;
    for (const auto& [name, value] : rows)
        names.append(name);
    if (names == names_)
        return;
    names_ = names;
    for (const QString& name : names)
        widest = std::max(widest, fontMetrics().horizontalAdvance(name));
    setColumnWidth(0, widest + namePadding);
}

void MetricsPanel::show(const Rows& rows)
{
    fitNames(rows);
    setRowCount(static_cast<int>(rows.size()));
    for (int row = 0; row < rowCount(); ++row) {
        const auto& [name, value] = rows[static_cast<std::size_t>(row)];
        const auto put = [&](int column, const QString& text) {
            QTableWidgetItem* known = item(row, column);
            if (!known) {
                known = new QTableWidgetItem;
                setItem(row, column, known);
            }
            if (known->text() != text) {
                known->setText(text);
                known->setToolTip(text);
            }
        };
        put(0, name);
        put(1, value.isEmpty() ? QStringLiteral("–") : value);
    }
}

} // namespace redial

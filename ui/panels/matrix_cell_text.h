// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/matrix_grid.h"

#include <QStyledItemDelegate>

namespace redial {

struct Theme;

/// What came of a cell as rich text, or why it cannot be; all text is escaped.
QString matrixCellText(const MatrixGrid::Cell& cell, const Theme& theme);

/// Paints each cell in the colour of what came of it, beside its symbol.
class MatrixCellDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit MatrixCellDelegate(const MatrixGrid& grid, QObject* parent);

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    const MatrixGrid& grid_;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#include "ui/panels/matrix_cell_text.h"

#include "core/base/duration_text.h"
#include "ui/view/theme.h"

namespace redial {

namespace {

using State = MatrixGrid::State;
using Status = MatrixResult::Status;

constexpr double tint = 0.18;

QColor colourOf(const MatrixGrid::Cell& cell, const Theme& theme)
{
    if (cell.state == State::Running)
        return theme.nominal;
    if (cell.state != State::Done)
        return theme.fadedText;
    if (cell.isWrong())
        return cell.result->status == Status::NotHeld ? theme.abnormal : theme.warning;
    return theme.good;
}

} // namespace

QString matrixCellText(const MatrixGrid::Cell& cell, const Theme& theme)
{
    const auto paragraph = [](const QString& text, const QColor& colour) {
        return QStringLiteral("<p style='color:%1'>%2</p>")
            .arg(colour.name(), text.toHtmlEscaped());
    };
    QString html = QStringLiteral("<p><b>%1</b>: <span style='color:%2'>%3 %4</span></p>")
                       .arg(cell.title().toHtmlEscaped(), colourOf(cell, theme).name(),
                            cell.symbol(), cell.text());
    if (!cell.whyNot.isEmpty())
        html += paragraph(cell.whyNot, theme.text);
    if (!cell.result)
        return html;
    const MatrixResult& result = *cell.result;
    if (!result.sentence.isEmpty())
        html += paragraph(result.sentence, theme.text);
    if (result.failed.size() > 1)
        html += paragraph(QStringLiteral("Failed: %1").arg(result.failed.join(QLatin1Char(' '))),
                          theme.text);
    for (const QString& witness : result.witnesses)
        html += paragraph(witness, theme.text);
    return html +
           paragraph(
               QStringLiteral("%1; a run of %2").arg(result.plan, formatDuration(result.length)),
               theme.fadedText);
}

MatrixCellDelegate::MatrixCellDelegate(const MatrixGrid& grid, QObject* parent)
    : QStyledItemDelegate(parent), grid_(grid)
{
}

void MatrixCellDelegate::initStyleOption(QStyleOptionViewItem* option,
                                         const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const MatrixGrid::Cell* const cell = grid_.at(index);
    if (!cell)
        return;
    const Theme theme = Theme::from(option->palette);
    const QColor colour = colourOf(*cell, theme);
    option->palette.setColor(QPalette::Text, colour);
    if (cell->state == State::Done)
        option->backgroundBrush = blended(theme.base, colour, tint);
}

} // namespace redial

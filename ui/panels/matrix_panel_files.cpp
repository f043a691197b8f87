// SPDX-License-Identifier: MIT
// How the matrix panel keeps a matrix and goes on with one.
#include "core/base/whole_file.h"
#include "core/matrix/matrix_html.h"
#include "ui/panels/matrix_panel.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QSignalBlocker>

namespace redial {

void MatrixPanel::askToOpen()
{
    const QString path =
        QFileDialog::getOpenFileName(this, QStringLiteral("Go on with a kept matrix"), {},
                                     QStringLiteral("Matrices (*.json);;All files (*)"));
    if (!path.isEmpty())
        open(path);
}

void MatrixPanel::open(const QString& path)
{
    if (runs_.isRunning() || work_.isBusy())
        return emit told(QStringLiteral("\"%1\" was not opened: %2.").arg(path, reasonNotToRun()));
    struct Found
    {
        Expected<MatrixRecord, QString> record = MatrixRecord();
        MatrixGrid::Cells cells;
    };
    const auto found = std::make_shared<Found>();
    work_.start(
        [path, found] {
            found->record = openMatrixRecord(path);
            if (found->record)
                found->cells = MatrixGrid::describe(found->record->isVirtual);
        },
        [this, path, found] {
            if (found->record)
                show(*found->record, std::move(found->cells), path);
            else
                emit told(found->record.error());
            if (!found->record && !grid_.knows(grid_.isVirtual()))
                setTime();
            showSelected();
        });
    updateState();
}

void MatrixPanel::show(const MatrixRecord& record, MatrixGrid::Cells cells, const QString& path)
{
    const QSignalBlocker quiet(virtual_);
    virtual_->setChecked(record.isVirtual);
    grid_.learn(record.isVirtual, std::move(cells));
    grid_.setRecord(record);
    file_ = path;
    wasShown_ = true;
}

void MatrixPanel::askToSave()
{
    const QString path = QFileDialog::getSaveFileName(
        this, QStringLiteral("Save the matrix as"), QStringLiteral("matrix.json"),
        QStringLiteral("A matrix to go on with (*.json);;A page (*.html)"));
    if (!path.isEmpty())
        save(path);
}

void MatrixPanel::save(const QString& path)
{
    if (runs_.isRunning() || work_.isBusy())
        return;
    const bool isPage = path.endsWith(QLatin1String(".html"));
    auto problem = std::make_shared<QString>();
    work_.start(
        [path, isPage, record = grid_.record(), problem] {
            const auto written =
                writeWholeFile(path, isPage ? matrixHtml(record) : record.toJson());
            if (!written)
                *problem = written.error();
        },
        [this, path, isPage, problem] {
            emit told(problem->isEmpty()
                          ? QStringLiteral("Wrote \"%1\".").arg(path)
                          : QStringLiteral("%1 cannot be written: %2; choose another place.")
                                .arg(path, *problem));
            if (!isPage && problem->isEmpty())
                file_ = path;
            updateState();
        });
    updateState();
}

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/run_document.h"
#include "ui/models/sliced_task.h"

#include <QObject>

namespace redial {

class GraphWidget;

/// Asks where to and writes pictures and tables of the run. Its dialogs are not modal, so a run
/// goes on beside them. Says how it went in one sentence.
class Exporter final : public QObject
{
    Q_OBJECT
public:
    Exporter(const RunDocument& document, SlicedTask& task, QWidget* window);

    void askForPicture(GraphWidget& graph, const QString& suffix);
    void askForTable();

    /// Without asking. A picture is PNG or SVG by the file's name.
    void writePicture(GraphWidget& graph, const QString& path);
    /// The visible events as CSV, in slices.
    void writeTable(const QString& path);

signals:
    void told(const QString& sentence);

private:
    const RunDocument& document_;
    SlicedTask& task_;
    QWidget* window_;
};

/// A file dialog that holds nothing up: `chosen` is called if the user chose a file.
void askForFile(QWidget* window, const QString& title, const QString& filter, const QString& suffix,
                bool save, std::function<void(const QString& path)> chosen);

} // namespace redial

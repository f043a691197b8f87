// SPDX-License-Identifier: MIT
#include "ui/window/exporter.h"

#include "core/base/whole_file.h"
#include "ui/panels/graph_widget.h"
#include "ui/window/run_export.h"

#include <QFileDialog>

namespace redial {

namespace {
constexpr std::size_t linesAStep = 16;
}

Exporter::Exporter(const RunDocument& document, SlicedTask& task, QWidget* window)
    : QObject(window), document_(document), task_(task), window_(window)
{
}

void Exporter::askForPicture(GraphWidget& graph, const QString& suffix)
{
    askForFile(window_, QStringLiteral("Export %1").arg(graph.accessibleName().toLower()),
               QStringLiteral("%1 picture (*.%2)").arg(suffix.toUpper(), suffix), suffix, true,
               [this, &graph](const QString& path) { writePicture(graph, path); });
}

void Exporter::askForTable()
{
    askForFile(window_, QStringLiteral("Export events"), QStringLiteral("Table (*.csv)"),
               QStringLiteral("csv"), true, [this](const QString& path) { writeTable(path); });
}

void Exporter::writePicture(GraphWidget& graph, const QString& path)
{
    const QSize size = graph.size().expandedTo(QSize(600, 200));
    const bool svg = path.endsWith(QStringLiteral(".svg"), Qt::CaseInsensitive);
    const auto saved = svg ? saveSvg(graph, size, path) : savePng(graph, size, path);
    emit told(saved ? QStringLiteral("Wrote \"%1\".").arg(path) : saved.error());
}

void Exporter::writeTable(const QString& path)
{
    auto file = std::make_shared<WholeFile>(path);
    if (!file->open()) {
        emit told(QStringLiteral("Could not write \"%1\": %2. Choose another place.")
                      .arg(path, file->errorString()));
        return;
    }
    file->write(csvHeader());
    const auto events = std::make_shared<std::vector<EventNumber>>(document_.visible());
    const auto log = document_.sharedLog();
    const auto next = std::make_shared<std::size_t>(0);
    const auto step = [=] {
        for (std::size_t i = 0; i < linesAStep && *next < events->size(); ++i)
            file->write(csvLine(*log, (*events)[(*next)++]));
        return *next < events->size() ? SlicedTask::Step::More : SlicedTask::Step::Done;
    };
    const auto progress = [=] {
        return events->empty() ? 1.0
                               : static_cast<double>(*next) / static_cast<double>(events->size());
    };
    task_.start(QStringLiteral("Exporting"), step, progress, [=, this](bool finished) {
        if (!finished) {
            emit told(QStringLiteral("The export was cancelled; nothing was written."));
        } else if (!file->commit()) {
            emit told(QStringLiteral("Could not write \"%1\": %2. Choose another place.")
                          .arg(path, file->errorString()));
        } else {
            emit told(QStringLiteral("Wrote %1 events to \"%2\".").arg(events->size()).arg(path));
        }
    });
}

void askForFile(QWidget* window, const QString& title, const QString& filter, const QString& suffix,
                bool save, std::function<void(const QString& path)> chosen)
{
    auto* dialog = new QFileDialog(window, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAccessibleName(title);
    dialog->setNameFilters({filter, QStringLiteral("All files (*)")});
    dialog->setDefaultSuffix(save ? suffix : QString());
    dialog->setAcceptMode(save ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    dialog->setFileMode(save ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
    dialog->setModal(false);
    QObject::connect(dialog, &QFileDialog::fileSelected, window, std::move(chosen));
    dialog->show();
}

} // namespace redial

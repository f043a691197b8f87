// SPDX-License-Identifier: MIT
#include "core/base/knob_json.h"
#include "core/reconnect/policy_knobs.h"
#include "core/session/session_knobs.h"
#include "ui/panels/backoff_widget.h"
#include "ui/panels/connection_bar.h"
#include "ui/panels/event_list_panel.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/judge_panel.h"
#include "ui/panels/matrix_panel.h"
#include "ui/panels/notice_bar.h"
#include "ui/panels/scenario_editor.h"
#include "ui/panels/scenario_panel.h"
#include "ui/panels/timeline_widget.h"
#include "ui/window/exporter.h"
#include "ui/window/live_run.h"
#include "ui/window/main_window.h"
#include "ui/window/pdf_report.h"
#include "ui/window/report_writer.h"
#include "ui/window/run_files.h"
#include "ui/window/window_settings.h"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFile>
#include <QFileInfo>
#include <QMessageBox>
#include <QMimeData>
#include <QUrl>

namespace redial {

namespace {
constexpr int layoutVersion = 4;

/// By its first line, whatever its name.
bool isRunFile(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && file.read(32).contains("\"redial\":\"run\"");
}
} // namespace

void MainWindow::openFile(const QString& path)
{
    parts_.finish();
    if (path.endsWith(QLatin1String(".redial.json"))) {
        scenarios_->add({path});
        goToPanel(QStringLiteral("scenarios"));
        return;
    }
    if (path.endsWith(QLatin1String(".json")) && !isRunFile(path)) {
        goToPanel(QStringLiteral("matrix"));
        matrix_->open(path);
        return;
    }
    if (isExamining()) {
        notice_->show(QStringLiteral("Stop the examination before you open \"%1\".").arg(path));
        return;
    }
    if (live_->isRunning()) {
        notice_->show(QStringLiteral("Stop the run (Shift+F5) before you open \"%1\".").arg(path));
        return;
    }
    notice_->dismiss();
    files_->open(path);
}

void MainWindow::saveRun(const QString& path)
{
    whole().files_->save(path);
}

void MainWindow::exportTable(const QString& path)
{
    whole().exporter_->writeTable(path);
}

QString MainWindow::reasonNotToReport() const
{
    if (live_->isRunning() || isExamining())
        return QStringLiteral("a run is under way");
    if (task_.isRunning())
        return task_.title();
    if (verdict_.results().empty())
        return QStringLiteral("a run is judged when it has ended");
    return reports_->isWriting() ? QStringLiteral("another report is being written") : QString();
}

void MainWindow::askForReport(const ReportKind& kind)
{
    const QString suffix = QLatin1String(kind.name);
    askForFile(this, QLatin1String(kind.title), QStringLiteral("%1 (*.%2)").arg(suffix, suffix),
               suffix, true, [this, &kind](const QString& path) { exportReport(kind, path); });
}

void MainWindow::exportReport(const ReportKind& kind, const QString& path)
{
    parts_.finish();
    // A dialog may have stood open while the next run began.
    if (const QString reason = reasonNotToReport(); !reason.isEmpty()) {
        notice_->show(QStringLiteral("\"%1\" was not written: %2.").arg(path, reason));
        return;
    }
    reports_->write(kind, path, document_.sharedLog(), files_->shownInfo(), verdict_.results(),
                    files_->shownName());
}

void MainWindow::askForPdf()
{
    askForFile(this, QStringLiteral("Report as PDF"), QStringLiteral("PDF (*.pdf)"),
               QStringLiteral("pdf"), true, [this](const QString& path) { exportPdf(path); });
}

void MainWindow::exportPdf(const QString& path)
{
    parts_.finish();
    if (const QString reason = reasonNotToReport(); !reason.isEmpty()) {
        notice_->show(QStringLiteral("\"%1\" was not written: %2.").arg(path, reason));
        return;
    }
    const RunReport report{document_.log(), files_->shownInfo(), verdict_.results(),
                           files_->shownName()};
    const auto saved = savePdf(report, {timeline_, backoff_}, path);
    notice_->show(saved ? QStringLiteral("Wrote \"%1\".").arg(path) : saved.error());
}

void MainWindow::showLog(std::shared_ptr<EventLog> log, const QString& title)
{
    parts_.finish();
    cursor_.reset();
    verdict_.clear();
    document_.setLog(std::move(log));
    setWindowTitle(title.isEmpty() ? QStringLiteral("Redial")
                                   : QStringLiteral("%1 – Redial").arg(title));
    refresh();
}

void MainWindow::offerRecovery()
{
    const auto found = files_->interruptedRun();
    if (!found)
        return;
    notice_->show(QStringLiteral("The run of %1 was not saved.").arg(found->when),
                  {{QStringLiteral("Open it"), [this] { whole().files_->openInterrupted(); }},
                   {QStringLiteral("Discard"), [this] { files_->discardInterrupted(); }}});
}

void MainWindow::restoreKnobs(const WindowSettings& settings)
{
    if (const auto policy = policyFromJson(settings.policy))
        knobs_.policy = *policy;
    if (const auto session = sessionPolicyFromJson(settings.session))
        knobs_.session = *session;
    knobs_.stream = FeedClientSettings::fromJson(settings.stream);
    if (const auto msgi = knobsFromJson(msgiSettingsKnobs(), settings.msgi))
        knobs_.msgi = *msgi;
    knobs_.caFile = settings.run.caFile;
}

void MainWindow::restoreConnection(const WindowSettings& settings)
{
    bar_->setRecentUrls(settings.recentUrls);
    bar_->setSettings(settings.run);
    actions_->action(QStringLiteral("view.log"))->setChecked(settings.logarithmic);
    if (!settings.geometry.isEmpty())
        restoreGeometry(settings.geometry);
}

void MainWindow::restorePanels(const WindowSettings& settings)
{
    list_->filterBar().setHistory(settings.filterHistory);
    if (!settings.layout.isEmpty())
        restoreState(settings.layout, layoutVersion);
}

void MainWindow::saveSettings() const
{
    WindowSettings settings;
    settings.run = runSettings();
    settings.session = sessionPolicyToJson(knobs_.session);
    settings.stream = knobs_.stream.toJson();
    settings.msgi = knobsToJson(msgiSettingsKnobs(), knobs_.msgi);
    settings.recentUrls = bar_->recentUrls();
    settings.filterHistory = list_->filterBar().history();
    settings.logarithmic = backoff_->isLogarithmic();
    settings.policy = policyToJson(knobs_.policy);
    settings.geometry = saveGeometry();
    settings.layout = saveState(layoutVersion);
    settings.save();
}

bool MainWindow::mayLoseScenarios()
{
    const QStringList unsaved = scenarios_.made() ? scenarios_->editor().unsaved() : QStringList();
    if (unsaved.isEmpty())
        return true;
    const auto answer = QMessageBox::question(
        this, QStringLiteral("Redial"),
        QStringLiteral("Scenario files were changed and not saved:\n%1\n\nClose all the same?")
            .arg(unsaved.join(QLatin1Char('\n'))),
        QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Cancel);
    return answer == QMessageBox::Discard;
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    parts_.finish();
    if (!mayLoseScenarios()) {
        event->ignore();
        return;
    }
    if (scenarios_.made())
        scenarios_->stop();
    if (judge_.made())
        judge_->stop();
    task_.cancel();
    stopRun();
    saveSettings();
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    const auto urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.front().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    const auto urls = event->mimeData()->urls();
    if (urls.size() != 1 || !urls.front().isLocalFile())
        return;
    event->acceptProposedAction();
    openFile(urls.front().toLocalFile());
}

} // namespace redial

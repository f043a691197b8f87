// SPDX-License-Identifier: MIT
#include "core/base/to_qstring.h"
#include "core/fault/fault_catalogue.h"
#include "core/report/report_kinds.h"
#include "ui/models/link_state.h"
#include "ui/models/metrics_rows.h"
#include "ui/panels/connection_bar.h"
#include "ui/panels/fault_panel.h"
#include "ui/panels/judge_panel.h"
#include "ui/panels/metrics_panel.h"
#include "ui/panels/scenario_panel.h"
#include "ui/panels/state_indicator.h"
#include "ui/window/live_run.h"
#include "ui/window/main_window.h"

namespace redial {

void MainWindow::refresh()
{
    const TimeRange whole = document_.whole();
    const auto now = live_->now();
    cursor_.setWhole({whole.begin, std::max(whole.end, now.value_or(whole.end))});
    if (faults_.made())
        refreshFaults(*faults_);
    refreshState();
    updateActions();
}

void MainWindow::refreshState()
{
    const LinkState state = linkStateOf(document_);
    const auto now = live_->now();
    bar_->state().show(state, now);
    if (!metrics_)
        return;
    const MetricsValues& metrics = document_.metrics();
    const MonotonicTime until = now ? metrics.firstEvent + *now : metrics.lastEvent;
    metrics_->show(state.isProxy() ? relayRows(document_) : metricsRows(metrics, until));
}

void MainWindow::updateActions()
{
    updateRunActions();
    updateScenarioActions();
    updateFileActions();
    updateSelectionActions();
    if (judge_.made())
        judge_->setBlocked(reasonNotToJudge());
}

void MainWindow::updateRunActions()
{
    const bool running = live_->isRunning();
    const QString reason = reasonNotToStart();
    const bool busy = running || isExamining() || task_.isRunning() || verdict_.isJudging();
    bar_->showProblem(busy ? QString() : reason);
    bar_->setRunning(running);
    actions_->setUnavailable(QStringLiteral("run.start"), reason);
    actions_->setUnavailable(QStringLiteral("run.stop"),
                             running ? QString() : QStringLiteral("no run is under way"));
    const QString unsendable = live_->reasonNotToSend();
    actions_->setUnavailable(QStringLiteral("run.send"),
                             unsendable.isEmpty() && bar_->settings().message.isEmpty()
                                 ? QStringLiteral("there is no message; write one first")
                                 : unsendable);
    const QString drop = live_->reasonNotToDrop();
    for (const char* id : {"run.drop", "run.drop.reset", "run.drop.fin", "run.drop.close"})
        actions_->setUnavailable(QLatin1String(id), drop);
    for (const FaultDefinition& fault : faultCatalogue()) {
        if (fault.endsLinks)
            actions_->setUnavailable(QStringLiteral("run.drop.") + toQString(fault.id),
                                     reasonNotToDropBy(fault));
    }
    if (!running && faults_.made())
        showWhoDoesFaults(*faults_);
}

void MainWindow::updateScenarioActions()
{
    const bool made = scenarios_.made();
    const QString none = ScenarioPanel::reasonWithoutScenarios();
    actions_->setUnavailable(QStringLiteral("run.scenario"),
                             made ? scenarios_->reasonNotToRunSelected() : none);
    actions_->setUnavailable(QStringLiteral("run.scenarios"),
                             made ? scenarios_->reasonNotToRun() : none);
    actions_->setUnavailable(
        QStringLiteral("run.scenarios.stop"),
        made && scenarios_->isRunning() ? QString() : QStringLiteral("no scenario is running"));
}

void MainWindow::updateFileActions()
{
    const auto set = [this](const char* id, const QString& reason) {
        actions_->setUnavailable(QString::fromLatin1(id), reason);
    };
    set("file.open", live_->isRunning()  ? QStringLiteral("stop the run first")
                     : isExamining()     ? QStringLiteral("a client is being judged")
                     : task_.isRunning() ? task_.title()
                                         : QString());
    const QString empty =
        document_.log().size() == 0 ? QStringLiteral("there are no events") : QString();
    set("file.save", empty.isEmpty() && task_.isRunning() ? task_.title() : empty);
    for (const char* id : {"file.csv", "file.timeline.png", "file.timeline.svg"})
        set(id, empty);
    const QString unjudged = reasonNotToReport();
    set("file.report.pdf", unjudged);
    for (const ReportKind& kind : reportKinds())
        set((QByteArrayLiteral("file.report.") + kind.name).constData(), unjudged);
    const QString noWaits = document_.backoffs().points().empty()
                                ? QStringLiteral("the link has not been lost")
                                : QString();
    for (const char* id : {"file.backoff.png", "file.backoff.svg"})
        set(id, noWaits);
}

void MainWindow::updateSelectionActions()
{
    const QString unselected =
        cursor_.selected() ? QString() : QStringLiteral("no event is selected");
    actions_->setUnavailable(QStringLiteral("edit.copy"), unselected);
    actions_->setUnavailable(QStringLiteral("edit.copyJson"), unselected);
    actions_->setUnavailable(QStringLiteral("view.back"),
                             cursor_.zoom().canGoBack() ? QString() : QStringLiteral("not zoomed"));
    actions_->action(QStringLiteral("view.follow"))->setChecked(cursor_.zoom().following());
}

void MainWindow::refreshFaults(FaultPanel& panel)
{
    panel.setHost(live_->faultHost());
    panel.refresh();
    if (!live_->isRunning())
        showWhoDoesFaults(panel);
}

void MainWindow::showWhoDoesFaults(FaultPanel& panel) const
{
    const RunSettings settings = bar_->settings();
    panel.setMode(settings.proxy ? FaultMode::Proxy : FaultMode::Server);
    panel.setUnavailable(
        settings.isMsgi() ? QStringLiteral("The window's MSGI server does no faults; redial serve "
                                           "--profile msgi --fault does.")
        : settings.embedded || settings.proxy
            ? QString()
            : QStringLiteral("A real server does no faults; choose the embedded server or a proxy "
                             "under Server."));
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/base/to_qstring.h"
#include "core/fault/fault_catalogue.h"
#include "core/fault/fault_implementations.h"
#include "core/report/report_kinds.h"
#include "ui/models/event_text.h"
#include "ui/models/link_state.h"
#include "ui/models/metrics_rows.h"
#include "ui/models/run_settings.h"
#include "ui/panels/connection_bar.h"
#include "ui/panels/fault_panel.h"
#include "ui/panels/judge_panel.h"
#include "ui/panels/metrics_panel.h"
#include "ui/panels/msgi_server_panel.h"
#include "ui/panels/notice_bar.h"
#include "ui/panels/scenario_panel.h"
#include "ui/panels/state_indicator.h"
#include "ui/window/live_run.h"
#include "ui/window/main_window.h"
#include "ui/window/report_writer.h"
#include "ui/window/run_files.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QStatusBar>

namespace redial {

namespace {
constexpr int messageMilliseconds = 5'000;
}

RunSettings MainWindow::runSettings() const
{
    RunSettings settings = bar_->settings();
    settings.session = knobs_.session;
    settings.caFile = knobs_.caFile;
    settings.password = knobs_.password;
    return settings;
}

QString MainWindow::reasonNotToStart() const
{
    if (live_->isRunning())
        return QStringLiteral("a run is under way");
    if (isExamining())
        return QStringLiteral("a client is being judged");
    if (task_.isRunning())
        return QStringLiteral("a file is being read or written");
    if (verdict_.isJudging())
        return QStringLiteral("the last run is being judged");
    const RunSettings settings = runSettings();
    if (settings.proxy) {
        const auto proxy = proxySettingsOf(settings);
        return proxy ? QString() : proxy.error();
    }
    if (!knobs_.policyProblem.isEmpty())
        return QStringLiteral("the reconnect policy is wrong: %1").arg(knobs_.policyProblem);
    if (!knobs_.sessionProblem.isEmpty())
        return QStringLiteral("the OCPP session's settings are wrong: %1")
            .arg(knobs_.sessionProblem);
    if (const auto run = configurationOf(settings, knobs_.policy); !run)
        return run.error();
    return {};
}

std::vector<PlannedFault> MainWindow::takeWaitingFaults()
{
    return faults_.made() ? faults_->armed().takeWaiting() : std::vector<PlannedFault>();
}

bool MainWindow::isExamining() const
{
    return judge_.made() && judge_->isRunning();
}

QString MainWindow::reasonNotToJudge() const
{
    if (live_->isRunning())
        return QStringLiteral("stop the run first");
    if (task_.isRunning())
        return QStringLiteral("a file is being read or written");
    return verdict_.isJudging() ? QStringLiteral("the last run is being judged") : QString();
}

Expected<void, QString> MainWindow::startProxy(ProxySettings proxy)
{
    proxy.faults.faults = takeWaitingFaults();
    auto started = live_->start(proxy);
    if (!started && faults_.made())
        faults_->armed().waitAgain(proxy.faults.faults);
    return started;
}

Expected<void, QString> MainWindow::startStation(StationRunConfiguration run)
{
    // Armed before the server listens: the first connection is hit too.
    if (run.hasEmbeddedServer())
        run.faults.faults = takeWaitingFaults();
    auto started = live_->start(run);
    if (!started && faults_.made())
        faults_->armed().waitAgain(run.faults.faults);
    return started;
}

void MainWindow::startRun()
{
    const RunSettings settings = runSettings();
    if (!reasonNotToStart().isEmpty())
        return;
    cursor_.reset();
    const auto started = settings.proxy ? startProxy(*proxySettingsOf(settings))
                                        : startStation(*configurationOf(settings, knobs_.policy));
    if (!started) {
        notice_->show(started.error());
        return;
    }
    notice_->dismiss();
    bar_->rememberUrl();
    showLog(live_->log(), QStringLiteral("Run in progress"));
    files_->setShown(live_->log(), live_->info());
    files_->beginRecording(live_->log(), live_->info(), live_->clock());
    ticks_.start();
}

void MainWindow::stopRun()
{
    if (live_->isRunning())
        live_->stop();
}

void MainWindow::dropLink(DropKind kind)
{
    if (!live_->drop(kind))
        statusBar()->showMessage(QStringLiteral("There was no link to drop."), messageMilliseconds);
}

void MainWindow::dropByFault(const FaultDefinition& fault)
{
    FaultHost* const host = live_->faultHost();
    if (!host)
        return;
    const auto armed = host->addFault(PlannedFault(Fault(fault)));
    if (armed)
        host->disarmFault(*armed);
    else
        statusBar()->showMessage(armed.error(), messageMilliseconds);
    if (faults_.made())
        faults_->refresh();
}

QString MainWindow::reasonNotToDropBy(const FaultDefinition& fault) const
{
    if (const QString drop = live_->reasonNotToDrop(); !drop.isEmpty())
        return drop;
    const FaultHost* const host = live_->faultHost();
    if (!host)
        return QStringLiteral("this run does no faults");
    return unavailableSentence(fault, host->faultMode());
}

void MainWindow::runStateChanged()
{
    if (!live_->isRunning()) {
        ticks_.stop();
        files_->endRecording();
        judge();
        setWindowTitle(QStringLiteral("Run, not saved – Redial"));
    }
    refresh();
}

void MainWindow::examinationStarted()
{
    cursor_.reset();
    notice_->dismiss();
    showLog(judge_->log(), QStringLiteral("A client is judged"));
    files_->setShown(judge_->log(), judge_->info());
    ticks_.start();
}

void MainWindow::examinationEnded()
{
    ticks_.stop();
    if (document_.sharedLog() == judge_->log())
        judge();
    refresh();
}

void MainWindow::serverStarted()
{
    if (live_->isRunning() || isExamining() || task_.isRunning())
        return;
    MsgiServerHost& host = server_->host();
    showLog(host.log(), QStringLiteral("MSGI server at %1").arg(host.url()));
    files_->setShown(host.log(), host.info());
}

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

void MainWindow::judge()
{
    verdict_.judge(document_.sharedLog(), files_->shownInfo());
}

void MainWindow::refreshState()
{
    const LinkState state = linkStateOf(document_);
    const auto now = live_->now();
    bar_->state().show(state, now);
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
        settings.embedded || settings.proxy
            ? QString()
            : QStringLiteral("A real server does no faults; choose the embedded server or a proxy "
                             "under Server."));
}

void MainWindow::copySelected(bool json)
{
    const auto selected = cursor_.selected();
    if (!selected)
        return;
    const EventLog& log = document_.log();
    QGuiApplication::clipboard()->setText(json ? eventAsJson(log, *selected)
                                               : eventAsText(log, *selected));
    statusBar()->showMessage(QStringLiteral("Copied event %1").arg(*selected), messageMilliseconds);
}

void MainWindow::copyCommandLine()
{
    const QString line = commandLineOf(runSettings(), knobs_.policy);
    QGuiApplication::clipboard()->setText(line);
    statusBar()->showMessage(QStringLiteral("Copied: %1").arg(line), messageMilliseconds);
}

} // namespace redial

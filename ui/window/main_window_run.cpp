// SPDX-License-Identifier: MIT
#include "core/fault/fault_implementations.h"
#include "ui/models/event_text.h"
#include "ui/models/run_command_line.h"
#include "ui/models/run_settings.h"
#include "ui/panels/connection_bar.h"
#include "ui/panels/fault_panel.h"
#include "ui/panels/judge_panel.h"
#include "ui/panels/msgi_server_panel.h"
#include "ui/panels/notice_bar.h"
#include "ui/window/live_run.h"
#include "ui/window/main_window.h"
#include "ui/window/run_files.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QStatusBar>

namespace redial {

namespace {
constexpr int messageMilliseconds = 5'000;

/// Where no server runs yet, as if it did at some port.
RunSettings withServer(RunSettings settings,
                       const QString& url = QStringLiteral("msgi://127.0.0.1:9200"))
{
    if (settings.embedded)
        settings.url = url;
    return settings;
}
} // namespace

RunSettings MainWindow::runSettings() const
{
    RunSettings settings = bar_->settings();
    settings.session = knobs_.session;
    settings.stream = knobs_.stream;
    settings.msgi = knobs_.msgi;
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
        return QStringLiteral("the session's settings are wrong: %1").arg(knobs_.sessionProblem);
    if (settings.isMsgi()) {
        const auto run = msgiRunOf(withServer(settings), knobs_.policy);
        return run ? QString() : run.error();
    }
    const auto run = configurationOf(settings, knobs_.policy);
    return run ? QString() : run.error();
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

Expected<void, QString> MainWindow::startMsgi(RunSettings settings)
{
    auto log = std::make_shared<EventLog>();
    MsgiServerHost* started = nullptr;
    if (settings.embedded) {
        MsgiServerHost& host = server_->host();
        if (!host.isRunning()) {
            const auto pipeline = settings.msgi.pipeline();
            if (!pipeline)
                return Unexpected{pipeline.error()};
            started = &host;
            host.beginRun(log, *pipeline);
            if (const auto port = host.start(0); !port) {
                host.endRun();
                return Unexpected{port.error()};
            }
        }
        if (!host.isListening())
            return Unexpected{QStringLiteral("The MSGI server is still stopping: wait until its "
                                             "last session has ended.")};
        settings = withServer(std::move(settings), host.url());
    }
    const auto run = msgiRunOf(settings, knobs_.policy);
    if (!run)
        return Unexpected{run.error()};
    live_->start(*run, std::move(log), started);
    return {};
}

Expected<void, QString> MainWindow::startOf(const RunSettings& settings)
{
    if (settings.proxy)
        return startProxy(*proxySettingsOf(settings));
    if (settings.isMsgi())
        return startMsgi(settings);
    return startStation(*configurationOf(settings, knobs_.policy));
}

void MainWindow::startRun()
{
    const RunSettings settings = runSettings();
    if (!reasonNotToStart().isEmpty())
        return;
    cursor_.reset();
    if (const auto started = startOf(settings); !started) {
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

void MainWindow::sendMessage()
{
    const QString message = bar_->settings().message;
    if (!live_->send(message))
        statusBar()->showMessage(QStringLiteral("\"%1\" was not sent.").arg(message),
                                 messageMilliseconds);
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

void MainWindow::judge()
{
    verdict_.judge(document_.sharedLog(), files_->shownInfo());
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

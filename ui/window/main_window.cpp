// SPDX-License-Identifier: MIT
#include "ui/window/main_window.h"

#include "ui/panels/backoff_widget.h"
#include "ui/panels/connection_bar.h"
#include "ui/panels/details_panel.h"
#include "ui/panels/event_list_panel.h"
#include "ui/panels/fault_panel.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/history_panel.h"
#include "ui/panels/judge_panel.h"
#include "ui/panels/metrics_panel.h"
#include "ui/panels/notice_bar.h"
#include "ui/panels/policy_editor.h"
#include "ui/panels/results_panel.h"
#include "ui/panels/scenario_panel.h"
#include "ui/panels/session_editor.h"
#include "ui/panels/timeline_widget.h"
#include "ui/window/command_palette.h"
#include "ui/window/exporter.h"
#include "ui/window/live_run.h"
#include "ui/window/report_writer.h"
#include "ui/window/run_files.h"
#include "ui/window/shortcut_sheet.h"

#include <QDockWidget>
#include <QLabel>
#include <QProgressBar>
#include <QStatusBar>
#include <QTabBar>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

// Outside of any namespace, as Qt asks of resources in a static library.
static void loadResources()
{
    Q_INIT_RESOURCE(redial);
    Q_INIT_RESOURCE(examples);
}

namespace redial {

namespace {
constexpr std::chrono::milliseconds tick(100);
constexpr int leastHeight = 520;
constexpr int messageMilliseconds = 3'000;
} // namespace

MainWindow::MainWindow(QWidget* parent)
    : QMainWindow(parent)
    , actions_(new ActionRegistry(*this))
    , live_(new LiveRun(this))
    , files_(new RunFiles(task_, this))
    , exporter_(new Exporter(document_, task_, this))
    , reports_(new ReportWriter(this))
{
    loadResources();
    setWindowTitle(QStringLiteral("Redial"));
    setAccessibleName(QStringLiteral("Redial"));
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    resize(1280, 800);
    policy_ = new PolicyEditor(this);
    session_ = new SessionEditor(this);
    createActions();
    createCentre();
    createDocks();
    createStatusBar();
    createMenus();
    palette_ = new CommandPalette(*actions_, this);
    sheet_ = new ShortcutSheet(*actions_, this);
    connectModels();
    resetLayout();
    restoreSettings();
    refresh();
    timeline_->setFocus();
}

MainWindow::~MainWindow()
{
    // The children go in the order in which they were made: the run and its clock before what
    // records it, and nothing may be told to a window that is half gone.
    live_->disconnect(this);
    judge_->disconnect(this);
    files_->endRecording();
    // QWidget's destructor hides the docks when this is no MainWindow any more.
    for (QDockWidget* dock : findChildren<QDockWidget*>())
        dock->disconnect(this);
}

void MainWindow::createCentre()
{
    ConnectionBar::Actions buttons;
    buttons.start = actions_->action(QStringLiteral("run.start"));
    buttons.stop = actions_->action(QStringLiteral("run.stop"));
    buttons.drop = actions_->action(QStringLiteral("run.drop"));
    for (const auto& entry : actions_->entries()) {
        if (entry.id.startsWith(QStringLiteral("run.drop.")))
            buttons.dropKinds.append(entry.action);
    }
    bar_ = new ConnectionBar(buttons, this);
    notice_ = new NoticeBar(this);
    auto* head = new QWidget(this);
    head->setAccessibleName(QStringLiteral("Connection"));
    auto* column = new QVBoxLayout(head);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar_);
    column->addWidget(notice_);
    auto* toolBar = new QToolBar(QStringLiteral("Connection"), this);
    toolBar->setObjectName(QStringLiteral("connection"));
    toolBar->setAccessibleName(QStringLiteral("Connection"));
    toolBar->setMovable(false);
    toolBar->toggleViewAction()->setEnabled(false);
    toolBar->toggleViewAction()->setVisible(false);
    toolBar->addWidget(head);
    addToolBar(Qt::TopToolBarArea, toolBar);
    setMinimumSize(head->minimumSizeHint().width() + 16, leastHeight);
    timeline_ = new TimelineWidget(document_, cursor_, this);
    setCentralWidget(timeline_);
}

QDockWidget* MainWindow::addDock(const QString& id, const QString& title, QWidget* content)
{
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(id);
    dock->setAccessibleName(title);
    dock->setWidget(content);
    connect(dock, &QDockWidget::visibilityChanged, this, &MainWindow::settleTabs);
    for (auto* button :
         dock->findChildren<QAbstractButton*>(QString(), Qt::FindDirectChildrenOnly)) {
        const bool close = button->objectName().contains(QStringLiteral("close"));
        button->setAccessibleName(
            QStringLiteral("%1 the panel %2")
                .arg(close ? QStringLiteral("Close") : QStringLiteral("Detach"), title));
    }
    docks_.append(dock);
    return dock;
}

void MainWindow::createDocks()
{
    backoff_ = new BackoffWidget(document_, cursor_, this);
    list_ = new EventListPanel(document_, cursor_, this);
    details_ = new DetailsPanel(document_, cursor_, this);
    metrics_ = new MetricsPanel(this);
    results_ = new ResultsPanel(verdict_, cursor_, this);
    faults_ = new FaultPanel(document_.faults(), this);
    scenarios_ = new ScenarioPanel(this);
    judge_ = new JudgePanel(this);
    history_ = new HistoryPanel(this);
    addDock(QStringLiteral("dock.backoff"), QStringLiteral("Backoff graph"), backoff_);
    addDock(QStringLiteral("dock.events"), QStringLiteral("Events"), list_);
    addDock(QStringLiteral("dock.details"), QStringLiteral("Event details"), details_);
    addDock(QStringLiteral("dock.metrics"), QStringLiteral("Metrics"), metrics_);
    addDock(QStringLiteral("dock.policy"), QStringLiteral("Policy"), policy_);
    addDock(QStringLiteral("dock.results"), QStringLiteral("Results"), results_);
    addDock(QStringLiteral("dock.session"), QStringLiteral("Session"), session_);
    addDock(QStringLiteral("dock.faults"), QStringLiteral("Faults"), faults_);
    addDock(QStringLiteral("dock.scenarios"), QStringLiteral("Scenarios"), scenarios_);
    addDock(QStringLiteral("dock.judge"), QStringLiteral("Judge"), judge_);
    addDock(QStringLiteral("dock.history"), QStringLiteral("History"), history_);
}

void MainWindow::settleTabs()
{
    for (auto* tabs : findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly)) {
        // One that is not in use now has nothing to go to.
        tabs->setFocusPolicy(tabs->count() > 0 ? Qt::TabFocus : Qt::NoFocus);
    }
}

void MainWindow::resetLayout()
{
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    for (QDockWidget* dock : docks_) {
        dock->setFloating(false);
        removeDockWidget(dock);
    }
    QDockWidget* backoff = docks_[0];
    QDockWidget* events = docks_[1];
    QDockWidget* details = docks_[2];
    QDockWidget* metrics = docks_[3];
    QDockWidget* policy = docks_[4];
    QDockWidget* results = docks_[5];
    QDockWidget* session = docks_[6];
    QDockWidget* faults = docks_[7];
    QDockWidget* scenarios = docks_[8];
    QDockWidget* judge = docks_[9];
    QDockWidget* history = docks_[10];
    addDockWidget(Qt::BottomDockWidgetArea, backoff);
    addDockWidget(Qt::BottomDockWidgetArea, events);
    splitDockWidget(backoff, events, Qt::Vertical);
    addDockWidget(Qt::RightDockWidgetArea, metrics);
    addDockWidget(Qt::RightDockWidgetArea, details);
    splitDockWidget(metrics, details, Qt::Vertical);
    tabifyDockWidget(metrics, results);
    tabifyDockWidget(results, policy);
    tabifyDockWidget(policy, session);
    tabifyDockWidget(events, faults);
    tabifyDockWidget(faults, scenarios);
    tabifyDockWidget(scenarios, judge);
    tabifyDockWidget(judge, history);
    for (QDockWidget* dock : docks_)
        dock->show();
    settleTabs();
    metrics->raise();
    events->raise();
    resizeDocks({backoff, events}, {165, 225}, Qt::Vertical);
    resizeDocks({metrics, details}, {320, 320}, Qt::Horizontal);
    resizeDocks({metrics, details}, {430, 230}, Qt::Vertical);
}

void MainWindow::createStatusBar()
{
    hover_ = new QLabel(this);
    hover_->setAccessibleName(QStringLiteral("Event under the pointer"));
    hover_->setTextFormat(Qt::PlainText);
    statusBar()->setAccessibleName(QStringLiteral("Status"));
    statusBar()->addWidget(hover_, 1);
    progress_ = new QProgressBar(this);
    progress_->setAccessibleName(QStringLiteral("Progress"));
    progress_->setRange(0, 1000);
    progress_->setMaximumWidth(260);
    cancel_ = new QToolButton(this);
    cancel_->setText(QStringLiteral("Cancel"));
    cancel_->setAccessibleName(QStringLiteral("Cancel"));
    statusBar()->addPermanentWidget(progress_);
    statusBar()->addPermanentWidget(cancel_);
    progress_->hide();
    cancel_->hide();
    connect(cancel_, &QToolButton::clicked, &task_, &SlicedTask::cancel);
    connect(&task_, &SlicedTask::progressed, progress_,
            [this](double share) { progress_->setValue(static_cast<int>(share * 1000)); });
    connect(&task_, &SlicedTask::runningChanged, this, [this](bool running) {
        progress_->setFormat(QStringLiteral("%1 %p %").arg(task_.title()));
        progress_->setValue(0);
        progress_->setVisible(running);
        cancel_->setVisible(running);
        updateActions();
    });
    for (GraphWidget* graph :
         {static_cast<GraphWidget*>(timeline_), static_cast<GraphWidget*>(backoff_)}) {
        connect(graph, &GraphWidget::hovered, hover_, &QLabel::setText);
        hover_->setMinimumWidth(1);
    }
}

void MainWindow::connectModels()
{
    connect(&document_, &RunDocument::grew, this, &MainWindow::refresh);
    connect(&document_, &RunDocument::restarted, this, &MainWindow::refresh);
    connect(&cursor_, &RunCursor::selectedChanged, this, &MainWindow::updateActions);
    connect(&cursor_, &RunCursor::rangeChanged, this, &MainWindow::updateActions);
    connect(&cursor_, &RunCursor::followingChanged, this, &MainWindow::updateActions);
    connect(&verdict_, &VerdictResults::changed, this, [this] {
        timeline_->setFindings(verdict_.findings(document_.log()));
        updateActions();
    });
    connect(bar_, &ConnectionBar::settingsChanged, this, &MainWindow::updateActions);
    connect(policy_, &PolicyEditor::edited, this, &MainWindow::updateActions);
    connect(session_, &SessionEditor::edited, this, &MainWindow::updateActions);
    connect(live_, &LiveRun::stateChanged, this, &MainWindow::runStateChanged);
    connect(faults_, &FaultPanel::told, notice_,
            [this](const QString& sentence) { notice_->show(sentence); });
    connect(scenarios_, &ScenarioPanel::told, notice_,
            [this](const QString& sentence) { notice_->show(sentence); });
    connect(scenarios_, &ScenarioPanel::runWanted, this, &MainWindow::openFile);
    connect(scenarios_, &ScenarioPanel::stateChanged, this, &MainWindow::updateActions);
    connect(history_, &HistoryPanel::told, notice_,
            [this](const QString& sentence) { notice_->show(sentence); });
    connect(history_, &HistoryPanel::runWanted, this, &MainWindow::openFile);
    connect(judge_, &JudgePanel::told, notice_,
            [this](const QString& sentence) { notice_->show(sentence); });
    connect(judge_, &JudgePanel::started, this, &MainWindow::examinationStarted);
    connect(judge_, &JudgePanel::ended, this, &MainWindow::examinationEnded);
    connect(judge_, &JudgePanel::stateChanged, this, &MainWindow::updateActions);
    connect(judge_, &JudgePanel::eventWanted, this, [this](EventNumber event) {
        if (document_.sharedLog() == judge_->log())
            cursor_.select(event);
    });
    connect(files_, &RunFiles::opened, this, &MainWindow::showLog);
    connect(files_, &RunFiles::complete, this, &MainWindow::judge);
    connect(files_, &RunFiles::told, notice_,
            [this](const QString& sentence) { notice_->show(sentence); });
    connect(files_, &RunFiles::recentChanged, this, &MainWindow::fillRecentMenu);
    connect(exporter_, &Exporter::told, notice_,
            [this](const QString& sentence) { notice_->show(sentence); });
    connect(reports_, &ReportWriter::told, notice_,
            [this](const QString& sentence) { notice_->show(sentence); });
    connect(reports_, &ReportWriter::stateChanged, this, &MainWindow::updateActions);
    connect(backoff_, &BackoffWidget::logarithmicChanged,
            actions_->action(QStringLiteral("view.log")), &QAction::setChecked);
    connect(&cursor_, &RunCursor::followingChanged, this, [this](bool following) {
        statusBar()->showMessage(following ? QStringLiteral("Following the run")
                                           : QStringLiteral("No longer following the run"),
                                 messageMilliseconds);
    });
    ticks_.setInterval(tick);
    connect(&ticks_, &QTimer::timeout, this, &MainWindow::refresh);
}

bool MainWindow::goToPanel(const QString& name)
{
    static const QStringList panels{QStringLiteral("timeline"), QStringLiteral("backoff"),
                                    QStringLiteral("events"),   QStringLiteral("details"),
                                    QStringLiteral("policy"),   QStringLiteral("results"),
                                    QStringLiteral("faults"),   QStringLiteral("scenarios"),
                                    QStringLiteral("judge"),    QStringLiteral("history")};
    if (!panels.contains(name))
        return false;
    actions_->action(QStringLiteral("view.") + name)->trigger();
    return true;
}

} // namespace redial

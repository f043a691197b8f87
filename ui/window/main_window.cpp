// SPDX-License-Identifier: MIT
#include "ui/window/main_window.h"

#include "ui/panels/backoff_widget.h"
#include "ui/panels/connection_bar.h"
#include "ui/panels/judge_panel.h"
#include "ui/panels/notice_bar.h"
#include "ui/panels/timeline_widget.h"
#include "ui/window/command_palette.h"
#include "ui/window/exporter.h"
#include "ui/window/live_run.h"
#include "ui/window/report_writer.h"
#include "ui/window/run_files.h"
#include "ui/window/shortcut_sheet.h"
#include "ui/window/window_settings.h"

#include <QLabel>
#include <QProgressBar>
#include <QStatusBar>
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
    , parts_(*this)
    , actions_(new ActionRegistry(*this, [this] { parts_.finish(); }))
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
    createActions();
    createMenuBar();
    const WindowSettings settings = WindowSettings::load();
    restoreKnobs(settings);
    createConnection(); // the first that needs fonts
    // It keeps the focus for the timeline, unless somebody gives it to a field before that is made.
    auto* place = new QWidget(this);
    place->setFocusPolicy(Qt::StrongFocus);
    setCentralWidget(place);
    place->setFocus();
    restoreConnection(settings);
    refresh();
    connect(bar_, &ConnectionBar::settingsChanged, this, &MainWindow::updateActions);
    parts_.add([this] {
        timeline_ = new TimelineWidget(document_, cursor_, this);
        createDocks();
    });
    parts_.add([this, settings] {
        showCentre();
        arrangeDocks([&] {
            resetLayout();
            restorePanels(settings);
        });
    });
    parts_.add([this] { createRest(); });
}

MainWindow& MainWindow::whole()
{
    parts_.finish();
    return *this;
}

MainWindow::~MainWindow()
{
    // The children go in the order in which they were made: the run and its clock before what
    // records it, and nothing may be told to a window that is half gone.
    live_->disconnect(this);
    if (judge_.made())
        judge_->disconnect(this);
    files_->endRecording();
    // QWidget's destructor hides the docks when this is no MainWindow any more.
    for (PanelDock* each : docks_)
        each->disconnect(this);
}

void MainWindow::createConnection()
{
    ConnectionBar::Actions buttons;
    buttons.start = actions_->action(QStringLiteral("run.start"));
    buttons.send = actions_->action(QStringLiteral("run.send"));
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
}

void MainWindow::showCentre()
{
    // In a window that is shown, what is added stays hidden until the next turn, and docks that are
    // arranged before would share its place and keep it.
    statusBar()->show();
    const bool wantsFocus = focusWidget() == centralWidget();
    setCentralWidget(timeline_);
    timeline_->show();
    if (wantsFocus)
        timeline_->setFocus();
}

void MainWindow::createRest()
{
    createStatusBar();
    fillMenus();
    palette_ = new CommandPalette(*actions_, this);
    sheet_ = new ShortcutSheet(*actions_, this);
    connectModels();
    connectFiles();
    refresh();
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
    connect(&cursor_, &RunCursor::followingChanged, this, [this](bool following) {
        statusBar()->showMessage(following ? QStringLiteral("Following the run")
                                           : QStringLiteral("No longer following the run"),
                                 messageMilliseconds);
    });
    connect(&verdict_, &VerdictResults::changed, this, [this] {
        timeline_->setFindings(verdict_.findings(document_.log()));
        updateActions();
    });
    connect(live_, &LiveRun::stateChanged, this, &MainWindow::runStateChanged);
    ticks_.setInterval(tick);
    connect(&ticks_, &QTimer::timeout, this, &MainWindow::refresh);
}

void MainWindow::connectFiles()
{
    const auto tell = [this](const QString& sentence) { notice_->show(sentence); };
    connect(files_, &RunFiles::opened, this, &MainWindow::showLog);
    connect(files_, &RunFiles::complete, this, &MainWindow::judge);
    connect(files_, &RunFiles::told, notice_, tell);
    connect(files_, &RunFiles::recentChanged, this, &MainWindow::fillRecentMenu);
    connect(exporter_, &Exporter::told, notice_, tell);
    connect(reports_, &ReportWriter::told, notice_, tell);
    connect(reports_, &ReportWriter::stateChanged, this, &MainWindow::updateActions);
}

} // namespace redial

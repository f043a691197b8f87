// SPDX-License-Identifier: MIT
#include "ui/panels/backends_panel.h"
#include "ui/panels/backoff_widget.h"
#include "ui/panels/connection_bar.h"
#include "ui/panels/details_panel.h"
#include "ui/panels/event_list_panel.h"
#include "ui/panels/fault_panel.h"
#include "ui/panels/history_panel.h"
#include "ui/panels/judge_panel.h"
#include "ui/panels/matrix_panel.h"
#include "ui/panels/metrics_panel.h"
#include "ui/panels/msgi_server_panel.h"
#include "ui/panels/notice_bar.h"
#include "ui/panels/policy_editor.h"
#include "ui/panels/results_panel.h"
#include "ui/panels/scenario_panel.h"
#include "ui/panels/session_editor.h"
#include "ui/panels/timeline_widget.h"
#include "ui/window/main_window.h"

#include <QLayout>
#include <QLineEdit>
#include <QTabBar>
#include <QTableView>
#include <QTableWidget>
#include <QTextBrowser>

namespace redial {

/// What the window knows of a panel before it is made.
struct MainWindow::PanelRow
{
    const char* name; ///< "dock.NAME" keeps its place, "view.NAME" goes to it
    const char16_t* title;
    const char16_t* goTo; ///< text of the action that goes there; null: none does
    QKeyCombination keys;
    QWidget* (MainWindow::*make)();
    QWidget* (*focus)(MainWindow& window); ///< what the action gives the focus
};

const MainWindow::PanelRow MainWindow::panelRows[] = {
    {"backoff", u"Backoff graph", u"Go to the backoff graph", Qt::CTRL | Qt::Key_2,
     &MainWindow::makeBackoff, [](MainWindow& window) -> QWidget* { return window.backoff_; }},
    {"events", u"Events", u"Go to the events", Qt::CTRL | Qt::Key_3, &MainWindow::makeEvents,
     [](MainWindow& window) -> QWidget* { return &window.list_->table(); }},
    {"details", u"Event details", u"Go to the event details", Qt::CTRL | Qt::Key_4,
     &MainWindow::makeDetails,
     [](MainWindow& window) -> QWidget* { return &window.details_->text(); }},
    {"metrics", u"Metrics", nullptr, Qt::Key_unknown, &MainWindow::makeMetrics, nullptr},
    {"policy", u"Policy", u"Go to the reconnect policy", Qt::CTRL | Qt::Key_5,
     &MainWindow::makePolicy,
     [](MainWindow& window) { return window.policy_->field(policyKnobs().front().name); }},
    {"results", u"Results", u"Go to the results", Qt::CTRL | Qt::Key_6, &MainWindow::makeResults,
     [](MainWindow& window) -> QWidget* { return &window.results_->table(); }},
    {"session", u"Session", u"Go to the session's settings", Qt::CTRL | Qt::Key_7,
     &MainWindow::makeSession, [](MainWindow& window) { return window.session_->firstField(); }},
    {"faults", u"Faults", u"Go to the faults", Qt::CTRL | Qt::Key_8, &MainWindow::makeFaults,
     [](MainWindow& window) -> QWidget* { return &window.faults_->search(); }},
    {"scenarios", u"Scenarios", u"Go to the scenarios", Qt::CTRL | Qt::Key_9,
     &MainWindow::makeScenarios,
     [](MainWindow& window) -> QWidget* { return &window.scenarios_->table(); }},
    {"judge", u"Judge", u"Judge a client", Qt::CTRL | Qt::SHIFT | Qt::Key_J, &MainWindow::makeJudge,
     [](MainWindow& window) -> QWidget* { return &window.judge_->command(); }},
    {"history", u"History", u"Go to the history of runs", Qt::CTRL | Qt::SHIFT | Qt::Key_H,
     &MainWindow::makeHistory,
     [](MainWindow& window) -> QWidget* { return &window.history_->table(); }},
    {"server", u"MSGI server", u"Go to the MSGI server", Qt::CTRL | Qt::SHIFT | Qt::Key_M,
     &MainWindow::makeServer,
     [](MainWindow& window) -> QWidget* { return &window.server_->port(); }},
    {"backends", u"Balancer", u"Go to the load balancer", Qt::CTRL | Qt::SHIFT | Qt::Key_B,
     &MainWindow::makeBackends,
     [](MainWindow& window) -> QWidget* { return &window.backends_->table(); }},
    {"matrix", u"Matrix", u"Go to the fault matrix", Qt::CTRL | Qt::SHIFT | Qt::Key_X,
     &MainWindow::makeMatrix,
     [](MainWindow& window) -> QWidget* { return &window.matrix_->table(); }},
};

BackendsPanel& MainWindow::backendsPanel()
{
    return *whole().backends_;
}

FaultPanel& MainWindow::faults()
{
    return *whole().faults_;
}

HistoryPanel& MainWindow::historyPanel()
{
    return *whole().history_;
}

JudgePanel& MainWindow::judgePanel()
{
    return *whole().judge_;
}

MsgiServerPanel& MainWindow::serverPanel()
{
    return *whole().server_;
}

MatrixPanel& MainWindow::matrixPanel()
{
    return *whole().matrix_;
}

PolicyEditor& MainWindow::policyEditor()
{
    return *whole().policy_;
}

ResultsPanel& MainWindow::results()
{
    return *whole().results_;
}

ScenarioPanel& MainWindow::scenarios()
{
    return *whole().scenarios_;
}

SessionEditor& MainWindow::sessionEditor()
{
    return *whole().session_;
}

void MainWindow::createDocks()
{
    for (const PanelRow& row : panelRows) {
        auto* dock = new PanelDock(
            QLatin1String(row.name), QString::fromUtf16(row.title),
            [this, make = row.make] { return (this->*make)(); }, this);
        connect(dock, &QDockWidget::visibilityChanged, this, &MainWindow::settleTabs);
        docks_.append(dock);
    }
    policy_.setDock(*dock("policy"));
    results_.setDock(*dock("results"));
    session_.setDock(*dock("session"));
    faults_.setDock(*dock("faults"));
    scenarios_.setDock(*dock("scenarios"));
    judge_.setDock(*dock("judge"));
    history_.setDock(*dock("history"));
    server_.setDock(*dock("server"));
    backends_.setDock(*dock("backends"));
    matrix_.setDock(*dock("matrix"));
    for (const char* shownAtOnce : {"backoff", "events", "details", "metrics"})
        dock(shownAtOnce)->panel();
}

PanelDock* MainWindow::dock(const char* name) const
{
    const QString id = QStringLiteral("dock.") + QLatin1String(name);
    const auto found = std::find_if(docks_.begin(), docks_.end(), [&](const PanelDock* each) {
        return each->objectName() == id;
    });
    return found == docks_.end() ? nullptr : *found;
}

void MainWindow::createPanelActions()
{
    for (const PanelRow& row : panelRows) {
        if (!row.goTo)
            continue;
        actions_->add(QStringLiteral("view.") + QLatin1String(row.name), QStringLiteral("View"),
                      QString::fromUtf16(row.goTo), row.keys, [this, &row] {
                          PanelDock* shown = dock(row.name);
                          shown->panel();
                          shown->show();
                          shown->raise();
                          row.focus(*this)->setFocus(Qt::ShortcutFocusReason);
                      });
    }
}

bool MainWindow::goToPanel(const QString& name)
{
    const bool known =
        name == QLatin1String("timeline") ||
        std::any_of(std::begin(panelRows), std::end(panelRows), [&](const PanelRow& row) {
            return row.goTo && name == QLatin1String(row.name);
        });
    if (known)
        actions_->action(QStringLiteral("view.") + name)->trigger();
    return known;
}

QWidget* MainWindow::makeBackoff()
{
    const QAction* log = actions_->action(QStringLiteral("view.log"));
    backoff_ = new BackoffWidget(document_, cursor_, this);
    backoff_->setLogarithmic(log->isChecked());
    connect(backoff_, &BackoffWidget::logarithmicChanged, log, &QAction::setChecked);
    connect(log, &QAction::toggled, backoff_, &BackoffWidget::setLogarithmic);
    return backoff_;
}

QWidget* MainWindow::makeEvents()
{
    list_ = new EventListPanel(document_, cursor_, this);
    return list_;
}

QWidget* MainWindow::makeDetails()
{
    details_ = new DetailsPanel(document_, cursor_, this);
    return details_;
}

QWidget* MainWindow::makeMetrics()
{
    metrics_ = new MetricsPanel(this);
    return metrics_;
}

QWidget* MainWindow::makePolicy()
{
    auto* editor = new PolicyEditor(this);
    editor->setPolicy(knobs_.policy);
    connect(editor, &PolicyEditor::edited, this, [this, editor] {
        knobs_.policy = editor->policy();
        knobs_.policyProblem = editor->isValid() ? QString() : editor->errors().begin()->second;
        updateActions();
    });
    return editor;
}

QWidget* MainWindow::makeSession()
{
    auto* editor = new SessionEditor(this);
    editor->setPolicy(knobs_.session);
    editor->setStream(knobs_.stream);
    editor->setMsgi(knobs_.msgi);
    editor->setCaFile(knobs_.caFile);
    editor->setProtocol(bar_->settings().protocol);
    connect(bar_, &ConnectionBar::settingsChanged, editor,
            [this, editor] { editor->setProtocol(bar_->settings().protocol); });
    connect(editor, &SessionEditor::edited, this, [this, editor] {
        knobs_.session = editor->policy();
        knobs_.stream = editor->stream();
        knobs_.msgi = editor->msgi();
        knobs_.sessionProblem = editor->isValid() ? QString() : editor->errors().begin()->second;
        knobs_.caFile = editor->caFile();
        knobs_.password = editor->password();
        updateActions();
    });
    return editor;
}

QWidget* MainWindow::makeResults()
{
    return new ResultsPanel(verdict_, cursor_, this);
}

QWidget* MainWindow::makeFaults()
{
    auto* panel = new FaultPanel(document_.faults(), this);
    connect(panel, &FaultPanel::told, notice_,
            [this](const QString& sentence) { notice_->show(sentence); });
    refreshFaults(*panel);
    return panel;
}

QWidget* MainWindow::makeScenarios()
{
    auto* panel = new ScenarioPanel(this);
    connect(panel, &ScenarioPanel::told, notice_,
            [this](const QString& sentence) { notice_->show(sentence); });
    connect(panel, &ScenarioPanel::runWanted, this, &MainWindow::openFile);
    connect(panel, &ScenarioPanel::stateChanged, this, &MainWindow::updateActions);
    return panel;
}

QWidget* MainWindow::makeJudge()
{
    auto* panel = new JudgePanel(this);
    panel->setBlocked(reasonNotToJudge());
    connect(panel, &JudgePanel::told, notice_,
            [this](const QString& sentence) { notice_->show(sentence); });
    connect(panel, &JudgePanel::started, this, &MainWindow::examinationStarted);
    connect(panel, &JudgePanel::ended, this, &MainWindow::examinationEnded);
    connect(panel, &JudgePanel::stateChanged, this, &MainWindow::updateActions);
    connect(panel, &JudgePanel::eventWanted, this, [this, panel](EventNumber event) {
        if (document_.sharedLog() == panel->log())
            cursor_.select(event);
    });
    return panel;
}

QWidget* MainWindow::makeHistory()
{
    auto* panel = new HistoryPanel(this);
    connect(panel, &HistoryPanel::told, notice_,
            [this](const QString& sentence) { notice_->show(sentence); });
    connect(panel, &HistoryPanel::runWanted, this, &MainWindow::openFile);
    return panel;
}

QWidget* MainWindow::makeServer()
{
    auto* panel = new MsgiServerPanel(this);
    connect(panel, &MsgiServerPanel::started, this, &MainWindow::serverStarted);
    return panel;
}

QWidget* MainWindow::makeBackends()
{
    return new BackendsPanel(document_, cursor_, this);
}

QWidget* MainWindow::makeMatrix()
{
    auto* panel = new MatrixPanel(this);
    connect(panel, &MatrixPanel::told, notice_,
            [this](const QString& sentence) { notice_->show(sentence); });
    connect(panel, &MatrixPanel::runWanted, this, &MainWindow::openFile);
    return panel;
}

void MainWindow::settleTabs()
{
    for (auto* tabs : findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly)) {
        // One that is not in use now has nothing to go to.
        tabs->setFocusPolicy(tabs->count() > 0 ? Qt::TabFocus : Qt::NoFocus);
    }
}

void MainWindow::stackDocks(std::initializer_list<const char*> names)
{
    PanelDock* below = nullptr;
    for (const char* name : names) {
        if (below)
            tabifyDockWidget(below, dock(name));
        below = dock(name);
    }
}

void MainWindow::arrangeDocks(const std::function<void()>& arrange)
{
    for (PanelDock* each : docks_)
        each->hold();
    arrange();
    for (PanelDock* each : docks_)
        each->release();
}

void MainWindow::resetLayout()
{
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    for (PanelDock* each : docks_) {
        each->setFloating(false);
        removeDockWidget(each);
    }
    QDockWidget* backoff = dock("backoff");
    QDockWidget* events = dock("events");
    QDockWidget* details = dock("details");
    QDockWidget* metrics = dock("metrics");
    addDockWidget(Qt::BottomDockWidgetArea, backoff);
    addDockWidget(Qt::BottomDockWidgetArea, events);
    splitDockWidget(backoff, events, Qt::Vertical);
    addDockWidget(Qt::RightDockWidgetArea, metrics);
    addDockWidget(Qt::RightDockWidgetArea, details);
    splitDockWidget(metrics, details, Qt::Vertical);
    stackDocks({"metrics", "results", "policy", "session"});
    stackDocks(
        {"events", "faults", "scenarios", "matrix", "judge", "history", "server", "backends"});
    // In a window that is shown, each dock would have everything laid out anew.
    layout()->setEnabled(false);
    for (PanelDock* each : docks_)
        each->show();
    layout()->setEnabled(true);
    layout()->activate();
    settleTabs();
    metrics->raise();
    events->raise();
    resizeDocks({backoff, events}, {165, 225}, Qt::Vertical);
    resizeDocks({metrics, details}, {320, 320}, Qt::Horizontal);
    resizeDocks({metrics, details}, {430, 230}, Qt::Vertical);
}

} // namespace redial

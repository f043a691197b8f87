// SPDX-License-Identifier: MIT
#include "core/base/to_qstring.h"
#include "core/fault/fault_catalogue.h"
#include "core/report/report_kinds.h"
#include "ui/panels/backoff_widget.h"
#include "ui/panels/connection_bar.h"
#include "ui/panels/details_panel.h"
#include "ui/panels/event_list_panel.h"
#include "ui/panels/fault_panel.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/history_panel.h"
#include "ui/panels/judge_panel.h"
#include "ui/panels/matrix_panel.h"
#include "ui/panels/notice_bar.h"
#include "ui/panels/policy_editor.h"
#include "ui/panels/results_panel.h"
#include "ui/panels/scenario_panel.h"
#include "ui/panels/session_editor.h"
#include "ui/panels/timeline_widget.h"
#include "ui/window/appearance.h"
#include "ui/window/command_palette.h"
#include "ui/window/exporter.h"
#include "ui/window/live_run.h"
#include "ui/window/main_window.h"
#include "ui/window/run_files.h"
#include "ui/window/shortcut_sheet.h"
#include "ui/window/window_settings.h"

#include <QActionGroup>
#include <QDockWidget>
#include <QFileInfo>
#include <QHash>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QTableView>
#include <QTableWidget>

namespace redial {

namespace {

QString fileCategory()
{
    return QStringLiteral("File");
}
QString runCategory()
{
    return QStringLiteral("Run");
}
QString editCategory()
{
    return QStringLiteral("Edit");
}
QString viewCategory()
{
    return QStringLiteral("View");
}
QString helpCategory()
{
    return QStringLiteral("Help");
}

} // namespace

void MainWindow::createActions()
{
    createFileActions();
    createRunActions();
    createEditActions();
    createViewActions();
    createHelpActions();
    createGestures();
}

void MainWindow::createFileActions()
{
    const auto add = [this](const char* id, const QString& text, const QKeySequence& keys,
                            std::function<void()> run) {
        actions_->add(QString::fromLatin1(id), fileCategory(), text, keys, std::move(run));
    };
    add("file.open", QStringLiteral("Open a run file…"), QKeySequence::Open,
        [this] { files_->askToOpen(); });
    add("file.scenarios", QStringLiteral("Add scenario files…"), {}, [this] {
        goToPanel(QStringLiteral("scenarios"));
        scenarios_->askForFiles();
    });
    add("file.save", QStringLiteral("Save the run…"), QKeySequence::Save,
        [this] { files_->askToSave(); });
    add("file.remember", QStringLiteral("Keep a run file in the history…"), {}, [this] {
        goToPanel(QStringLiteral("history"));
        history_->askForFiles();
    });
    add("file.csv", QStringLiteral("Export the shown events as CSV…"), {},
        [this] { exporter_->askForTable(); });
    add("file.report.pdf", QStringLiteral("Export: Report as PDF…"), {}, [this] { askForPdf(); });
    for (const ReportKind& kind : reportKinds()) {
        add((QByteArrayLiteral("file.report.") + kind.name).constData(),
            QStringLiteral("Export: %1…").arg(QLatin1String(kind.title)), {},
            [this, &kind] { askForReport(kind); });
    }
    add("file.timeline.png", QStringLiteral("Export the timeline as PNG…"), {},
        [this] { exporter_->askForPicture(*timeline_, QStringLiteral("png")); });
    add("file.timeline.svg", QStringLiteral("Export the timeline as SVG…"), {},
        [this] { exporter_->askForPicture(*timeline_, QStringLiteral("svg")); });
    add("file.backoff.png", QStringLiteral("Export the backoff graph as PNG…"), {},
        [this] { exporter_->askForPicture(*backoff_, QStringLiteral("png")); });
    add("file.backoff.svg", QStringLiteral("Export the backoff graph as SVG…"), {},
        [this] { exporter_->askForPicture(*backoff_, QStringLiteral("svg")); });
    add("file.quit", QStringLiteral("Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q),
        [this] { close(); });
}

void MainWindow::createRunActions()
{
    const auto add = [this](const QString& id, const QString& text, const QKeySequence& keys,
                            std::function<void()> run) {
        actions_->add(id, runCategory(), text, keys, std::move(run));
    };
    add(QStringLiteral("run.start"), QStringLiteral("Start"), Qt::Key_F5, [this] { startRun(); });
    add(QStringLiteral("run.stop"), QStringLiteral("Stop"), QKeySequence(Qt::SHIFT | Qt::Key_F5),
        [this] { stopRun(); });
    add(QStringLiteral("run.drop"), QStringLiteral("Drop"), QKeySequence(Qt::CTRL | Qt::Key_D),
        [this] { dropLink(DropKind::Reset); });
    add(QStringLiteral("run.send"), QStringLiteral("Send"), QKeySequence(Qt::CTRL | Qt::Key_Return),
        [this] { sendMessage(); });
    createDropActions();
    for (const char* name : {"start", "stop", "drop"})
        actions_->action(QStringLiteral("run.") + QLatin1String(name))
            ->setIcon(QIcon(QStringLiteral(":/icons/%1.svg").arg(QLatin1String(name))));
    createBatchActions();
    add(QStringLiteral("run.command"), QStringLiteral("Copy as command line"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), [this] { copyCommandLine(); });
}

void MainWindow::createDropActions()
{
    const auto add = [this](const QString& id, const QString& text, const QKeySequence& keys,
                            std::function<void()> run) {
        actions_->add(id, runCategory(), text, keys, std::move(run));
    };
    const struct
    {
        DropKind kind;
        const char16_t* text;
        Qt::Key key;
    } kinds[] = {{DropKind::Reset, u"Drop by reset (RST)", Qt::Key_1},
                 {DropKind::EndOfStream, u"Drop by end of stream (FIN)", Qt::Key_2},
                 {DropKind::Close, u"Close properly (code 1000)", Qt::Key_3}};
    for (const auto& [kind, text, key] : kinds) {
        const std::string_view name = nameOf(kind);
        add(QStringLiteral("run.drop.") +
                QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size())),
            QString::fromUtf16(text), QKeySequence(Qt::CTRL | Qt::ALT | key),
            [this, which = kind] { dropLink(which); });
    }
    for (const FaultDefinition& fault : faultCatalogue()) {
        if (fault.endsLinks)
            add(QStringLiteral("run.drop.") + toQString(fault.id),
                QStringLiteral("%1: %2").arg(toQString(fault.id), toQString(fault.summary)), {},
                [this, &fault] { dropByFault(fault); });
    }
}

void MainWindow::createBatchActions()
{
    const auto add = [this](const QString& id, const QString& text, const QKeySequence& keys,
                            std::function<void()> run) {
        actions_->add(id, runCategory(), text, keys, std::move(run));
    };
    add(QStringLiteral("run.scenario"), QStringLiteral("Run the selected scenario"),
        QKeySequence(Qt::CTRL | Qt::Key_F5), [this] { scenarios_->runSelected(); });
    add(QStringLiteral("run.scenarios"), QStringLiteral("Run every scenario"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F5), [this] { scenarios_->runAll(); });
    add(QStringLiteral("run.scenarios.stop"), QStringLiteral("Stop the scenarios"), {},
        [this] { scenarios_->stop(); });
    add(QStringLiteral("run.matrix"), QStringLiteral("Run the fault matrix"), {}, [this] {
        goToPanel(QStringLiteral("matrix"));
        matrix_->run();
    });
    add(QStringLiteral("run.matrix.stop"), QStringLiteral("Stop the fault matrix"), {}, [this] {
        if (MatrixPanel* const panel = matrix_.made())
            panel->stop();
    });
}

void MainWindow::createEditActions()
{
    const auto add = [this](const char* id, const QString& text, const QKeySequence& keys,
                            std::function<void()> run) {
        actions_->add(QString::fromLatin1(id), editCategory(), text, keys, std::move(run));
    };
    add("edit.copy", QStringLiteral("Copy the event as text"), QKeySequence::Copy,
        [this] { copySelected(false); });
    add("edit.copyJson", QStringLiteral("Copy the event as JSON"),
        QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_C), [this] { copySelected(true); });
    add("edit.filter", QStringLiteral("Filter events"), QKeySequence::Find,
        [this] { list_->filterBar().focusText(); });
}

void MainWindow::createViewActions()
{
    const auto add = [this](const char* id, const QString& text, const QKeySequence& keys,
                            std::function<void()> run) {
        return actions_->add(QString::fromLatin1(id), viewCategory(), text, keys, std::move(run));
    };
    add("view.fit", QStringLiteral("Show the whole run"), QKeySequence(Qt::CTRL | Qt::Key_0),
        [this] { cursor_.fit(); });
    add("view.back", QStringLiteral("Zoom back"), QKeySequence(Qt::CTRL | Qt::Key_Backspace),
        [this] { cursor_.back(); });
    add("view.follow", QStringLiteral("Follow the run"), QKeySequence(Qt::CTRL | Qt::Key_L),
        [this] { cursor_.setFollowing(!cursor_.zoom().following()); })
        ->setCheckable(true);
    QAction* log = add("view.log", QStringLiteral("Logarithmic backoff graph"),
                       QKeySequence(Qt::CTRL | Qt::Key_G), [] {});
    log->setCheckable(true);
    add("view.timeline", QStringLiteral("Go to the timeline"), QKeySequence(Qt::CTRL | Qt::Key_1),
        [this] { timeline_->setFocus(); });
    createPanelActions();
    add("view.reset", QStringLiteral("Reset the layout"), {},
        [this] { arrangeDocks([this] { resetLayout(); }); });
    for (const QString& name : appearances()) {
        QAction* action = actions_->add(QStringLiteral("view.appearance.") + name, viewCategory(),
                                        QStringLiteral("Colours: %1").arg(name), {}, [name] {
                                            applyAppearance(name);
                                            keepAppearance(name);
                                        });
        action->setCheckable(true);
    }
}

void MainWindow::createHelpActions()
{
    actions_->add(QStringLiteral("help.keys"), helpCategory(), QStringLiteral("Keyboard shortcuts"),
                  Qt::Key_F1, [this] {
                      sheet_->show();
                      sheet_->raise();
                      sheet_->activateWindow();
                  });
    actions_->add(QStringLiteral("help.palette"), helpCategory(), QStringLiteral("Command palette"),
                  QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P), [this] { palette_->open(); });
}

void MainWindow::createGestures()
{
    const auto add = [this](const char16_t* keys, const char16_t* meaning) {
        actions_->addGesture(QStringLiteral("Timeline and backoff graph"), QString::fromUtf16(keys),
                             QString::fromUtf16(meaning));
    };
    add(u"Wheel", u"Move through time");
    add(u"Ctrl+Wheel", u"Zoom at the pointer");
    add(u"Drag", u"Zoom to a span");
    add(u"Shift+Drag", u"Measure a span");
    add(u"Double click, Home", u"Show the whole run");
    add(u"Backspace", u"Zoom back");
    add(u"Up, Down", u"Zoom in, out");
    add(u"Left, Right", u"Select the event before, after");
    add(u"Shift+Left, Shift+Right", u"Move through time");
    add(u"Page Up, Page Down", u"Move through time by a page");
    add(u"[ and ]", u"Select the event before, after of the same kind");
    add(u"F", u"Follow the run");
    add(u"Esc", u"Remove the measured span");
}

void MainWindow::createMenuBar()
{
    menuBar()->setAccessibleName(QStringLiteral("Menu bar"));
    for (const QString& category :
         {fileCategory(), runCategory(), editCategory(), viewCategory(), helpCategory()}) {
        QMenu* menu = menuBar()->addMenu(QLatin1Char('&') + category);
        menu->setAccessibleName(category);
        menu->setToolTipsVisible(true);
        connect(menu, &QMenu::aboutToShow, &parts_, &LateParts::finish);
    }
}

void MainWindow::fillMenus()
{
    QHash<QString, QMenu*> menus;
    for (const QAction* title : menuBar()->actions())
        menus.insert(title->menu()->accessibleName(), title->menu());
    for (const auto& entry : actions_->entries())
        menus.value(entry.category)->addAction(entry.action);
    QMenu* file = menus.value(fileCategory());
    recent_ = new QMenu(QStringLiteral("Recent run files"), this);
    recent_->setAccessibleName(QStringLiteral("Recent run files"));
    file->insertMenu(actions_->action(QStringLiteral("file.save")), recent_);
    file->insertSeparator(actions_->action(QStringLiteral("file.csv")));
    file->insertSeparator(actions_->action(QStringLiteral("file.quit")));
    fillRecentMenu();
    QMenu* view = menus.value(viewCategory());
    view->insertSeparator(actions_->action(QStringLiteral("view.timeline")));
    QAction* reset = actions_->action(QStringLiteral("view.reset"));
    view->insertSeparator(reset);
    for (PanelDock* each : docks_)
        view->insertAction(reset, each->toggleViewAction());
    auto* colours = new QActionGroup(this);
    for (const QString& name : appearances())
        colours->addAction(actions_->action(QStringLiteral("view.appearance.") + name));
    view->insertSeparator(colours->actions().constFirst());
    if (QAction* kept = actions_->action(QStringLiteral("view.appearance.") + keptAppearance()))
        kept->setChecked(true);
}

void MainWindow::fillRecentMenu()
{
    recent_->clear();
    for (const QString& path : recentFiles()) {
        QAction* action = recent_->addAction(QFileInfo(path).fileName());
        action->setToolTip(path);
        connect(action, &QAction::triggered, this, [this, path] { openFile(path); });
    }
    recent_->setToolTipsVisible(true);
    recent_->setEnabled(!recent_->isEmpty());
}

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/drop_kind.h"
#include "ui/models/run_cursor.h"
#include "ui/models/run_document.h"
#include "ui/models/run_settings.h"
#include "ui/models/sliced_task.h"
#include "ui/models/verdict_results.h"
#include "ui/window/action_registry.h"
#include "ui/window/late_parts.h"
#include "ui/window/panel_dock.h"

#include <QMainWindow>

#include <initializer_list>

class QLabel;
class QMenu;
class QProgressBar;
class QToolButton;

namespace redial {

class BackendsPanel;
class BackoffWidget;
class CommandPalette;
class ConnectionBar;
class DetailsPanel;
class EventListPanel;
class Exporter;
class FaultPanel;
class GraphWidget;
class HistoryPanel;
class JudgePanel;
struct FaultDefinition;
class LiveRun;
class MatrixPanel;
class MetricsPanel;
class MsgiServerPanel;
class NoticeBar;
class PolicyEditor;
class ResultsPanel;
class SessionEditor;
struct ReportKind;
struct StationRunConfiguration;
struct ProxySettings;
struct WindowSettings;
class ReportWriter;
class RunFiles;
class ScenarioPanel;
class ShortcutSheet;
class TimelineWidget;

/// The window: puts the panels together, owns the run that is shown and everything that acts on it.
/// What a panel shows comes from the RunDocument, what is pointed at from the RunCursor, what can
/// be done from the ActionRegistry. At first it has its menu bar and the connection bar, which are
/// all that starting a run takes; the rest is made after its first frame, or before any function
/// below and any action needs it: nobody sees a window that is half made.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Shows the run of a file as if it were live, or adds a scenario file (*.redial.json) to the
    /// scenarios. Returns at once; problems become a notice.
    void openFile(const QString& path);
    /// Writes the run that is shown. Returns at once; how it went becomes a notice.
    void saveRun(const QString& path);
    /// Writes the events that pass the filter as CSV, in the same way.
    void exportTable(const QString& path);
    /// Writes the run that is shown as a PDF; how it went becomes a notice.
    void exportPdf(const QString& path);
    /// In a form of reportKinds(), in the same way. Returns at once.
    void exportReport(const ReportKind& kind, const QString& path);
    /// Shows a log that something else fills; `title` names it.
    void showLog(std::shared_ptr<EventLog> log, const QString& title);
    /// By the name behind "view." of its action. False if there is no such panel.
    bool goToPanel(const QString& name);
    /// Offers the run of an earlier session that ended before it was saved, if there is one.
    void offerRecovery();
    /// Whether everything is made.
    bool isWhole() const { return parts_.areMade(); }

    RunDocument& document() { return whole().document_; }
    RunCursor& runCursor() { return whole().cursor_; }
    ActionRegistry& actionRegistry() { return *whole().actions_; }
    SlicedTask& task() { return whole().task_; }
    VerdictResults& verdict() { return whole().verdict_; }
    ConnectionBar& connectionBar() { return *whole().bar_; }
    EventListPanel& eventList() { return *whole().list_; }
    TimelineWidget& timeline() { return *whole().timeline_; }
    BackoffWidget& backoffGraph() { return *whole().backoff_; }
    DetailsPanel& details() { return *whole().details_; }
    MetricsPanel& metrics() { return *whole().metrics_; }
    NoticeBar& notice() { return *whole().notice_; }
    CommandPalette& palettePopup() { return *whole().palette_; }
    ShortcutSheet& shortcutSheet() { return *whole().sheet_; }
    LiveRun& liveRun() { return *whole().live_; }
    // Made when they are first asked for.
    PolicyEditor& policyEditor();
    SessionEditor& sessionEditor();
    ResultsPanel& results();
    FaultPanel& faults();
    ScenarioPanel& scenarios();
    JudgePanel& judgePanel();
    HistoryPanel& historyPanel();
    MsgiServerPanel& serverPanel();
    BackendsPanel& backendsPanel();
    MatrixPanel& matrixPanel();

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    // main_window.cpp
    MainWindow& whole();
    void createConnection();
    /// The timeline, and the place of the status bar.
    void showCentre();
    /// What is seen when it is asked for.
    void createRest();
    void createStatusBar();
    void connectModels();
    void connectFiles();

    // main_window_panels.cpp
    struct PanelRow;
    static const PanelRow panelRows[];
    void createDocks();
    void createPanelActions();
    /// By the name of its row; null if there is none.
    PanelDock* dock(const char* name) const;
    QWidget* makeBackoff();
    QWidget* makeEvents();
    QWidget* makeDetails();
    QWidget* makeMetrics();
    QWidget* makePolicy();
    QWidget* makeSession();
    QWidget* makeResults();
    QWidget* makeFaults();
    QWidget* makeScenarios();
    QWidget* makeJudge();
    QWidget* makeHistory();
    QWidget* makeServer();
    QWidget* makeBackends();
    QWidget* makeMatrix();
    /// Qt makes the bars of docks that share a place when it needs them.
    void settleTabs();
    /// In one place, the first below the others.
    void stackDocks(std::initializer_list<const char*> names);
    /// While it works no panel is made.
    void arrangeDocks(const std::function<void()>& arrange);
    void resetLayout();

    // main_window_files.cpp
    void restoreKnobs(const WindowSettings& settings);
    /// What the first frame shows of them.
    void restoreConnection(const WindowSettings& settings);
    void restorePanels(const WindowSettings& settings);
    void saveSettings() const;
    QString reasonNotToReport() const;
    void askForReport(const ReportKind& kind);
    void askForPdf();
    /// Asks, if a scenario was changed and not saved.
    bool mayLoseScenarios();

    // main_window_actions.cpp
    void createActions();
    void createFileActions();
    void createRunActions();
    void createDropActions();
    /// Of scenarios and the matrix.
    void createBatchActions();
    void createEditActions();
    void createViewActions();
    void createHelpActions();
    void createGestures();
    /// With empty menus.
    void createMenuBar();
    void fillMenus();
    void fillRecentMenu();

    // main_window_refresh.cpp
    void refresh();
    void refreshState();
    void updateActions();
    void updateRunActions();
    void updateScenarioActions();
    void updateFileActions();
    void updateSelectionActions();
    void refreshFaults(FaultPanel& panel);
    /// In the next run.
    void showWhoDoesFaults(FaultPanel& panel) const;

    // main_window_run.cpp
    void startRun();
    /// Precondition: reasonNotToStart() is empty.
    Expected<void, QString> startOf(const RunSettings& settings);
    /// The faults that were armed for the next run.
    std::vector<PlannedFault> takeWaitingFaults();
    Expected<void, QString> startProxy(ProxySettings proxy);
    Expected<void, QString> startStation(StationRunConfiguration run);
    /// With the server of the MSGI page if it is to be embedded.
    Expected<void, QString> startMsgi(RunSettings settings);
    void stopRun();
    void sendMessage();
    void dropLink(DropKind kind);
    /// By an act of the catalogue, which does it once to every link that stands.
    void dropByFault(const FaultDefinition& fault);
    /// Why it cannot be done now, as a clause; empty if it can.
    QString reasonNotToDropBy(const FaultDefinition& fault) const;
    void runStateChanged();
    void examinationStarted();
    void examinationEnded();
    /// Its events are shown, unless a run or an examination is.
    void serverStarted();
    bool isExamining() const;
    void judge();
    void copySelected(bool json);
    void copyCommandLine();
    QString reasonNotToStart() const;
    /// Why no client can be judged now, as a clause; empty if nothing is in the way.
    QString reasonNotToJudge() const;
    /// What the connection bar and the session's form say.
    RunSettings runSettings() const;

    LateParts parts_;
    RunDocument document_;
    RunCursor cursor_;
    SlicedTask task_;
    VerdictResults verdict_;
    QTimer ticks_;
    ActionRegistry* actions_;
    LiveRun* live_;
    RunFiles* files_;
    Exporter* exporter_;
    ReportWriter* reports_;
    ConnectionBar* bar_ = nullptr;
    NoticeBar* notice_ = nullptr;
    TimelineWidget* timeline_ = nullptr;
    BackoffWidget* backoff_ = nullptr;
    EventListPanel* list_ = nullptr;
    DetailsPanel* details_ = nullptr;
    MetricsPanel* metrics_ = nullptr;
    CommandPalette* palette_ = nullptr;
    ShortcutSheet* sheet_ = nullptr;
    QList<PanelDock*> docks_;
    DockedPanel<PolicyEditor> policy_;
    DockedPanel<SessionEditor> session_;
    DockedPanel<ResultsPanel> results_;
    DockedPanel<FaultPanel> faults_;
    DockedPanel<ScenarioPanel> scenarios_;
    DockedPanel<JudgePanel> judge_;
    DockedPanel<HistoryPanel> history_;
    DockedPanel<MsgiServerPanel> server_;
    DockedPanel<BackendsPanel> backends_;
    DockedPanel<MatrixPanel> matrix_;
    StationKnobs knobs_;
    QMenu* recent_ = nullptr;
    QLabel* hover_ = nullptr;
    QProgressBar* progress_ = nullptr;
    QToolButton* cancel_ = nullptr;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/scenario_list.h"
#include "ui/models/scenario_runs.h"

#include <QTemporaryDir>
#include <QWidget>

class QCheckBox;
class QLabel;
class QLayout;
class QProgressBar;
class QPushButton;
class QSplitter;
class QTableView;
class QTabWidget;
class QTextBrowser;

namespace redial {

class ScenarioEditor;

/// Scenario files: their cases, what came of each, and their text. Runs them beside whatever else
/// the window shows; a case that has run opens on the timeline.
class ScenarioPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit ScenarioPanel(QWidget* parent = nullptr);
    ~ScenarioPanel() override;

    /// Adds the files, or reads them again, and shows the first.
    void add(const QStringList& paths);
    /// The scenarios that Redial brings along.
    void addExamples();
    void askForFiles();
    void runAll();
    void runSelected();
    void stop();
    bool isRunning() const { return runs_.isRunning(); }
    /// Why nothing can be run now, or not what is selected, as a sentence; empty if it can.
    QString reasonNotToRun() const;
    QString reasonNotToRunSelected() const;
    /// What both say before a scenario was added.
    static QString reasonWithoutScenarios();

    ScenarioList& list() { return list_; }
    ScenarioEditor& editor() { return *editor_; }
    QTableView& table() { return *table_; }
    void select(int row);

signals:
    /// A sentence for a notice.
    void told(const QString& sentence);
    /// The run file of a case is to be shown.
    void runWanted(const QString& path);
    /// What can be done has changed.
    void stateChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeList();
    QLayout* makeButtons(QWidget* page);
    void makeTable(QWidget* page);
    QWidget* makeTabs();
    void connectRuns();
    void run(const std::vector<int>& rows);
    QString runFileOf(const ScenarioList::Row& row) const;
    void showSelected();
    void openRun();
    void removeSelected();
    void updateState();
    std::optional<int> selected() const;

    ScenarioList list_;
    QTemporaryDir runFolder_; // outlives what writes into it
    ScenarioRuns runs_;
    int wanted_ = 0; ///< how many the present runs are
    int done_ = 0;
    bool stopping_ = false;
    QSplitter* parts_;
    QTableView* table_ = nullptr;
    QPushButton* run_ = nullptr;
    QPushButton* runAll_ = nullptr;
    QPushButton* stop_ = nullptr;
    QPushButton* remove_ = nullptr;
    QCheckBox* virtual_ = nullptr;
    QLabel* summary_ = nullptr;
    QProgressBar* progress_ = nullptr;
    QTabWidget* tabs_ = nullptr;
    QTextBrowser* result_ = nullptr;
    QPushButton* open_ = nullptr;
    ScenarioEditor* editor_ = nullptr;
};

} // namespace redial

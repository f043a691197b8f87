// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/background_work.h"
#include "ui/models/matrix_grid.h"
#include "ui/models/matrix_runs.h"

#include <QTemporaryDir>
#include <QWidget>

class QCheckBox;
class QLabel;
class QLayout;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSplitter;
class QTableView;
class QTextBrowser;

namespace redial {

/// The fault matrix: every fault at every phase of a connection, run beside whatever else the
/// window shows; a cell that has run opens on the timeline. Goes on where it was stopped, also with
/// a matrix that was kept in a file.
class MatrixPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit MatrixPanel(QWidget* parent = nullptr);
    ~MatrixPanel() override;

    /// What is shown and has not run yet.
    void run();
    void stop();
    bool isRunning() const { return runs_.isRunning(); }
    /// Why nothing can be run now, as a clause; empty if it can.
    QString reasonNotToRun() const;
    /// Goes on with the matrix of this file.
    void open(const QString& path);
    /// As a page if it is called *.html, else as a matrix that can be gone on with, and that is
    /// kept up to date from then on.
    void save(const QString& path);

    MatrixGrid& grid() { return grid_; }
    QTableView& table() { return *table_; }
    QLineEdit& filter() { return *filter_; }
    QCheckBox& virtualTime() { return *virtual_; }
    QTextBrowser& text() { return *text_; }

signals:
    /// A sentence for a notice.
    void told(const QString& sentence);
    /// The run file of a cell is to be shown.
    void runWanted(const QString& path);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeGrid();
    QLayout* makeButtons(QWidget* page);
    void makeTable(QWidget* page);
    QWidget* makeText();
    void connectRuns();
    void setFilter();
    void setTime();
    void show(const MatrixRecord& record, MatrixGrid::Cells cells, const QString& path);
    void askToOpen();
    void askToSave();
    void startAnew();
    void openRun();
    void showSelected();
    void updateState();
    /// Null if none is selected.
    const MatrixGrid::Cell* selected() const;

    MatrixGrid grid_;
    QTemporaryDir runFolder_; // outlives what writes into it
    MatrixRuns runs_;
    BackgroundWork work_;
    QString file_; ///< where the shown matrix is kept; empty: nowhere
    QString wrongFilter_;
    bool wasShown_ = false;
    bool stopping_ = false;
    int wanted_ = 0; ///< how many the present runs are
    int done_ = 0;
    QSplitter* parts_;
    QTableView* table_ = nullptr;
    QLineEdit* filter_ = nullptr;
    QCheckBox* virtual_ = nullptr;
    QPushButton* run_ = nullptr;
    QPushButton* stop_ = nullptr;
    QPushButton* anew_ = nullptr;
    QPushButton* open_ = nullptr;
    QPushButton* save_ = nullptr;
    QPushButton* show_ = nullptr;
    QLabel* summary_ = nullptr;
    QProgressBar* progress_ = nullptr;
    QTextBrowser* text_ = nullptr;
};

} // namespace redial

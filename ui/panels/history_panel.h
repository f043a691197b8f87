// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/history_runs.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QSplitter;
class QTableWidget;
class QTextBrowser;

namespace redial {

/// The user's history of runs: what each was and how it ended; one is opened, two are compared,
/// tags are set. Reads the history when it is first shown.
class HistoryPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit HistoryPanel(QWidget* parent = nullptr);

    /// Enters run files.
    void add(const QStringList& paths) { runs_.add(paths); }
    void askForFiles();
    /// Of the selected runs, the older one first.
    void compareSelected();
    HistoryRuns& runs() { return runs_; }
    QTableWidget& table() { return *table_; }
    QTextBrowser& text() { return *text_; }

signals:
    /// A sentence for a notice.
    void told(const QString& sentence);
    /// The run file is to be shown.
    void runWanted(const QString& path);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeList();
    QWidget* makeText();
    void open();
    void setTags();
    void removeSelected();
    void refill();
    void showSelected();
    void showComparison(const RunRecord& first, const RunRecord& second);
    void updateState();
    /// In the order of the list.
    std::vector<const RunRecord*> selected() const;

    HistoryRuns runs_;
    bool wasRead_ = false;
    QSplitter* parts_;
    QTableWidget* table_ = nullptr;
    QLabel* summary_ = nullptr;
    QPushButton* open_ = nullptr;
    QPushButton* compare_ = nullptr;
    QPushButton* remove_ = nullptr;
    QLineEdit* tags_ = nullptr;
    QTextBrowser* text_ = nullptr;
};

} // namespace redial

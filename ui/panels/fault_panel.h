// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/armed_faults_model.h"
#include "ui/models/fault_catalogue_model.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSplitter;
class QTableView;

namespace redial {

class FaultForm;

/// Chooses a fault of the catalogue, or a preset, says when and whom, arms it, and shows what has
/// come of it. What is armed before a run waits for it. Its three parts stand side by side where
/// there is room, else below each other.
class FaultPanel final : public QWidget
{
    Q_OBJECT
public:
    /// The history is that of the run that is shown.
    explicit FaultPanel(const FaultHistory& history, QWidget* parent = nullptr);

    /// What does the faults now; null between runs. Not owned.
    void setHost(FaultHost* host);
    /// What the next run would do faults as.
    void setMode(FaultMode mode);
    /// The log has grown: counters may have changed.
    void refresh() { armed_->refresh(); }
    /// Why a run with these settings does no faults, as a sentence; empty if it does.
    void setUnavailable(const QString& reason);

    FaultCatalogueModel& catalogue() { return *catalogue_; }
    ArmedFaultsModel& armed() { return *armed_; }
    FaultForm& form() { return *form_; }
    /// Shows the fault in catalogue and form; search and level give way.
    void choose(const FaultDefinition& fault);
    void armPreset(const QString& name);
    QLineEdit& search() { return *search_; }

signals:
    /// Something about arming, for a notice: a sentence.
    void told(const QString& sentence);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeCatalogue();
    QWidget* makeForm();
    QWidget* makeArmed();
    QTableView* makeTable(QAbstractItemModel* model, const QString& name);
    void fillPresets();
    /// The first fault that can be had.
    void chooseFirst();
    void chooseRow(const QModelIndex& index);
    void arm();
    void disarmSelected();
    void disarmAll();
    void updateState();

    FaultCatalogueModel* catalogue_;
    ArmedFaultsModel* armed_;
    QSplitter* parts_;
    QLineEdit* search_ = nullptr;
    QComboBox* level_ = nullptr;
    QPushButton* presets_ = nullptr;
    QTableView* catalogueTable_ = nullptr;
    FaultForm* form_ = nullptr;
    QLabel* problem_ = nullptr;
    QLineEdit* text_ = nullptr;
    QPushButton* armButton_ = nullptr;
    QTableView* armedTable_ = nullptr;
    QLabel* summary_ = nullptr;
    QPushButton* disarm_ = nullptr;
    QPushButton* disarmAll_ = nullptr;
    QString unavailable_;
};

} // namespace redial

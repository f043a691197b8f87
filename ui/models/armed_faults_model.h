// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_host.h"
#include "ui/view/fault_history.h"

#include <QAbstractTableModel>

#include <vector>

namespace redial {

/// The faults of the run that is shown, with what came of each: from the host while the run goes
/// on, else from its log; before those the ones that wait for the next run. Host and history are
/// not owned.
class ArmedFaultsModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Text, State, Bitten, Healed };
    static constexpr int columns = 4;

    explicit ArmedFaultsModel(QObject* parent = nullptr);

    /// What waits is armed at once; the sentences of what the host refuses are given back.
    QStringList setHost(FaultHost* host);
    FaultHost* host() const { return host_; }
    void setHistory(const FaultHistory* history);

    /// Arms it in the host, or lets it wait for the next one. The error is a sentence.
    Expected<void, QString> arm(const PlannedFault& fault);
    /// Disarms it, or takes back one that waits. False if it is neither.
    bool disarm(int row);
    /// It can be disarmed: it is armed in the host, or waits.
    bool isArmed(int row) const;

    /// Reads host or history again: call it when the log has grown.
    void refresh();

    /// Faults that wait for a run.
    const std::vector<PlannedFault>& waiting() const { return waiting_; }
    /// Gives them to a run that is about to start.
    std::vector<PlannedFault> takeWaiting();
    /// The run did not start.
    void waitAgain(std::vector<PlannedFault> faults);
    /// Those that are armed or wait.
    int armedCount() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row
    {
        QString text;
        QString state;
        bool isArmed = false;
        FaultCounters counters;
        FaultIndex index = 0; ///< in the host, or in waiting_

        friend bool operator==(const Row&, const Row&) = default;
    };

    std::vector<Row> current() const;

    FaultHost* host_ = nullptr;
    const FaultHistory* history_ = nullptr;
    std::vector<PlannedFault> waiting_;
    std::vector<Row> rows_;
};

} // namespace redial

// SPDX-License-Identifier: MIT
#include "ui/models/armed_faults_model.h"

#include <utility>

namespace redial {

namespace {

QString stateText(bool isArmed, const FaultCounters& counters)
{
    if (isArmed && counters.begun > counters.ended)
        return QStringLiteral("holds");
    if (isArmed)
        return counters.begun > 0 ? QStringLiteral("healed") : QStringLiteral("armed");
    if (counters.bitten > 0)
        return QStringLiteral("has bitten");
    return counters.begun > 0 ? QStringLiteral("did not bite") : QStringLiteral("never came");
}

} // namespace

ArmedFaultsModel::ArmedFaultsModel(QObject* parent) : QAbstractTableModel(parent) {}

QStringList ArmedFaultsModel::setHost(FaultHost* host)
{
    if (host == host_)
        return {};
    QStringList refused;
    host_ = host;
    if (host_) {
        for (const PlannedFault& fault : std::exchange(waiting_, {})) {
            if (const auto added = host_->addFault(fault); !added)
                refused << added.error();
        }
    }
    refresh();
    return refused;
}

void ArmedFaultsModel::setHistory(const FaultHistory* history)
{
    history_ = history;
    refresh();
}

std::vector<PlannedFault> ArmedFaultsModel::takeWaiting()
{
    auto taken = std::exchange(waiting_, {});
    refresh();
    return taken;
}

void ArmedFaultsModel::waitAgain(std::vector<PlannedFault> faults)
{
    waiting_ = std::move(faults);
    refresh();
}

Expected<void, QString> ArmedFaultsModel::arm(const PlannedFault& fault)
{
    if (!host_) {
        waiting_.push_back(fault);
    } else if (const auto added = host_->addFault(fault); !added) {
        return Unexpected{added.error()};
    }
    refresh();
    return {};
}

bool ArmedFaultsModel::disarm(int row)
{
    if (!isArmed(row))
        return false;
    const FaultIndex index = rows_[std::size_t(row)].index;
    if (host_)
        host_->disarmFault(index);
    else
        waiting_.erase(waiting_.begin() + std::ptrdiff_t(index));
    refresh();
    return true;
}

bool ArmedFaultsModel::isArmed(int row) const
{
    return row >= 0 && row < rowCount() && rows_[std::size_t(row)].isArmed &&
           (host_ || std::size_t(row) < waiting_.size());
}

std::vector<ArmedFaultsModel::Row> ArmedFaultsModel::current() const
{
    std::vector<Row> rows;
    const auto add = [&](const QString& text, bool isArmed, const FaultCounters& counters,
                         FaultIndex index) {
        rows.push_back({text, stateText(isArmed, counters), isArmed, counters, index});
    };
    for (const PlannedFault& fault : waiting_)
        rows.push_back({fault.toText(), QStringLiteral("waits for a run"), true, {}, rows.size()});
    if (host_) {
        for (const HostedFault& fault : host_->hostedFaults())
            add(fault.planned.toText(), fault.isArmed, fault.counters, fault.index);
    } else if (history_) {
        for (const FaultTally& tally : history_->tallies()) {
            if (tally.wasArmed)
                add(QString::fromStdString(tally.text), tally.isArmed,
                    {1, std::uint64_t(tally.begun), std::uint64_t(tally.bitten),
                     std::uint64_t(tally.healed)},
                    0);
        }
    }
    return rows;
}

void ArmedFaultsModel::refresh()
{
    auto now = current();
    if (now == rows_)
        return;
    if (now.size() != rows_.size()) {
        beginResetModel();
        rows_ = std::move(now);
        endResetModel();
        return;
    }
    rows_ = std::move(now);
    emit dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
}

int ArmedFaultsModel::armedCount() const
{
    int count = 0;
    for (int row = 0; row < rowCount(); ++row)
        count += isArmed(row) ? 1 : 0;
    return count;
}

int ArmedFaultsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(rows_.size());
}

int ArmedFaultsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant ArmedFaultsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Row& row = rows_[std::size_t(index.row())];
    if (role == Qt::TextAlignmentRole && index.column() >= Bitten)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole)
        return QStringLiteral("%1: %2, begun %3, bitten %4, healed %5")
            .arg(row.text, row.state)
            .arg(row.counters.begun)
            .arg(row.counters.bitten)
            .arg(row.counters.ended);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Text:
        return row.text;
    case State:
        return row.state;
    case Bitten:
        return QString::number(row.counters.bitten);
    case Healed:
        return QString::number(row.counters.ended);
    default:
        return {};
    }
}

QVariant ArmedFaultsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const QStringList names{QStringLiteral("Fault"), QStringLiteral("State"),
                                   QStringLiteral("Bitten"), QStringLiteral("Healed")};
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section >= names.size())
        return {};
    return names[section];
}

} // namespace redial

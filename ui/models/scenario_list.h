// SPDX-License-Identifier: MIT
#pragma once

#include "core/scenario/scenario_reader.h"
#include "core/scenario/scenario_result.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace redial {

/// The scenario files that were added: a row for each case, or one for a file that is wrong. What
/// came of a case stays with it until it runs again or its file is read again. Runs nothing. Lives
/// on the GUI thread.
class ScenarioList final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Outcome, Title, File, Length, ColumnCount };
    enum class State : std::uint8_t { NotRun, Waiting, Running, Done, Wrong };

    struct Row
    {
        quint64 id = 0; ///< never given out twice
        QString path;
        std::optional<Scenario> scenario;  ///< absent for a file that is wrong
        std::vector<ScenarioError> errors; ///< of a file that is wrong
        State state = State::NotRun;
        std::optional<ScenarioResult> result;
        QString runFile; ///< of the last run; empty if there is none

        QString title() const;
    };

    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Reads the file and puts its cases behind the others, or in the place of those that it gave
    /// before. Returns the first of its rows; absent, with nothing changed, if it cannot be read:
    /// `problem` then says why.
    std::optional<int> add(const QString& path, QString& problem);
    void remove(const QString& path);

    const Row& at(int row) const { return rows_[static_cast<std::size_t>(row)]; }
    /// Absent if it was removed.
    std::optional<int> rowOf(quint64 id) const;
    void setState(int row, State state);
    void setResult(int row, const ScenarioResult& result, const QString& runFile);

    /// "57 cases: 12 held, 1 not held, 44 not run".
    QString summary() const;

private:
    std::vector<Row> rowsOf(const QString& path, const QByteArray& json);
    void changed(int row);

    std::vector<Row> rows_;
    quint64 lastId_ = 0;
};

} // namespace redial

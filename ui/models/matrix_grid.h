// SPDX-License-Identifier: MIT
#pragma once

#include "core/matrix/matrix_file.h"
#include "core/matrix/matrix_filter.h"

#include <QAbstractTableModel>

#include <array>
#include <optional>
#include <vector>

namespace redial {

/// The fault matrix: a row for each fault, a column for each phase, and in each cell what came of
/// it. Holds the matrix in virtual time and the one on real sockets, and shows one of them. Runs
/// nothing. Lives on the GUI thread.
class MatrixGrid final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum class State : std::uint8_t { CannotBe, NotRun, Waiting, Running, Done };

    struct Cell
    {
        const FaultDefinition* fault = nullptr;
        ConnectionPhase phase{};
        State state = State::NotRun;
        QString whyNot; ///< a sentence; empty if it can be
        std::optional<MatrixResult> result;

        /// One character, and the same in words.
        QString symbol() const;
        QString text() const;
        /// "T6 reset_peer, ready idle".
        QString title() const;
        bool isWrong() const;
    };

    explicit MatrixGrid(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    using Cells = std::vector<Cell>; // fault by fault

    /// What each cell is before anything has run. Any thread; takes a while.
    static Cells describe(bool isVirtual);
    /// To be given once for each time before that is shown.
    void learn(bool isVirtual, Cells described);
    bool knows(bool isVirtual) const { return !cells_[placeOf(isVirtual)].empty(); }

    void setVirtual(bool isVirtual);
    bool isVirtual() const { return isVirtual_; }
    void setFilter(const MatrixFilter& filter);

    /// Null if there is no such cell shown.
    const Cell* at(const QModelIndex& index) const;
    QModelIndex indexOf(const QString& fault, ConnectionPhase phase) const;
    void setState(const QString& fault, ConnectionPhase phase, State state);
    void put(const MatrixResult& result);
    /// Nothing has run, and it is our own client's.
    void clear();
    /// What waits or runs has not run.
    void settle();

    /// Those shown that can be and have not run, in the order of the catalogue.
    std::vector<const Cell*> open() const;
    /// All that is known of the shown time, shown or not; cells that cannot be with it.
    MatrixRecord record() const;
    /// Takes the place of all that is known of its time, and shows that.
    void setRecord(const MatrixRecord& record);
    /// "83 held, 2 not held, 5 not run; 1237 cannot be", of what is shown.
    QString summary() const;

private:
    struct Head
    {
        std::uint64_t seed = 1;
        QString mutant; ///< its id; empty: our own client
    };

    void layOut();
    static std::size_t placeOf(bool isVirtual) { return isVirtual ? 0 : 1; }
    std::size_t time() const { return placeOf(isVirtual_); }
    Cells& cells() { return cells_[time()]; }
    const Cells& cells() const { return cells_[time()]; }
    Head& head() { return heads_[time()]; }
    const Head& head() const { return heads_[time()]; }
    /// Null for what this version does not know.
    Cell* find(const QString& fault, ConnectionPhase phase);
    /// Null if it is of no cell that can be.
    Cell* take(const MatrixResult& result);
    void changed(const Cell& cell);
    void allChanged();
    bool isShown(const Cell& cell) const { return filter_.takes(*cell.fault, cell.phase); }

    bool isVirtual_ = true;
    MatrixFilter filter_;
    std::array<Cells, 2> cells_; ///< empty until they are known
    std::array<Head, 2> heads_;
    std::vector<int> rows_;    ///< places in the catalogue
    std::vector<int> columns_; ///< places among the phases
};

} // namespace redial

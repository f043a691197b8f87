// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/matrix/connection_phase.h"

#include <QJsonObject>
#include <QStringList>

#include <chrono>

namespace redial {

/// What came of one cell. Outlives its run.
struct MatrixResult
{
    enum class Status : std::uint8_t {
        Held, ///< the client did right by every oracle, and came back
        NotHeld,
        NotBitten, ///< the fault changed nothing: the cell proves nothing
        CannotBe,  ///< the fault cannot come in this phase, or not in this time
        CouldNotRun
    };

    QString fault; ///< its id
    ConnectionPhase phase{};
    Status status = Status::CannotBe;
    QString plan;          ///< the fault in its text form; empty if it cannot come
    QString sentence;      ///< why not, or what did not hold first; empty if all held
    QStringList failed;    ///< ids of oracles, P14 for a client that did not come back
    QStringList witnesses; ///< one line each
    QString runFile;       ///< empty if none was written
    std::chrono::nanoseconds length{};

    /// Somebody has looked: it need not be run again.
    bool isDone() const { return status != Status::CouldNotRun; }
    /// "held", "not_held", "not_bitten", "cannot_be", "could_not_run".
    QString statusName() const;
    QJsonObject toJson() const;
    /// What toJson() wrote. The error is a clause.
    static Expected<MatrixResult, QString> fromJson(const QJsonObject& object);

    friend bool operator==(const MatrixResult&, const MatrixResult&) = default;
};

} // namespace redial

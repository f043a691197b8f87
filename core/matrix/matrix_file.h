// SPDX-License-Identifier: MIT
#pragma once

#include "core/matrix/matrix_result.h"

#include <vector>

namespace redial {

/// What came of a matrix so far, and of which one: as a JSON file it is both the report and the
/// place from which an interrupted matrix goes on. A plain value.
struct MatrixRecord
{
    bool isVirtual = true;
    std::uint64_t seed = 1;
    QString mutant; ///< its id; empty: our own client
    std::vector<MatrixResult> results;

    /// Null if there is none yet, or none that is done.
    const MatrixResult* find(const QString& fault, ConnectionPhase phase) const;
    /// Replaces the result of the same cell.
    void put(MatrixResult result);
    std::size_t count(MatrixResult::Status status) const;
    /// They are about the same matrix: one can go on where the other ended.
    bool isOfSameMatrix(const MatrixRecord& other) const;

    QByteArray toJson() const;
    /// The error is a clause.
    static Expected<MatrixRecord, QString> fromJson(const QByteArray& bytes);
};

/// Of any matrix. The error is a sentence that names file and remedy.
Expected<MatrixRecord, QString> openMatrixRecord(const QString& path);

/// A file that is not there is an empty record of that matrix. The error is a sentence that names
/// file and remedy: not a matrix, or another one.
Expected<MatrixRecord, QString> readMatrixRecord(const QString& path, const MatrixRecord& wanted);

} // namespace redial

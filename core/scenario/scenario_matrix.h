// SPDX-License-Identifier: MIT
#pragma once

#include "core/scenario/station_run_configuration.h"

#include <QHash>

namespace redial {

/// One combination of a matrix's values.
struct MatrixCase
{
    QString label;
    QJsonObject object; ///< the file without its matrix, the values in their places
    /// Where each value came from: its place in the file -> its place in the matrix.
    QHash<QString, QString> origins;
};

/// Every combination of the member "matrix": JSON pointer of a member -> array of its values. The
/// last pointer changes fastest; pointers are ordered by name. Without the member, one case.
/// Errors at their places are added to the list.
std::vector<MatrixCase> expandMatrix(const QJsonObject& file,
                                     std::vector<ConfigurationError>& errors);

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include "core/matrix/matrix_file.h"

#include <QByteArray>

namespace redial {

/// The matrix as one HTML page without network and scripts: faults down, phases across, then each
/// cell that did not hold with the events that prove it, and why the empty ones cannot be. All text
/// is escaped.
QByteArray matrixHtml(const MatrixRecord& record);

} // namespace redial

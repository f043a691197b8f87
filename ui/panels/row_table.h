// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

class QTableView;

namespace redial {

/// Makes a table one of whole rows, as every list in the window is: no grid, no row headers, Tab
/// leaves it, one row is selected at a time. `name` is what a screen reader calls it.
void makeRowTable(QTableView& table, const QString& name);

} // namespace redial

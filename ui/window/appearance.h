// SPDX-License-Identifier: MIT
#pragma once

#include <QStringList>

namespace redial {

/// "system", "light", "dark".
QStringList appearances();

/// Gives the whole program these colours, now and for windows to come; an unknown name counts as
/// "system".
void applyAppearance(const QString& appearance);

} // namespace redial

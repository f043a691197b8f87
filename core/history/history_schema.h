// SPDX-License-Identifier: MIT
#pragma once

#include <QStringList>

namespace redial {

/// The schema that this build writes, kept in the database's user_version. A newer one is refused.
inline constexpr int historySchemaVersion = 2;

/// The statements that make version `to` out of version `to - 1`; 1 is made out of nothing.
/// Precondition: 1 <= to <= historySchemaVersion. Never change one that was released.
QStringList historyMigration(int to);

} // namespace redial

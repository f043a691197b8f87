// SPDX-License-Identifier: MIT
#include "core/history/history_place.h"

#include <QStandardPaths>

namespace redial {

QString historyPlace()
{
    const QString chosen = qEnvironmentVariable("REDIAL_HISTORY");
    if (!chosen.isEmpty())
        return chosen;
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           QStringLiteral("/redial/history.sqlite");
}

} // namespace redial

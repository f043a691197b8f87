// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace redial {

/// The version of this build, as `redial version` prints it.
inline QString programVersion()
{
    return QStringLiteral(REDIAL_VERSION);
}

/// Program and version, as a run file names its writer.
inline QString programName()
{
    return QStringLiteral("redial " REDIAL_VERSION);
}

} // namespace redial

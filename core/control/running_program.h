// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"

#include <QString>

#include <optional>
#include <vector>

namespace redial {

/// A running Redial that can be controlled: it listens on a local socket in the folder below.
struct RunningProgram
{
    qint64 pid = 0;
    /// What --name gave it; empty if nothing.
    QString name;
    QString socketPath;

    bool operator==(const RunningProgram&) const = default;
};

/// The folder of this user's control sockets and tokens, made if need be: below XDG_RUNTIME_DIR, or
/// else the temporary folder. Nobody else may enter it; if somebody could, or it is not ours, the
/// error says so and nothing is used.
Expected<QString, QString> controlFolder();

/// A name may have letters, digits, ".", "_" and "-", and at most 64 of them.
Expected<void, QString> validateProgramName(const QString& name);

/// Where a program of that pid and name listens.
QString controlSocketPath(const QString& folder, qint64 pid, const QString& name);

/// Where it keeps the token of its HTTP control.
QString controlTokenPath(const QString& folder, qint64 pid, const QString& name);

/// The programs whose sockets are in the folder and that are alive, by pid. What dead programs have
/// left there is removed. Does not wait for anybody.
std::vector<RunningProgram> runningPrograms(const QString& folder);

/// The one that is meant. The error lists those there are.
Expected<RunningProgram, QString> chooseProgram(const std::vector<RunningProgram>& programs,
                                                const QString& name, std::optional<qint64> pid);

} // namespace redial

// SPDX-License-Identifier: MIT
#pragma once

#include <QMap>
#include <QString>
#include <QTemporaryDir>

namespace redial {

/// Makes installers by packaging/bundle/pack.py around small bundles: two scripts in the place of
/// the programs, menu entry, file types, icon, and the uninstaller. Owns the folder of what it
/// makes.
class SmallBundles
{
public:
    /// More files of a bundle, by their path in it.
    using Files = QMap<QString, QByteArray>;

    /// Whether pack.py and the installers can work on this machine.
    static bool areUsable();

    /// The installer of a bundle that has `version` and whose redial prints it; empty if it was not
    /// made.
    QString make(const QString& version, const Files& files = {});

    /// Same, with another program as its redial.
    QString makeWith(const QByteArray& program, const QString& version, const Files& files = {});

private:
    QTemporaryDir folder_;
    int made_ = 0;
};

} // namespace redial

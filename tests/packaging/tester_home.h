// SPDX-License-Identifier: MIT
#pragma once

#include "tests/packaging/programs.h"

#include <QTemporaryDir>

namespace redial {

/// The home folder of a tester on which installers are let loose, with HOME set to it. Owns a
/// folder that holds it and is removed at the end.
class TesterHome
{
public:
    TesterHome();

    /// A path in the home folder; the folder itself without one.
    QString path(const QString& below = {}) const;
    /// A path beside the home folder.
    QString beside(const QString& name) const;
    /// A path in the prefix, which is ~/.local until another is chosen.
    QString installed(const QString& below = {}) const;
    void choosePrefix(const QString& prefix);
    void setVariable(const QString& name, const QString& value);

    /// Everything in the home folder.
    QStringList files() const;

    Outcome run(const QString& program, const QStringList& arguments = {}) const;
    Outcome install(const QString& installer, const QStringList& arguments = {}) const;
    Outcome uninstall() const;
    /// The installed program's words.
    QString redial() const;

    /// Puts a shell script before all programs of that name. In it, `original` starts that program
    /// with the same arguments and `times` is how often the script was started before.
    void replaceTool(const QString& name, const QByteArray& script);
    void restoreTools();

    /// From now on what runs may no more than the owner of its files, even when root runs the
    /// tests. False if that cannot be had.
    bool dropRightsOfRoot();

private:
    QTemporaryDir folder_;
    QString prefix_;
    QStringList wrapper_;
    QProcessEnvironment environment_;
};

} // namespace redial

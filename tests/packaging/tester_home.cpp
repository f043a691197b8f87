// SPDX-License-Identifier: MIT
#include "tests/packaging/tester_home.h"

#include <QDir>
#include <QStandardPaths>

#include <unistd.h>

namespace redial {

TesterHome::TesterHome() : environment_(QProcessEnvironment::systemEnvironment())
{
    QDir().mkpath(path());
    prefix_ = path(QStringLiteral(".local"));
    environment_.insert(QStringLiteral("HOME"), path());
    environment_.remove(QStringLiteral("XDG_DATA_HOME"));
    // update-mime-database waits for the disk otherwise.
    environment_.insert(QStringLiteral("PKGSYSTEM_ENABLE_FSYNC"), QStringLiteral("0"));
}

QString TesterHome::path(const QString& below) const
{
    const QString home = folder_.filePath(QStringLiteral("home"));
    return below.isEmpty() ? home : home + QLatin1Char('/') + below;
}

QString TesterHome::beside(const QString& name) const
{
    return folder_.filePath(name);
}

QString TesterHome::installed(const QString& below) const
{
    return below.isEmpty() ? prefix_ : prefix_ + QLatin1Char('/') + below;
}

void TesterHome::choosePrefix(const QString& prefix)
{
    prefix_ = prefix;
}

void TesterHome::setVariable(const QString& name, const QString& value)
{
    environment_.insert(name, value);
}

QStringList TesterHome::files() const
{
    return everythingBelow(path());
}

Outcome TesterHome::run(const QString& program, const QStringList& arguments) const
{
    const QStringList command = wrapper_ + QStringList{program} + arguments;
    return runProgram(command.first(), command.mid(1), environment_);
}

Outcome TesterHome::install(const QString& installer, const QStringList& arguments) const
{
    return run(QStringLiteral("/bin/sh"), QStringList{installer, QStringLiteral("--yes"),
                                                      QStringLiteral("--prefix"), prefix_} +
                                              arguments);
}

Outcome TesterHome::uninstall() const
{
    return run(installed(QStringLiteral("bin/redial-uninstall")), {QStringLiteral("--yes")});
}

QString TesterHome::redial() const
{
    return run(installed(QStringLiteral("bin/redial"))).output;
}

void TesterHome::replaceTool(const QString& name, const QByteArray& script)
{
    const QString original = QStandardPaths::findExecutable(name);
    const QByteArray count = beside(name + QStringLiteral(".times")).toUtf8();
    writeFile(beside(QStringLiteral("tools/")) + name,
              "#!/bin/sh\ntimes=$(cat '" + count +
                  "' 2>/dev/null || echo 0)\necho $((times + 1)) >'" + count +
                  "'\noriginal() { exec " + original.toUtf8() + " \"$@\"; }\n" + script + '\n',
              true);
    QFile::remove(beside(name + QStringLiteral(".times")));
    setVariable(QStringLiteral("PATH"),
                beside(QStringLiteral("tools:")) + qEnvironmentVariable("PATH"));
}

void TesterHome::restoreTools()
{
    QDir(beside(QStringLiteral("tools"))).removeRecursively();
}

bool TesterHome::dropRightsOfRoot()
{
    if (geteuid() != 0)
        return true;
    wrapper_ = {QStringLiteral("setpriv"),
                QStringLiteral("--bounding-set=-dac_override,-dac_read_search,-fowner")};
    return run(QStringLiteral("true")).status == 0;
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "tests/packaging/small_bundles.h"

#include "tests/packaging/programs.h"

#include <QDir>

namespace redial {

namespace {

QByteArray ofSource(const char* path)
{
    return contentsOf(QStringLiteral(REDIAL_SOURCE_DIR "/") + QLatin1String(path));
}

bool writeStage(const QString& stage, const SmallBundles::Files& files)
{
    for (auto file = files.cbegin(); file != files.cend(); ++file) {
        const bool executable = file.value().startsWith("#!");
        if (!writeFile(stage + file.key(), file.value(), executable))
            return false;
    }
    return QDir().mkpath(stage + QStringLiteral("bin")) &&
           QFile::link(QStringLiteral("../lib/redial/bin/redial"),
                       stage + QStringLiteral("bin/redial")) &&
           QFile::link(QStringLiteral("../lib/redial/uninstall"),
                       stage + QStringLiteral("bin/redial-uninstall"));
}

} // namespace

bool SmallBundles::areUsable()
{
    return runProgram(QStringLiteral("xz"), {QStringLiteral("--version")}).status == 0;
}

QString SmallBundles::make(const QString& version, const Files& files)
{
    return makeWith("#!/bin/sh\necho redial " + version.toUtf8() + '\n', version, files);
}

QString SmallBundles::makeWith(const QByteArray& program, const QString& version,
                               const Files& files)
{
    Files all = files;
    all.insert(QStringLiteral("lib/redial/bin/redial"), program);
    all.insert(QStringLiteral("lib/redial/VERSION"), version.toUtf8() + '\n');
    all.insert(QStringLiteral("lib/redial/GLIBC"), "2.36\n");
    all.insert(QStringLiteral("lib/redial/only-in-") + version, "x");
    all.insert(QStringLiteral("lib/redial/uninstall"), ofSource("packaging/bundle/uninstall.sh"));
    all.insert(QStringLiteral("share/icons/hicolor/48x48/apps/org.redial.Redial.png"), "icon");
    all.insert(QStringLiteral("share/applications/org.redial.Redial.desktop"),
               ofSource("resources/org.redial.Redial.desktop"));
    all.insert(QStringLiteral("share/mime/packages/org.redial.Redial.xml"),
               ofSource("resources/org.redial.Redial.mime.xml"));
    const QString made = folder_.filePath(QString::number(++made_));
    const QString stage = made + QStringLiteral("/stage/");
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("SOURCE_DATE_EPOCH"), QStringLiteral("1795000000"));
    const bool isWritten = writeStage(stage, all);
    const Outcome packed =
        runProgram(QStringLiteral("/usr/bin/python3"),
                   {QStringLiteral(REDIAL_SOURCE_DIR "/packaging/bundle/pack.py"), stage,
                    QStringLiteral("redial"), version, made},
                   environment);
    if (isWritten && packed.status == 0)
        return made + QStringLiteral("/redial.run");
    qWarning("%s", qPrintable(packed.output));
    return {};
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "app/cli/scenario_files.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

namespace redial {

namespace {

void tell(Console& console, const QString& file, const ScenarioError& error)
{
    if (console.json())
        console.object({{QStringLiteral("file"), file},
                        {QStringLiteral("line"), error.place.line},
                        {QStringLiteral("column"), error.place.column},
                        {QStringLiteral("path"), error.path},
                        {QStringLiteral("error"), error.sentence}});
    else
        console.error(QStringLiteral("%1:%2").arg(file, error.text()));
}

} // namespace

Expected<QStringList, QString> exampleFiles()
{
    const QDir program(QCoreApplication::applicationDirPath());
    // As packages install them, as the bundle does (lib/redial/bin), and beside a folder that was
    // built in.
    for (const char* place : {"../share/redial/scenarios", "../../../share/redial/scenarios",
                              "../../resources/scenarios"}) {
        const QDir folder(program.filePath(QLatin1String(place)));
        QStringList paths;
        for (const QString& name :
             folder.entryList({QStringLiteral("*.redial.json")}, QDir::Files, QDir::Name))
            paths << QDir::cleanPath(folder.filePath(name));
        if (!paths.isEmpty())
            return paths;
    }
    return Unexpected{
        QStringLiteral("the examples are not beside the program (%1); install them, "
                       "or name scenario files.")
            .arg(QDir::cleanPath(program.filePath(QStringLiteral("../share/redial/scenarios"))))};
}

ScenarioFiles readScenarioFiles(const QStringList& paths, Console& console)
{
    ScenarioFiles read;
    for (const QString& path : paths) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) {
            console.error(QStringLiteral("%1 cannot be read: %2; check its name.")
                              .arg(path, file.errorString()));
            ++read.unreadable;
            continue;
        }
        // One byte more than is possible, so that the reader sees that it is too much.
        auto scenarios = readScenario(file.read(mostScenarioBytes + 1));
        if (scenarios) {
            read.files.push_back({path, std::move(*scenarios)});
            continue;
        }
        ++read.wrong;
        for (const ScenarioError& error : scenarios.error())
            tell(console, path, error);
    }
    return read;
}

} // namespace redial

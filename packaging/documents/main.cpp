// SPDX-License-Identifier: MIT
// redial-documents FOLDER: writes resources/man, resources/completions, resources/schema,
// docs/command-line.md, docs/faults.md and docs/mutants.md below FOLDER. A build tool; it is not
// installed.
#include "app/cli/arguments.h"
#include "app/cli/verbs.h"
#include "app/desktop_options.h"
#include "core/mutants/mutant_table.h"
#include "packaging/documents/documents.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace {

bool write(const QString& path, const QString& text)
{
    QFile file(path);
    const QByteArray bytes = text.toUtf8();
    const bool written = QDir().mkpath(QFileInfo(path).path()) && file.open(QIODevice::WriteOnly) &&
                         file.write(bytes) == bytes.size() && file.flush();
    if (!written)
        std::fprintf(stderr, "%s cannot be written: %s.\n", qPrintable(path),
                     qPrintable(file.errorString()));
    return written;
}

/// docs/mutants.md, from one run of each.
QString mutantsOfOneRun()
{
    std::vector<redial::MutantFigures> all;
    for (const redial::Mutant& mutant : redial::mutants()) {
        all.emplace_back().mutant = &mutant;
        redial::addRuns(all.back(), 1);
    }
    return redial::mutantsPage(all);
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    if (argc != 2 || argv[1][0] == '-') {
        std::fputs("Usage: redial-documents FOLDER\n", stderr);
        return 2;
    }
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    const auto verbs = redial::allVerbs();
    const auto& global = redial::globalOptions();
    const auto& desktop = redial::desktopOptions();
    std::vector<std::pair<QString, QString>> documents{
        {QStringLiteral("resources/man/redial.1"), redial::manPage(verbs, global)},
        {QStringLiteral("resources/man/redial-desktop.1"),
         redial::desktopPage(redial::desktopDescription(), redial::desktopArgumentHelp(), desktop)},
        {QStringLiteral("resources/completions/redial.bash"),
         redial::bashCompletion(verbs, global)},
        {QStringLiteral("resources/completions/redial-desktop.bash"),
         redial::desktopBashCompletion(desktop)},
        {QStringLiteral("resources/completions/_redial"),
         redial::zshCompletion(verbs, global, desktop)},
        {QStringLiteral("docs/command-line.md"), redial::commandLinePage(verbs, global)},
        {QStringLiteral("docs/faults.md"), redial::faultsPage()},
        {QStringLiteral("docs/mutants.md"), mutantsOfOneRun()},
        {QStringLiteral("resources/schema/scenario-1.schema.json"), redial::scenarioSchema()}};
    for (const redial::Verb& verb : verbs)
        documents.emplace_back(QStringLiteral("resources/man/redial-%1.1").arg(verb.name),
                               redial::verbPage(verb, global));
    const bool written = std::all_of(documents.begin(), documents.end(), [&](const auto& document) {
        return write(folder.filePath(document.first), document.second);
    });
    return written ? 0 : 3;
}

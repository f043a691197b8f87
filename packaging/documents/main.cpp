// SPDX-License-Identifier: MIT
// redial-documents FOLDER: writes resources/man/redial.1, resources/completions/redial.bash,
// docs/command-line.md and docs/faults.md below FOLDER. A build tool; it is not installed.
#include "app/cli/arguments.h"
#include "app/cli/verbs.h"
#include "packaging/documents/documents.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cstdio>

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

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    if (argc != 2) {
        std::fputs("Usage: redial-documents FOLDER\n", stderr);
        return 2;
    }
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    const auto verbs = redial::allVerbs();
    const auto& global = redial::globalOptions();
    const bool written =
        write(folder.filePath(QStringLiteral("resources/man/redial.1")),
              redial::manPage(verbs, global)) &&
        write(folder.filePath(QStringLiteral("resources/completions/redial.bash")),
              redial::bashCompletion(verbs, global)) &&
        write(folder.filePath(QStringLiteral("docs/command-line.md")),
              redial::commandLinePage(verbs, global)) &&
        write(folder.filePath(QStringLiteral("docs/faults.md")), redial::faultsPage());
    return written ? 0 : 3;
}

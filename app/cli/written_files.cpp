// SPDX-License-Identifier: MIT
#include "app/cli/written_files.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace redial {

namespace {

struct NamedFile
{
    QString place; ///< where the line names it: the option, or the verb's argument
    QString path;
    bool isWritten = false;
};

/// A folder takes files of many, and a device keeps nothing.
bool cannotBeLost(const QString& path)
{
    const QFileInfo info(path);
    return info.exists() && !info.isFile();
}

/// The same for two ways to write one path; the file need not be there yet.
QString placeOnDisk(const QString& path)
{
    const QFileInfo info(path);
    if (info.exists())
        return info.canonicalFilePath();
    const QString folder = QFileInfo(info.absolutePath()).canonicalFilePath();
    return folder.isEmpty() ? QDir::cleanPath(info.absoluteFilePath())
                            : QDir(folder).filePath(info.fileName());
}

std::vector<NamedFile> namedFiles(const Verb& verb, const ParsedArguments& arguments)
{
    std::vector<NamedFile> files;
    for (const OptionSpec& option : verb.options) {
        const auto path = arguments.value(option.name);
        if (path && namesFile(option.valueName) && !cannotBeLost(*path))
            files.push_back(
                {QStringLiteral("--") + option.name, placeOnDisk(*path), option.isWritten});
    }
    if (!namesFile(verb.argument))
        return files;
    for (const QString& path : arguments.positional()) {
        if (!cannotBeLost(path))
            files.push_back({QStringLiteral("the argument"), placeOnDisk(path)});
    }
    return files;
}

} // namespace

Expected<void, QString> checkWrittenFiles(const Verb& verb, const ParsedArguments& arguments)
{
    const std::vector<NamedFile> files = namedFiles(verb, arguments);
    for (auto written = files.begin(); written != files.end(); ++written) {
        if (!written->isWritten)
            continue;
        const auto other = std::find_if(files.begin(), files.end(), [&](const NamedFile& file) {
            return &file != &*written && file.path == written->path;
        });
        if (other != files.end())
            return Unexpected{
                QStringLiteral("%1 would overwrite %2, which %3 names too; choose another file.")
                    .arg(written->place, written->path, other->place)};
    }
    return {};
}

} // namespace redial

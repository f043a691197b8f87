// SPDX-License-Identifier: MIT
#include "tests/architecture/source_rules.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QHash>
#include <QLibraryInfo>
#include <QRegularExpression>

#include <functional>

namespace redial {
namespace {

const QStringList& coreOrder()
{
    static const QStringList order =
        QStringLiteral("base time log wire reconnect session net process transport client server "
                       "fault verdict explore report foreign scenario control history mutants "
                       "matrix bench testing")
            .split(QLatin1Char(' '));
    return order;
}

/// Folders that may use less than their place in the order allows.
QStringList allowedBelow(const QString& folder)
{
    if (folder == QLatin1String("wire"))
        return {QStringLiteral("base")};
    const QStringList log{QStringLiteral("base"), QStringLiteral("time"), QStringLiteral("log"),
                          QStringLiteral("wire"), QStringLiteral("reconnect")};
    // The rules of a session's messages are pure, and oracles judge by them.
    if (folder == QLatin1String("verdict"))
        return log + QStringList{QStringLiteral("session")};
    if (folder == QLatin1String("report"))
        return log + QStringList{QStringLiteral("session"), QStringLiteral("verdict")};
    if (folder == QLatin1String("explore"))
        return log + QStringList{QStringLiteral("session"), QStringLiteral("verdict")};
    return coreOrder().mid(0, coreOrder().indexOf(folder));
}

using LineVisitor = std::function<void(const QString& path, int number, const QString& line)>;

QStringList filesBelow(const QString& root, const QStringList& tops, const QStringList& patterns)
{
    QStringList files;
    const QDir base(root);
    for (const QString& top : tops) {
        QDirIterator iterator(base.filePath(top), patterns, QDir::Files,
                              QDirIterator::Subdirectories);
        while (iterator.hasNext()) {
            const QString path = base.relativeFilePath(iterator.next());
            if (!path.contains(QLatin1String("node_modules/")))
                files << path;
        }
    }
    files.sort();
    return files;
}

QStringList sourcesBelow(const QString& root, const QStringList& tops)
{
    return filesBelow(root, tops,
                      {QStringLiteral("*.h"), QStringLiteral("*.cpp"), QStringLiteral("*.py"),
                       QStringLiteral("*.mjs"), QStringLiteral("*.js")});
}

QStringList allTops()
{
    return {QStringLiteral("app"), QStringLiteral("core"), QStringLiteral("ui"),
            QStringLiteral("tests"), QStringLiteral("packaging")};
}

QStringList linesOf(const QString& root, const QString& path)
{
    QFile file(QDir(root).filePath(path));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString text = QString::fromUtf8(file.readAll());
    if (text.endsWith(QLatin1Char('\n')))
        text.chop(1);
    return text.split(QLatin1Char('\n'));
}

void visitLines(const QString& root, const QStringList& paths, const LineVisitor& visit)
{
    for (const QString& path : paths) {
        int number = 0;
        const QStringList lines = linesOf(root, path);
        for (const QString& line : lines)
            visit(path, ++number, line);
    }
}

QString at(const QString& path, int number, const QString& sentence)
{
    return QStringLiteral("%1:%2: %3").arg(path).arg(number).arg(sentence);
}

QString includedProjectPath(const QString& line)
{
    static const QRegularExpression include(
        QStringLiteral("^\\s*#\\s*include\\s*\"((?:core|ui|app|tests)/[^\"]+)\""));
    return include.match(line).captured(1);
}

/// What is wrong with `path` including `target`; empty if nothing is.
QString directionProblem(const QString& path, const QString& target)
{
    const QStringList from = path.split(QLatin1Char('/'));
    const QStringList to = target.split(QLatin1Char('/'));
    const QString top = from.first();
    if (to.first() == QLatin1String("tests"))
        return QStringLiteral("%1 includes %2, but the product does not use its tests")
            .arg(top, target);
    if (path.startsWith(QLatin1String("app/cli/")) && to.first() == QLatin1String("ui"))
        return QStringLiteral("the command line includes %1, but it has no window").arg(target);
    if (top == QLatin1String("ui") && to.first() == QLatin1String("app"))
        return QStringLiteral("ui includes %1, but app stands above it").arg(target);
    if (top != QLatin1String("core"))
        return {};
    if (to.first() != QLatin1String("core"))
        return QStringLiteral("core includes %1, but %2 stands above it").arg(target, to.first());
    const QString folder = from.value(1);
    const QString other = to.value(1);
    if (folder == other)
        return {};
    if (!coreOrder().contains(folder))
        return QStringLiteral("core/%1 has no place in the order of docs/architecture.md")
            .arg(folder);
    const QStringList allowed = allowedBelow(folder);
    if (allowed.contains(other))
        return {};
    return QStringLiteral("core/%1 includes %2; it may use only %3")
        .arg(folder, target,
             allowed.isEmpty() ? QStringLiteral("itself") : allowed.join(QStringLiteral(", ")));
}

bool isGuiHeader(const QString& header)
{
    const QDir headers(QLibraryInfo::path(QLibraryInfo::HeadersPath));
    for (const QString& module : {QStringLiteral("QtGui"), QStringLiteral("QtWidgets")}) {
        if (header.startsWith(module + QLatin1Char('/')) || header == module ||
            headers.exists(module + QLatin1Char('/') + header))
            return true;
    }
    return false;
}

} // namespace

QStringList includeDirectionViolations(const QString& root)
{
    QStringList found;
    const QStringList paths =
        sourcesBelow(root, {QStringLiteral("app"), QStringLiteral("core"), QStringLiteral("ui")});
    visitLines(root, paths, [&](const QString& path, int number, const QString& line) {
        const QString target = includedProjectPath(line);
        const QString problem = target.isEmpty() ? QString() : directionProblem(path, target);
        if (!problem.isEmpty())
            found << at(path, number, problem);
    });
    return found;
}

QStringList guiInCoreViolations(const QString& root)
{
    static const QRegularExpression include(QStringLiteral("^\\s*#\\s*include\\s*<(Q[^>]+)>"));
    static const QRegularExpression link(QStringLiteral("Qt6::(Gui|Widgets|OpenGL|Svg)\\b"));
    QStringList found;
    const QStringList tops{QStringLiteral("core"), QStringLiteral("app/cli")};
    visitLines(root, sourcesBelow(root, tops),
               [&](const QString& path, int number, const QString& line) {
                   const QString header = include.match(line).captured(1);
                   if (!header.isEmpty() && isGuiHeader(header))
                       found << at(path, number,
                                   QStringLiteral("includes <%1>; core and the command line use no "
                                                  "Gui or Widgets header")
                                       .arg(header));
               });
    visitLines(root, filesBelow(root, tops, {QStringLiteral("CMakeLists.txt")}),
               [&](const QString& path, int number, const QString& line) {
                   if (link.match(line).hasMatch())
                       found << at(path, number, QStringLiteral("core links no Gui library"));
               });
    return found;
}

QStringList lengthViolations(const QString& root)
{
    QStringList found;
    const QStringList paths = sourcesBelow(root, allTops());
    for (const QString& path : paths) {
        const auto count = linesOf(root, path).size();
        if (count > mostLines)
            found << at(path, int(count),
                        QStringLiteral("%1 lines; split the file, %2 is the most")
                            .arg(count)
                            .arg(mostLines));
    }
    return found;
}

QStringList licenceViolations(const QString& root)
{
    QStringList found;
    const QStringList paths = sourcesBelow(root, allTops());
    for (const QString& path : paths) {
        const QString head = linesOf(root, path).mid(0, 2).join(QLatin1Char('\n'));
        if (!head.contains(QLatin1String("SPDX-License-Identifier: MIT")))
            found << at(path, 1, QStringLiteral("names no licence; begin it with the SPDX line"));
    }
    return found;
}

QStringList sleepViolations(const QString& root)
{
    static const QRegularExpression sleep(
        QStringLiteral("\\b(qSleep|qWait|sleep_for|sleep_until|usleep|nanosleep|msleep|sleep)\\s*"
                       "\\("));
    static const QRegularExpression comment(QStringLiteral("//.*$|^\\s*[#*].*$"));
    QStringList found;
    visitLines(root, sourcesBelow(root, allTops()),
               [&](const QString& path, int number, const QString& line) {
                   // This folder's own fixtures must hold what the rule forbids.
                   if (path.startsWith(QLatin1String("tests/architecture/")))
                       return;
                   QString code = line;
                   code.remove(comment);
                   if (sleep.match(code).hasMatch())
                       found << at(path, number,
                                   QStringLiteral("sleeps; wait for the signal or the condition "
                                                  "instead"));
               });
    return found;
}

QStringList classNameViolations(const QString& root)
{
    static const QRegularExpression definition(
        QStringLiteral("^(?:class|struct) ([A-Z]\\w*)(?: final)?(?: :.*)?$"));
    QStringList violations;
    QHash<QString, QString> places;
    const QStringList headers =
        filesBelow(root, {QStringLiteral("app"), QStringLiteral("core"), QStringLiteral("ui")},
                   {QStringLiteral("*.h")});
    visitLines(root, headers, [&](const QString& path, int number, const QString& line) {
        const auto match = definition.match(line);
        if (!match.hasMatch())
            return;
        const QString name = match.captured(1);
        if (const QString other = places.value(name); !other.isEmpty() && other != path)
            violations << at(path, number,
                             QStringLiteral("%1 is defined in %2 too; call one of them otherwise")
                                 .arg(name, other));
        places.insert(name, path);
    });
    return violations;
}

int sourceFileCount(const QString& root)
{
    return int(sourcesBelow(root, allTops()).size());
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "tests/architecture/elf_libraries.h"

#include <QProcess>
#include <QRegularExpression>

namespace redial {
namespace {

Expected<QStringList, QString> captures(const QString& tool, const QStringList& arguments,
                                        const QRegularExpression& expression)
{
    QProcess process;
    process.start(tool, arguments);
    if (!process.waitForFinished(60'000) || process.exitCode() != 0)
        return Unexpected{QStringLiteral("%1 failed: %2 %3")
                              .arg(tool, process.errorString(),
                                   QString::fromLocal8Bit(process.readAllStandardError()))};
    QStringList found;
    const QString output = QString::fromLocal8Bit(process.readAllStandardOutput());
    auto matches = expression.globalMatch(output);
    while (matches.hasNext())
        found << matches.next().captured(1);
    return found;
}

} // namespace

Expected<QStringList, QString> neededLibraries(const QString& program)
{
    static const QRegularExpression needed(QStringLiteral("\\(NEEDED\\)[^\\[]*\\[([^\\]]+)\\]"));
    return captures(QStringLiteral("readelf"), {QStringLiteral("-dW"), program}, needed);
}

Expected<QStringList, QString> loadedLibraries(const QString& program)
{
    static const QRegularExpression loaded(QStringLiteral("^\\s*(\\S+) => "),
                                           QRegularExpression::MultilineOption);
    return captures(QStringLiteral("ldd"), {program}, loaded);
}

QStringList guiLibraries(const QStringList& libraries)
{
    static const QRegularExpression gui(
        QStringLiteral("^lib(Qt6(Gui|Widgets|Svg|SvgWidgets|OpenGL|Quick)|X11|xcb|GL|EGL|wayland)"
                       "[.-]"));
    return libraries.filter(gui);
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "packaging/documents/documents.h"

namespace redial {
namespace {

/// Text that may stand in a cell of a table.
QString cell(QString text)
{
    return text.replace(QLatin1Char('|'), QLatin1String("\\|"));
}

QString tableHead(const QString& title)
{
    return QStringLiteral("| %1 | |\n| --- | --- |\n").arg(title);
}

QString optionTable(const std::vector<OptionSpec>& options)
{
    QString text;
    QString section = QStringLiteral("\n");
    for (const OptionSpec& option : options) {
        if (option.section != section) {
            section = option.section;
            text += QLatin1Char('\n') +
                    tableHead(section.isEmpty() ? QStringLiteral("Option") : section);
        }
        const QString value =
            option.valueName.isEmpty() ? QString() : QLatin1Char(' ') + cell(option.valueName);
        text += QStringLiteral("| `--%1%2` | %3 |\n").arg(option.name, value, cell(option.help));
    }
    return text;
}

QString verbSection(const Verb& verb)
{
    QString text = QStringLiteral("\n## redial %1\n\n").arg(verb.name);
    if (!verb.argument.isEmpty())
        text += QStringLiteral("`redial %1 [options] %2`: ").arg(verb.name, verb.argument);
    text += verb.summary + QStringLiteral(".\n");
    text += optionTable(verb.options);
    if (!verb.example.isEmpty())
        text += QStringLiteral("\nExample:\n\n    %1\n").arg(verb.example);
    return text;
}

} // namespace

QString commandLinePage(const std::vector<Verb>& verbs, const std::vector<OptionSpec>& global)
{
    QString text = QStringLiteral("# The command line\n\n<!-- Written by redial-documents from the "
                                  "program's own tables. -->\n\n");
    for (const Verb& verb : verbs)
        text += QStringLiteral("- [`redial %1`](#redial-%1): %2\n").arg(verb.name, verb.summary);
    text += QStringLiteral(
        "\nWhat was asked for goes to standard output, errors to standard error, one sentence "
        "a line, behind `redial: `.\nCtrl+C ends a run cleanly: its run file is whole.\n\n"
        "| Exit status | |\n| --- | --- |\n"
        "| 0 | everything that was asked holds |\n"
        "| 1 | it ran, and something did not hold |\n"
        "| 2 | the command line is wrong, or a file that an option reads (a plan, a key, a "
        "certificate): nothing ran |\n"
        "| 3 | the run could not be done: a port in use, a run file or a "
        "scenario that cannot be read |\n");
    for (const Verb& verb : verbs)
        text += verbSection(verb);
    text += QStringLiteral("\n## Options of every verb\n") + optionTable(global);
    return text;
}

} // namespace redial

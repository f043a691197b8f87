// SPDX-License-Identifier: MIT
#include "core/base/version.h"
#include "packaging/documents/documents.h"

namespace redial {
namespace {

/// Text that roff prints as it stands.
QString escaped(QString text)
{
    text.replace(QLatin1Char('\\'), QLatin1String("\\e"));
    text.replace(QLatin1Char('-'), QLatin1String("\\-"));
    if (text.startsWith(QLatin1Char('.')) || text.startsWith(QLatin1Char('\'')))
        text.prepend(QLatin1String("\\&"));
    return text;
}

QString optionRow(const OptionSpec& option)
{
    QString row = QStringLiteral(".TP\n.B \\-\\-%1").arg(escaped(option.name));
    if (!option.valueName.isEmpty())
        row = QStringLiteral(".TP\n.BI \\-\\-%1 \" %2\"")
                  .arg(escaped(option.name), escaped(option.valueName));
    return row + QLatin1Char('\n') + escaped(option.help) + QStringLiteral(".\n");
}

QString optionRows(const std::vector<OptionSpec>& options)
{
    QString text;
    QString section;
    for (const OptionSpec& option : options) {
        if (option.section != section) {
            section = option.section;
            text += QStringLiteral(".PP\n.I %1\n").arg(escaped(section));
        }
        text += optionRow(option);
    }
    return text;
}

QString verbSection(const Verb& verb)
{
    QString text = QStringLiteral(".SS redial %1 %2\n%3.\n")
                       .arg(verb.name, escaped(verb.argument), escaped(verb.summary));
    text += optionRows(verb.options);
    if (!verb.example.isEmpty())
        text += QStringLiteral(".PP\nExample:\n.PP\n.EX\n%1\n.EE\n").arg(escaped(verb.example));
    return text;
}

} // namespace

QString manPage(const std::vector<Verb>& verbs, const std::vector<OptionSpec>& global)
{
    QString text =
        QStringLiteral(
            ".\\\" Written by redial-documents from the program's own tables.\n"
            ".TH REDIAL 1 \"\" \"Redial %1\" \"User Commands\"\n"
            ".SH NAME\nredial \\- test bench for clients that lose their connection and get it "
            "back\n"
            ".SH SYNOPSIS\n.B redial\n.I verb\n.RI [ argument ]\n.RI [ options ]\n"
            ".SH DESCRIPTION\n"
            "Plays an OCPP charging station or a server, breaks the connection on purpose, tells "
            "what happened, and says what was right and what was not.\n"
            "A run can be kept in a run file, which the verb\n.B replay\nand the window\n"
            ".BR redial\\-desktop (1)\nopen again.\n"
            ".SH VERBS\n")
            .arg(programVersion());
    for (const Verb& verb : verbs)
        text += verbSection(verb);
    text += QStringLiteral(".SH OPTIONS OF EVERY VERB\n") + optionRows(global);
    text += QStringLiteral(
        ".SH EXIT STATUS\n"
        ".TP\n.B 0\nEverything that was asked holds.\n"
        ".TP\n.B 1\nIt ran, and something did not hold.\n"
        ".TP\n.B 2\nThe command line is wrong; nothing ran.\n"
        ".TP\n.B 3\nThe run could not be done, for example because the port is in use or a file "
        "cannot be read.\n"
        ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nIf set, no colours are printed. Colours are printed "
        "to a terminal only.\n"
        ".SH SEE ALSO\n.BR redial\\-desktop (1)\n");
    return text;
}

} // namespace redial

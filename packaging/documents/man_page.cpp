// SPDX-License-Identifier: MIT
#include "packaging/documents/documents.h"
#include "packaging/documents/roff.h"

namespace redial {
namespace {

const QString exitStatus = QStringLiteral(
    ".SH EXIT STATUS\n"
    ".TP\n.B 0\nEverything that was asked holds.\n"
    ".TP\n.B 1\nIt ran, and something did not hold.\n"
    ".TP\n.B 2\nThe command line is wrong, or a file that an option reads (a plan, a key, a "
    "certificate): nothing "
    "ran.\n"
    ".TP\n.B 3\nThe run could not be done, for example because the port is in use, or a run "
    "file or a scenario cannot be read.\n"
    ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nIf set, no colours are printed. Colours are printed "
    "to a terminal only.\n"
    ".TP\n.B REDIAL_HISTORY\nThe file of the history; without it that is redial/history.sqlite in "
    ".BR XDG_DATA_HOME .\n"
    ".TP\n.B XDG_RUNTIME_DIR\nWhere a run with a name has its socket for\n"
    ".BR redial\\-ctl (1).\n");

QString pageReference(const QString& verb)
{
    return QStringLiteral(".BR redial\\-%1 (1)").arg(roffText(verb));
}

} // namespace

QString manPage(const std::vector<Verb>& verbs, const std::vector<OptionSpec>& global)
{
    QString text =
        roffTitle(QStringLiteral("redial")) +
        QStringLiteral(
            ".SH NAME\nredial \\- test bench for clients that lose their connection and get it "
            "back\n"
            ".SH SYNOPSIS\n.B redial\n.I verb\n.RI [ argument ]\n.RI [ options ]\n"
            ".SH DESCRIPTION\n"
            "Plays an OCPP charging station or a server, breaks the connection on purpose, tells "
            "what happened, and says what was right and what was not.\n"
            "A run can be kept in a run file, which the verb\n.B replay\nand the window\n"
            ".BR redial\\-desktop (1)\nopen again.\n"
            ".SH VERBS\nEach has a page of its own.\n");
    QStringList references;
    for (const Verb& verb : verbs) {
        text +=
            QStringLiteral(".TP\n%1\n%2.\n").arg(pageReference(verb.name), roffText(verb.summary));
        references << pageReference(verb.name);
    }
    return text + QStringLiteral(".SH OPTIONS OF EVERY VERB\n") + roffOptions(global) + exitStatus +
           QStringLiteral(".SH SEE ALSO\n.BR redial\\-desktop (1),\n") +
           references.join(QStringLiteral(",\n")) + QLatin1Char('\n');
}

QString verbPage(const Verb& verb, const std::vector<OptionSpec>& global)
{
    const QString name = QStringLiteral("redial-") + verb.name;
    QString text =
        roffTitle(name) + QStringLiteral(".SH NAME\n%1 \\- %2\n.SH SYNOPSIS\n.B redial %3\n")
                              .arg(roffText(name),
                                   roffText(verb.summary.left(1).toLower() + verb.summary.mid(1)),
                                   roffText(verb.name));
    text += QStringLiteral(".RI [ options ]\n");
    if (!verb.argument.isEmpty())
        text += QStringLiteral(".I %1\n").arg(roffText(verb.argument));
    text += QStringLiteral(".SH DESCRIPTION\n%1.\n").arg(roffText(verb.summary));
    if (!verb.options.empty())
        text += QStringLiteral(".SH OPTIONS\n") + roffOptions(verb.options);
    text += QStringLiteral(".SH OPTIONS OF EVERY VERB\n") + roffOptions(global) + exitStatus;
    if (!verb.example.isEmpty())
        text += QStringLiteral(".SH EXAMPLES\n.EX\n%1\n.EE\n").arg(roffText(verb.example));
    return text + QStringLiteral(".SH SEE ALSO\n.BR redial (1)\n");
}

} // namespace redial

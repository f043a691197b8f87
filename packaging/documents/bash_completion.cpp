// SPDX-License-Identifier: MIT
#include "app/cli/arguments.h"
#include "packaging/documents/documents.h"

namespace redial {
namespace {

QStringList optionWords(const std::vector<OptionSpec>& options)
{
    QStringList words;
    for (const OptionSpec& option : options)
        words << QStringLiteral("--") + option.name;
    return words;
}

/// The words of "a|b|c", if the value is a choice.
QStringList choices(const QString& valueName)
{
    const QStringList words = valueName.split(QLatin1Char('|'));
    return words.size() > 1 ? words : QStringList();
}

/// The words for compgen -W inside single quotes; compgen takes quotes off once more.
QString quotedWords(const QStringList& words)
{
    return words.join(QLatin1Char(' ')).replace(QLatin1Char('\''), QStringLiteral("\\'\\''"));
}

/// Offers the names of files, which the shell then completes as such.
QString offerFiles()
{
    return QStringLiteral("compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < "
                          "<(compgen -f -- \"$word\")");
}

QString offerWords(const QStringList& words)
{
    return QStringLiteral("mapfile -t COMPREPLY < <(compgen -W '%1' -- \"$word\")")
        .arg(quotedWords(words));
}

/// The case of each option that takes a value. `before` stands before its name.
QString valueCases(const QString& before, const std::vector<OptionSpec>& options)
{
    QString text;
    for (const OptionSpec& option : options) {
        if (option.valueName.isEmpty())
            continue;
        text += QStringLiteral("    %1--%2) %3; return ;;\n")
                    .arg(before, option.name,
                         namesFile(option.valueName) ? offerFiles()
                                                     : offerWords(choices(option.valueName)));
    }
    return text;
}

/// Offers the options, and files for a word that is none.
QString offerOptions(const QStringList& words, bool files)
{
    QString text = offerWords(words);
    if (files)
        text += QStringLiteral("; [[ $word == -* ]] || { %1; }").arg(offerFiles());
    return text;
}

} // namespace

QString bashCompletion(const std::vector<Verb>& verbs, const std::vector<OptionSpec>& global)
{
    QStringList names;
    QString values;
    QString options;
    for (const Verb& verb : verbs) {
        names << verb.name;
        values += valueCases(verb.name + QLatin1Char(':'), verb.options) +
                  valueCases(verb.name + QLatin1Char(':'), global);
        options += QStringLiteral("    %1) %2 ;;\n")
                       .arg(verb.name, offerOptions(optionWords(verb.options) + optionWords(global),
                                                    namesFile(verb.argument)));
    }
    return QStringLiteral("# Bash completion of redial, written by redial-documents from the "
                          "program's own tables.\n"
                          "_redial() {\n"
                          "    local word=${COMP_WORDS[COMP_CWORD]} "
                          "before=${COMP_WORDS[COMP_CWORD - 1]} verb=${COMP_WORDS[1]}\n"
                          "    COMPREPLY=()\n"
                          "    if [[ $COMP_CWORD -eq 1 ]]; then\n"
                          "        mapfile -t COMPREPLY < <(compgen -W '%1' -- \"$word\")\n"
                          "        return\n"
                          "    fi\n"
                          "    case $verb:$before in\n%2    esac\n"
                          "    case $verb in\n%3    esac\n"
                          "}\n"
                          "complete -F _redial redial\n")
        .arg(names.join(QLatin1Char(' ')), values, options);
}

QString desktopBashCompletion(const std::vector<OptionSpec>& options)
{
    return QStringLiteral("# Bash completion of redial-desktop, written by redial-documents from "
                          "the program's own table.\n"
                          "_redial_desktop() {\n"
                          "    local word=${COMP_WORDS[COMP_CWORD]} "
                          "before=${COMP_WORDS[COMP_CWORD - 1]}\n"
                          "    COMPREPLY=()\n"
                          "    case $before in\n%1    esac\n"
                          "    %2\n"
                          "}\n"
                          "complete -F _redial_desktop redial-desktop\n")
        .arg(valueCases(QString(), options), offerOptions(optionWords(options), true));
}

} // namespace redial

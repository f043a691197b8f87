// SPDX-License-Identifier: MIT
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

QString valueCases(const Verb& verb, const std::vector<OptionSpec>& global)
{
    QString text;
    std::vector<OptionSpec> options = verb.options;
    options.insert(options.end(), global.begin(), global.end());
    for (const OptionSpec& option : options) {
        const QString value = option.valueName.toLower();
        const bool isFile = value.contains(QLatin1String("file"));
        if (option.valueName.isEmpty())
            continue;
        const QString reply = isFile ? QStringLiteral("compgen -f -- \"$word\"")
                                     : QStringLiteral("compgen -W '%1' -- \"$word\"")
                                           .arg(quotedWords(choices(option.valueName)));
        text += QStringLiteral("    %1:--%2) mapfile -t COMPREPLY < <(%3); return ;;\n")
                    .arg(verb.name, option.name, reply);
    }
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
        values += valueCases(verb, global);
        const QStringList words = optionWords(verb.options) + optionWords(global);
        const QString files = verb.argument.contains(QLatin1String("FILE"))
                                  ? QStringLiteral("; [[ $word == -* ]] || mapfile -t COMPREPLY < "
                                                   "<(compgen -f -- \"$word\")")
                                  : QString();
        options += QStringLiteral("    %1) mapfile -t COMPREPLY < <(compgen -W '%2' -- \"$word\")"
                                  "%3 ;;\n")
                       .arg(verb.name, words.join(QLatin1Char(' ')), files);
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

} // namespace redial

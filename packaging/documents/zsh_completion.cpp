// SPDX-License-Identifier: MIT
#include "app/cli/arguments.h"
#include "packaging/documents/documents.h"

namespace redial {
namespace {

/// Text inside single quotes where _arguments and _describe give brackets and colons a meaning.
QString quoted(QString text)
{
    text.replace(QLatin1Char('\\'), QLatin1String("\\\\"));
    for (const char* special : {"[", "]", ":"})
        text.replace(QLatin1String(special), QLatin1Char('\\') + QLatin1String(special));
    return text.replace(QLatin1Char('\''), QLatin1String("'\\''"));
}

/// What zsh offers for a value: files, the words of a choice, or only its name.
QString action(const QString& valueName)
{
    if (namesFile(valueName))
        return QStringLiteral("_files");
    if (!valueName.contains(QLatin1Char('|')))
        return QStringLiteral(" ");
    QString words = quoted(valueName);
    return QStringLiteral("(%1)").arg(words.replace(QLatin1Char('|'), QLatin1Char(' ')));
}

QString optionLine(const OptionSpec& option)
{
    const QString star =
        option.help.contains(QLatin1String("may be repeated")) ? QStringLiteral("*") : QString();
    const QString value =
        option.valueName.isEmpty()
            ? QString()
            : QStringLiteral(":%1:%2").arg(quoted(option.valueName), action(option.valueName));
    return QStringLiteral("    '%1--%2%3[%4]%5' \\\n")
        .arg(star, option.name, option.valueName.isEmpty() ? QString() : QStringLiteral("="),
             quoted(option.help), value);
}

QString optionLines(const std::vector<OptionSpec>& options)
{
    QString text;
    for (const OptionSpec& option : options)
        text += optionLine(option);
    return text;
}

QString verbCase(const Verb& verb, const std::vector<OptionSpec>& global)
{
    const QString argument = verb.argument.isEmpty()
                                 ? QString()
                                 : QStringLiteral("    '*:%1:%2' \\\n")
                                       .arg(quoted(verb.argument), action(verb.argument));
    return QStringLiteral("  %1) _arguments \\\n").arg(verb.name) + optionLines(verb.options) +
           optionLines(global) + argument + QStringLiteral("    ;;\n");
}

} // namespace

QString zshCompletion(const std::vector<Verb>& verbs, const std::vector<OptionSpec>& global,
                      const std::vector<OptionSpec>& desktop)
{
    QString names;
    QString cases;
    for (const Verb& verb : verbs) {
        names += QStringLiteral("    '%1:%2'\n").arg(verb.name, quoted(verb.summary));
        cases += verbCase(verb, global);
    }
    return QStringLiteral("#compdef redial redial-desktop\n"
                          "# Zsh completion, written by redial-documents from the programs' own "
                          "tables.\n"
                          "_redial() {\n"
                          "  local verb\n"
                          "  local -a verbs\n"
                          "  if [[ $service == redial-desktop ]]; then\n"
                          "    _arguments \\\n") +
           optionLines(desktop) +
           QStringLiteral("    '*:FILE:_files'\n"
                          "    return\n"
                          "  fi\n"
                          "  verbs=(\n") +
           names +
           QStringLiteral("  )\n"
                          "  if (( CURRENT == 2 )); then\n"
                          "    _describe verb verbs\n"
                          "    return\n"
                          "  fi\n"
                          "  verb=$words[2]\n"
                          "  shift words\n"
                          "  (( CURRENT-- ))\n"
                          "  case $verb in\n") +
           cases + QStringLiteral("  esac\n}\n_redial \"$@\"\n");
}

} // namespace redial

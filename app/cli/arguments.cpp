// SPDX-License-Identifier: MIT
#include "app/cli/arguments.h"

#include "core/base/duration_text.h"
#include "core/base/nearest_name.h"
#include "core/wire/url_without_secrets.h"

#include <QMap>

namespace redial {

namespace {

const OptionSpec* find(const Verb& verb, const QString& name)
{
    for (const auto* table : {&verb.options, &globalOptions()}) {
        for (const OptionSpec& option : *table) {
            if (option.name == name)
                return &option;
        }
    }
    return nullptr;
}

QString unknownOption(const Verb& verb, const QString& name)
{
    QStringList names;
    for (const auto* table : {&verb.options, &globalOptions()}) {
        for (const OptionSpec& option : *table)
            names << option.name;
    }
    const auto nearest = nearestName(name, names);
    const QString remedy = nearest ? QStringLiteral("did you mean --%1?").arg(*nearest)
                                   : QStringLiteral("see redial %1 --help.").arg(verb.name);
    return QStringLiteral("--%1 is not an option of \"redial %2\"; %3")
        .arg(name, verb.name, remedy);
}

/// The value of an option that stands at words[i], behind "=" or as the next word, to which `i` is
/// moved then. Empty for a switch.
Expected<QString, QString> readValue(const OptionSpec& option, const QStringList& words,
                                     qsizetype& i)
{
    const qsizetype equals = words[i].indexOf(QLatin1Char('='));
    if (option.valueName.isEmpty()) {
        if (equals < 0)
            return QString();
        return Unexpected{QStringLiteral("--%1 is a switch and takes no value.").arg(option.name)};
    }
    if (equals < 0 && i + 1 == words.size())
        return Unexpected{
            QStringLiteral("--%1 needs a value: --%1 %2.").arg(option.name, option.valueName)};
    QString value = equals < 0 ? words[++i] : words[i].mid(equals + 1);
    if (value.isEmpty() && !option.mayBeEmpty)
        return Unexpected{QStringLiteral("--%1 \"\" says nothing; write --%1 %2, or leave the "
                                         "option out.")
                              .arg(option.name, option.valueName)};
    return value;
}

QString optionLine(const OptionSpec& option)
{
    QString left = QStringLiteral("  --") + option.name;
    if (!option.valueName.isEmpty())
        left += QLatin1Char(' ') + option.valueName;
    constexpr int column = 34;
    if (left.size() >= column)
        return left + QLatin1Char('\n') + QString(column, QLatin1Char(' ')) + option.help +
               QLatin1Char('\n');
    return left.leftJustified(column) + option.help + QLatin1Char('\n');
}

} // namespace

std::optional<QString> ParsedArguments::value(const QString& option) const
{
    const QStringList given = values_.value(option);
    return given.isEmpty() ? std::nullopt : std::optional(given.last());
}

Expected<std::chrono::nanoseconds, QString>
ParsedArguments::duration(const QString& option, std::chrono::nanoseconds fallback) const
{
    const auto text = value(option);
    if (!text)
        return fallback;
    auto parsed = parseDuration(*text);
    if (!parsed)
        return Unexpected{QStringLiteral("--%1: %2").arg(option, parsed.error())};
    return parsed;
}

Expected<std::uint64_t, QString>
ParsedArguments::number(const QString& option, std::uint64_t fallback, std::uint64_t most) const
{
    const auto text = value(option);
    if (!text)
        return fallback;
    bool ok = false;
    const std::uint64_t number = text->toULongLong(&ok);
    if (!ok || number > most) {
        return Unexpected{QStringLiteral("--%1: \"%2\" is not a whole number from 0 to %3.")
                              .arg(option, *text)
                              .arg(most)};
    }
    return number;
}

Expected<ParsedArguments, QString> parseArguments(const Verb& verb, const QStringList& words)
{
    ParsedArguments parsed;
    bool optionsEnded = false;
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QString& word = words[i];
        if (optionsEnded || !word.startsWith(QLatin1String("--"))) {
            parsed.positional_ << word;
            continue;
        }
        if (word == QLatin1String("--")) {
            optionsEnded = true;
            continue;
        }
        const QString name = word.mid(2).section(QLatin1Char('='), 0, 0);
        const OptionSpec* option = find(verb, name);
        if (!option)
            return Unexpected{unknownOption(verb, name)};
        const auto value = readValue(*option, words, i);
        if (!value)
            return Unexpected{value.error()};
        parsed.values_[name] << *value;
    }
    const qsizetype most = verb.argument.isEmpty()                 ? 0
                           : verb.argument.contains(QChar(0x2026)) ? 1000
                                                                   : 1;
    if (parsed.positional_.size() > most) {
        return Unexpected{
            QStringLiteral("\"%1\" is one word too many for \"redial %2\"; see redial %2 --help.")
                .arg(urlTextWithoutSecrets(parsed.positional_[most]), verb.name)};
    }
    return parsed;
}

bool namesFile(const QString& valueName)
{
    return valueName.contains(QLatin1String("FILE")) ||
           valueName.contains(QLatin1String("FOLDER")) || valueName == QLatin1String("PNG");
}

QString helpText(const Verb& verb)
{
    QString text =
        QStringLiteral("Usage: redial %1 [options]%2\n\n%3.\n")
            .arg(verb.name, verb.argument.isEmpty() ? QString() : QLatin1Char(' ') + verb.argument,
                 verb.summary);
    QStringList sections;
    QMap<QString, QString> lines;
    for (const OptionSpec& option : verb.options) {
        const QString section =
            option.section.isEmpty() ? QStringLiteral("Options") : option.section;
        if (!sections.contains(section))
            sections << section;
        lines[section] += optionLine(option);
    }
    for (const QString& section : sections)
        text += QStringLiteral("\n%1:\n%2").arg(section, lines.value(section));
    text += QStringLiteral("\nFor every verb:\n");
    for (const OptionSpec& option : globalOptions())
        text += optionLine(option);
    if (!verb.example.isEmpty())
        text += QStringLiteral("\nExample:\n  %1\n").arg(verb.example);
    text += QStringLiteral("\nExit status: 0 held, 1 not held, 2 usage, 3 could not run.\n");
    return text;
}

const std::vector<OptionSpec>& globalOptions()
{
    static const std::vector<OptionSpec> options{
        {QStringLiteral("json"),
         {},
         QStringLiteral("print one JSON object a line instead of text"),
         {}},
        {QStringLiteral("quiet"), {}, QStringLiteral("print only errors and the closing line"), {}},
        {QStringLiteral("no-color"), {}, QStringLiteral("no colours, also on a terminal"), {}},
        {QStringLiteral("help"), {}, QStringLiteral("print this help"), {}},
    };
    return options;
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "app/cli/arguments.h"
#include "app/cli/console.h"
#include "app/cli/verbs.h"
#include "core/base/nearest_name.h"
#include "core/base/to_qstring.h"
#include "core/fault/fault_catalogue.h"
#include "core/fault/fault_description.h"
#include "core/fault/fault_implementations.h"

#include <algorithm>

namespace redial {

namespace {

QStringList namesOf(std::span<const std::string_view> names)
{
    QStringList list;
    for (const std::string_view name : names)
        list << toQString(name);
    return list;
}

QString noSuchWord(const char* option, const QString& word, const QStringList& words)
{
    const auto nearest = nearestName(word, words);
    return QStringLiteral("--%1: \"%2\" is none of %3%4")
        .arg(QLatin1String(option), word, words.join(QLatin1String(", ")),
             nearest ? QStringLiteral("; did you mean %1?").arg(*nearest) : QStringLiteral("."));
}

/// Which entries are asked for.
struct Filter
{
    std::optional<FaultLevel> level;
    std::optional<FaultMode> mode;

    bool takes(const FaultDefinition& fault) const
    {
        return (!level || fault.level == *level) &&
               (!mode || availableModes(fault).contains(*mode));
    }
};

/// By name or by the letter of the ids.
Expected<Filter, QString> readFilter(const ParsedArguments& arguments)
{
    Filter filter;
    if (const auto word = arguments.value(QStringLiteral("level"))) {
        const QStringList names = namesOf(faultLevelNames());
        for (qsizetype i = 0; i < names.size(); ++i) {
            const auto level = static_cast<FaultLevel>(i);
            const QString letter(QLatin1Char(letterOf(level)));
            if (*word == names.at(i) || word->toUpper() == letter)
                filter.level = level;
        }
        if (!filter.level)
            return Unexpected{noSuchWord("level", *word, names)};
    }
    if (const auto word = arguments.value(QStringLiteral("mode"))) {
        const QStringList names = namesOf(faultModeNames());
        if (!names.contains(*word))
            return Unexpected{noSuchWord("mode", *word, names)};
        filter.mode = static_cast<FaultMode>(names.indexOf(*word));
    }
    return filter;
}

QString listLine(const FaultDefinition& fault, int modesWidth)
{
    return QStringLiteral("%1 %2 %3 %4 %5")
        .arg(toQString(fault.id), -4)
        .arg(toQString(fault.name), -28)
        .arg(toQString(nameOf(fault.level)), -11)
        .arg(faultModesText(fault), -modesWidth)
        .arg(toQString(fault.summary));
}

void list(const Filter& filter, Console& console)
{
    int modesWidth = 0;
    for (const FaultDefinition& fault : faultCatalogue()) {
        if (filter.takes(fault))
            modesWidth = std::max(modesWidth, int(faultModesText(fault).size()));
    }
    for (const FaultDefinition& fault : faultCatalogue()) {
        if (!filter.takes(fault))
            continue;
        if (console.json())
            console.object(faultToJson(fault));
        else
            console.result(listLine(fault, modesWidth));
    }
}

ExitStatus runFaults(const ParsedArguments& arguments, Console& console)
{
    const auto filter = readFilter(arguments);
    if (!filter) {
        console.error(filter.error());
        return ExitStatus::Usage;
    }
    if (arguments.positional().isEmpty()) {
        list(*filter, console);
        return ExitStatus::Held;
    }
    const QString& word = arguments.positional().first();
    const FaultDefinition* fault = findFault(word);
    if (fault == nullptr) {
        console.error(unknownFaultSentence(word));
        return ExitStatus::Usage;
    }
    if (console.json())
        console.object(faultToJson(*fault));
    else
        console.result(faultExplanation(*fault));
    return ExitStatus::Held;
}

} // namespace

Verb faultsVerb()
{
    return {QStringLiteral("faults"),
            QStringLiteral("[FAULT]"),
            QStringLiteral("Lists the faults that can be done on purpose, or explains one"),
            {{QStringLiteral("level"),
              namesOf(faultLevelNames()).join(QLatin1Char('|')),
              QStringLiteral("only those of this level; its letter will do"),
              {}},
             {QStringLiteral("mode"),
              namesOf(faultModeNames()).join(QLatin1Char('|')),
              QStringLiteral("only those that are done in this mode"),
              {}}},
            QStringLiteral("redial faults W4"),
            runFaults};
}

} // namespace redial

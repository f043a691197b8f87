// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/duration_text.h"
#include "core/base/knob.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace redial::knob {

/// What every kind of knob has. Names and help are literals of the table.
template <class Settings>
struct Label
{
    const char* name;
    const char* group;
    const char* help;
    std::function<bool(const Settings&)> applies = {};
};

using Duration = std::chrono::nanoseconds;

// Text forms; each error is a sentence with the text and the remedy.
Expected<std::uint32_t, QString> readNumber(const QString& text);
Expected<double, QString> readRatio(const QString& text);
QString writeRatio(double ratio);
/// The index of the word, or the sentence that lists them.
Expected<qsizetype, QString> indexOfWord(const QStringList& choices, const QString& word);
QStringList toStringList(std::span<const std::string_view> names);
QStringList entriesOf(const QString& list);

/// Reads a whole list or leaves it as it was.
template <class Entry, class ReadEntry>
Expected<void, QString> readList(std::vector<Entry>& list, const QString& text, ReadEntry readEntry)
{
    std::vector<Entry> entries;
    for (const QString& part : entriesOf(text)) {
        const auto entry = readEntry(part);
        if (!entry)
            return Unexpected{entry.error()};
        entries.push_back(*entry);
    }
    list = std::move(entries);
    return {};
}

/// A knob out of words, without its two functions.
template <class Settings>
Knob<Settings> words(const Label<Settings>& label, KnobDescription::Type type,
                     const QStringList& choices)
{
    Knob<Settings> knob;
    knob.name = QString::fromLatin1(label.name);
    knob.type = type;
    knob.group = QString::fromLatin1(label.group);
    knob.help = QString::fromLatin1(label.help);
    knob.choices = choices;
    knob.applies = label.applies;
    return knob;
}

/// A knob for one member: `toText` writes its value, `fromText` reads it.
template <class Settings, class Value, class ToText, class FromText>
Knob<Settings> member(Knob<Settings> knob, Value Settings::*place, ToText toText, FromText fromText)
{
    knob.write = [place, toText](const Settings& settings) { return toText(settings.*place); };
    knob.read = [place, fromText](Settings& settings,
                                  const QString& text) -> Expected<void, QString> {
        const auto value = fromText(text);
        if (!value)
            return Unexpected{value.error()};
        settings.*place = *value;
        return {};
    };
    return knob;
}

/// One constructor for each kind of knob: how its value is read from text and written to it.
template <class Settings>
Knob<Settings> duration(const Label<Settings>& label, Duration Settings::*place)
{
    return member(words(label, KnobDescription::Type::Duration, {}), place, &exactDuration,
                  [](const QString& text) { return parseDuration(text); });
}

template <class Settings>
Knob<Settings> ratio(const Label<Settings>& label, double Settings::*place)
{
    return member(words(label, KnobDescription::Type::Ratio, {}), place, &writeRatio, &readRatio);
}

template <class Settings>
Knob<Settings> number(const Label<Settings>& label, std::uint32_t Settings::*place)
{
    return member(
        words(label, KnobDescription::Type::Number, {}), place,
        [](std::uint32_t value) { return QString::number(value); }, &readNumber);
}

/// `absent` is the word for no value.
template <class Settings>
Knob<Settings> optionalNumber(const Label<Settings>& label, const char* absent,
                              std::optional<std::uint32_t> Settings::*place)
{
    using Value = std::optional<std::uint32_t>;
    const QString word = QString::fromLatin1(absent);
    return member(
        words(label, KnobDescription::Type::Number, {word}), place,
        [word](const Value& value) { return value ? QString::number(*value) : word; },
        [word](const QString& text) -> Expected<Value, QString> {
            if (text.trimmed() == word)
                return Value();
            const auto parsed = readNumber(text);
            if (!parsed)
                return Unexpected{
                    QStringLiteral("\"%1\" is neither a whole number nor %2.").arg(text, word)};
            return Value(*parsed);
        });
}

template <class Settings>
Knob<Settings> onOff(const Label<Settings>& label, bool Settings::*place)
{
    const QStringList choices{QStringLiteral("yes"), QStringLiteral("no")};
    return member(
        words(label, KnobDescription::Type::Switch, choices), place,
        [choices](bool value) { return choices.at(value ? 0 : 1); },
        [choices](const QString& text) -> Expected<bool, QString> {
            const auto index = indexOfWord(choices, text);
            if (!index)
                return Unexpected{index.error()};
            return *index == 0;
        });
}

template <class Settings>
Knob<Settings> durations(const Label<Settings>& label, std::vector<Duration> Settings::*place)
{
    auto knob = words(label, KnobDescription::Type::DurationList, {});
    knob.write = [place](const Settings& settings) {
        QStringList parts;
        for (const Duration entry : settings.*place)
            parts << exactDuration(entry);
        return parts.join(QLatin1Char(','));
    };
    knob.read = [place](Settings& settings, const QString& text) {
        return readList(settings.*place, text,
                        [](const QString& part) { return parseDuration(part); });
    };
    return knob;
}

/// The names stand in the order of the enumeration's values; values beyond `readableNames` have no
/// text form.
template <class Settings, class Enum>
Knob<Settings> choice(const Label<Settings>& label, std::span<const std::string_view> names,
                      std::size_t readableNames, Enum Settings::*place)
{
    const QStringList all = toStringList(names);
    const QStringList readable = all.mid(0, static_cast<qsizetype>(readableNames));
    return member(
        words(label, KnobDescription::Type::Choice, readable), place,
        [all](Enum value) { return all.at(static_cast<qsizetype>(value)); },
        [readable](const QString& text) -> Expected<Enum, QString> {
            const auto index = indexOfWord(readable, text);
            if (!index)
                return Unexpected{index.error()};
            return static_cast<Enum>(*index);
        });
}

} // namespace redial::knob

// SPDX-License-Identifier: MIT
#include "core/reconnect/knob_types.h"

#include "core/base/duration_text.h"

#include <QLocale>

#include <cmath>

namespace redial::knob {

namespace {

using Duration = ReconnectPolicy::Duration;
using Type = PolicyKnob::Type;

Expected<std::uint32_t, QString> readNumber(const QString& text)
{
    bool ok = false;
    const std::uint32_t number = text.trimmed().toUInt(&ok);
    if (!ok)
        return Unexpected{
            QStringLiteral("\"%1\" is not a whole number from 0 to 4294967295.").arg(text)};
    return number;
}

QString writeRange(const NumberRange& range)
{
    return range.first == range.last ? QString::number(range.first)
                                     : QStringLiteral("%1-%2").arg(range.first).arg(range.last);
}

Expected<NumberRange, QString> readRange(const QString& text)
{
    const QStringList ends = text.trimmed().split(QLatin1Char('-'));
    bool firstOk = false;
    bool lastOk = false;
    const std::uint16_t first = ends.first().trimmed().toUShort(&firstOk);
    const std::uint16_t last = ends.last().trimmed().toUShort(&lastOk);
    if (!firstOk || !lastOk || ends.size() > 2 || first > last)
        return Unexpected{QStringLiteral("\"%1\" is neither a whole number nor a range. Write for "
                                         "example 401 or 3500-3999, several separated by commas.")
                              .arg(text)};
    return NumberRange(first, last);
}

QStringList entriesOf(const QString& list)
{
    return list.split(QLatin1Char(','), Qt::SkipEmptyParts);
}

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

} // namespace

PolicyKnob words(const Label& label, PolicyKnob::Type type, const QStringList& choices)
{
    PolicyKnob knob;
    knob.name = QString::fromLatin1(label.name);
    knob.type = type;
    knob.group = QString::fromLatin1(label.group);
    knob.help = QString::fromLatin1(label.help);
    knob.choices = choices;
    knob.strategies = label.strategies;
    return knob;
}

Expected<qsizetype, QString> indexOfWord(const QStringList& choices, const QString& word)
{
    const qsizetype index = choices.indexOf(word.trimmed());
    if (index < 0)
        return Unexpected{
            QStringLiteral("\"%1\" is none of %2.").arg(word, choices.join(QLatin1String(", ")))};
    return index;
}

QStringList toStringList(std::span<const std::string_view> names)
{
    QStringList list;
    for (const std::string_view name : names)
        list << QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    return list;
}

PolicyKnob duration(const Label& label, Duration ReconnectPolicy::*member)
{
    PolicyKnob knob = words(label, Type::Duration, {});
    knob.write = [member](const ReconnectPolicy& policy) { return exactDuration(policy.*member); };
    knob.read = [member](ReconnectPolicy& policy, const QString& value) -> Expected<void, QString> {
        const auto parsed = parseDuration(value);
        if (!parsed)
            return Unexpected{parsed.error()};
        policy.*member = *parsed;
        return {};
    };
    return knob;
}

PolicyKnob ratio(const Label& label, double ReconnectPolicy::*member)
{
    PolicyKnob knob = words(label, Type::Ratio, {});
    knob.write = [member](const ReconnectPolicy& policy) {
        return QLocale::c().toString(policy.*member, 'g', QLocale::FloatingPointShortest);
    };
    knob.read = [member](ReconnectPolicy& policy, const QString& value) -> Expected<void, QString> {
        bool ok = false;
        const double parsed = QLocale::c().toDouble(value.trimmed(), &ok);
        if (!ok || !std::isfinite(parsed))
            return Unexpected{
                QStringLiteral("\"%1\" is not a number. Write for example 0.2.").arg(value)};
        policy.*member = parsed;
        return {};
    };
    return knob;
}

PolicyKnob number(const Label& label, std::uint32_t ReconnectPolicy::*member)
{
    PolicyKnob knob = words(label, Type::Number, {});
    knob.write = [member](const ReconnectPolicy& policy) {
        return QString::number(policy.*member);
    };
    knob.read = [member](ReconnectPolicy& policy, const QString& value) -> Expected<void, QString> {
        const auto parsed = readNumber(value);
        if (!parsed)
            return Unexpected{parsed.error()};
        policy.*member = *parsed;
        return {};
    };
    return knob;
}

PolicyKnob optionalNumber(const Label& label, const char* absent,
                          std::optional<std::uint32_t> ReconnectPolicy::*member)
{
    const QString word = QString::fromLatin1(absent);
    PolicyKnob knob = words(label, Type::Number, {word});
    knob.write = [member, word](const ReconnectPolicy& policy) {
        return policy.*member ? QString::number(*(policy.*member)) : word;
    };
    knob.read = [member, word](ReconnectPolicy& policy,
                               const QString& value) -> Expected<void, QString> {
        if (value.trimmed() == word) {
            (policy.*member).reset();
            return {};
        }
        const auto parsed = readNumber(value);
        if (!parsed)
            return Unexpected{
                QStringLiteral("\"%1\" is neither a whole number nor %2.").arg(value, word)};
        policy.*member = *parsed;
        return {};
    };
    return knob;
}

PolicyKnob onOff(const Label& label, bool ReconnectPolicy::*member)
{
    PolicyKnob knob = words(label, Type::Switch, {QStringLiteral("yes"), QStringLiteral("no")});
    knob.write = [member, choices = knob.choices](const ReconnectPolicy& policy) {
        return choices.at(policy.*member ? 0 : 1);
    };
    knob.read = [member, choices = knob.choices](ReconnectPolicy& policy,
                                                 const QString& value) -> Expected<void, QString> {
        const auto index = indexOfWord(choices, value);
        if (!index)
            return Unexpected{index.error()};
        policy.*member = *index == 0;
        return {};
    };
    return knob;
}

PolicyKnob durations(const Label& label, std::vector<Duration> ReconnectPolicy::*member)
{
    PolicyKnob knob = words(label, Type::DurationList, {});
    knob.write = [member](const ReconnectPolicy& policy) {
        QStringList parts;
        for (const Duration entry : policy.*member)
            parts << exactDuration(entry);
        return parts.join(QLatin1Char(','));
    };
    knob.read = [member](ReconnectPolicy& policy, const QString& value) {
        return readList(policy.*member, value,
                        [](const QString& part) { return parseDuration(part); });
    };
    return knob;
}

PolicyKnob ranges(const Label& label, std::vector<NumberRange> ReconnectPolicy::*member)
{
    PolicyKnob knob = words(label, Type::NumberList, {});
    knob.write = [member](const ReconnectPolicy& policy) {
        QStringList parts;
        for (const NumberRange& range : policy.*member)
            parts << writeRange(range);
        return parts.join(QLatin1Char(','));
    };
    knob.read = [member](ReconnectPolicy& policy, const QString& value) {
        return readList(policy.*member, value, readRange);
    };
    return knob;
}

} // namespace redial::knob

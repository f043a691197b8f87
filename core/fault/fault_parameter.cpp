// SPDX-License-Identifier: MIT
#include "core/fault/fault_parameter.h"

#include "core/base/duration_text.h"
#include "core/base/to_qstring.h"

#include <QLocale>
#include <QStringList>

#include <cmath>

namespace redial {

namespace {

using Type = FaultParameter::Type;
using Value = FaultParameter::Value;
using ParsedValue = Expected<Value, QString>;

QString withUnit(const FaultParameter& parameter, std::int64_t number)
{
    if (parameter.type == Type::Duration)
        return exactDuration(std::chrono::nanoseconds(number));
    return parameter.unit.empty()
               ? QString::number(number)
               : QStringLiteral("%1 %2").arg(number).arg(toQString(parameter.unit));
}

/// Empty if the number lies in the parameter's range.
QString outOfRange(const FaultParameter& parameter, const QString& text, std::int64_t number)
{
    if (number >= parameter.lowest && number <= parameter.highest)
        return {};
    const bool isBounded = parameter.highest != std::numeric_limits<std::int64_t>::max();
    return isBounded ? QStringLiteral("\"%1\" is out of range; write %2 to %3.")
                           .arg(text, withUnit(parameter, parameter.lowest),
                                withUnit(parameter, parameter.highest))
                     : QStringLiteral("\"%1\" is too small; write at least %2.")
                           .arg(text, withUnit(parameter, parameter.lowest));
}

ParsedValue readDuration(const FaultParameter& parameter, const QString& text)
{
    const auto duration = parseDuration(text);
    if (!duration)
        return Unexpected{duration.error()};
    if (const QString wrong = outOfRange(parameter, text, duration->count()); !wrong.isEmpty())
        return Unexpected{wrong};
    return Value(*duration);
}

/// "64", and for bytes "64KiB", "10MB".
std::optional<std::int64_t> wholeNumber(const FaultParameter& parameter, QString text)
{
    std::int64_t factor = 1;
    if (parameter.type == Type::Bytes) {
        static const std::vector<std::pair<QString, std::int64_t>> suffixes{
            {QStringLiteral("KiB"), 1024},
            {QStringLiteral("MiB"), 1024 * 1024},
            {QStringLiteral("kB"), 1000},
            {QStringLiteral("KB"), 1000},
            {QStringLiteral("MB"), 1000 * 1000}};
        for (const auto& [suffix, value] : suffixes) {
            if (!text.endsWith(suffix))
                continue;
            text = text.chopped(suffix.size()).trimmed();
            factor = value;
            break;
        }
    }
    bool ok = false;
    const std::int64_t number = text.toLongLong(&ok);
    using Limits = std::numeric_limits<std::int64_t>;
    if (!ok || number > Limits::max() / factor || number < Limits::min() / factor)
        return std::nullopt;
    return number * factor;
}

ParsedValue readNumber(const FaultParameter& parameter, const QString& text)
{
    const auto number = wholeNumber(parameter, text.trimmed());
    if (!number)
        return Unexpected{
            parameter.type == Type::Bytes
                ? QStringLiteral("\"%1\" is no number of bytes; write for example 4096 or 64KiB.")
                      .arg(text)
                : QStringLiteral("\"%1\" is not a whole number; write %2.")
                      .arg(text, parameter.valueName())};
    if (const QString wrong = outOfRange(parameter, text, *number); !wrong.isEmpty())
        return Unexpected{wrong};
    return Value(*number);
}

ParsedValue readProbability(const QString& text)
{
    bool ok = false;
    const double number = QLocale::c().toDouble(text.trimmed(), &ok);
    if (!ok || !(number >= 0 && number <= 1))
        return Unexpected{
            QStringLiteral("\"%1\" is no probability; write a number from 0 to 1, for example 0.2.")
                .arg(text)};
    return Value(number);
}

ParsedValue readText(const FaultParameter& parameter, const QString& text)
{
    if (text.size() > parameter.highest)
        return Unexpected{QStringLiteral("it has %1 characters; write at most %2.")
                              .arg(text.size())
                              .arg(parameter.highest)};
    return Value(text);
}

ParsedValue readWord(const QString& text, const QStringList& words)
{
    if (!words.contains(text.trimmed()))
        return Unexpected{
            QStringLiteral("\"%1\" is none of %2.").arg(text, words.join(QLatin1String(", ")))};
    return Value(text.trimmed());
}

QStringList wordsOf(const FaultParameter& parameter)
{
    QStringList words;
    for (const std::string_view word : parameter.choices)
        words << toQString(word);
    return words;
}

} // namespace

Expected<Value, QString> FaultParameter::read(const QString& text) const
{
    switch (type) {
    case Type::Duration:
        return readDuration(*this, text);
    case Type::Bytes:
    case Type::Count:
    case Type::Code:
        return readNumber(*this, text);
    case Type::Probability:
        return readProbability(text);
    case Type::Text:
        return readText(*this, text);
    case Type::Choice:
        return readWord(text, wordsOf(*this));
    case Type::Switch:
        break;
    }
    const auto word = readWord(text, {QStringLiteral("yes"), QStringLiteral("no")});
    if (!word)
        return Unexpected{word.error()};
    return Value(text.trimmed() == QLatin1String("yes"));
}

QString FaultParameter::write(const Value& value) const
{
    if (const auto* duration = std::get_if<std::chrono::nanoseconds>(&value))
        return exactDuration(*duration);
    if (const auto* number = std::get_if<std::int64_t>(&value))
        return QString::number(*number);
    if (const auto* probability = std::get_if<double>(&value))
        return QLocale::c().toString(*probability, 'g', QLocale::FloatingPointShortest);
    if (const auto* isOn = std::get_if<bool>(&value))
        return *isOn ? QStringLiteral("yes") : QStringLiteral("no");
    return std::get<QString>(value);
}

QString FaultParameter::valueName() const
{
    switch (type) {
    case Type::Duration:
        return QStringLiteral("DURATION");
    case Type::Bytes:
        return QStringLiteral("BYTES");
    case Type::Count:
    case Type::Code:
        return highest == std::numeric_limits<std::int64_t>::max()
                   ? QStringLiteral("NUMBER")
                   : QStringLiteral("%1..%2").arg(lowest).arg(highest);
    case Type::Probability:
        return QStringLiteral("0..1");
    case Type::Text:
        return QStringLiteral("TEXT");
    case Type::Choice:
        return wordsOf(*this).join(QLatin1Char('|'));
    case Type::Switch:
        break;
    }
    return QStringLiteral("yes|no");
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "packaging/documents/schema_values.h"

#include "core/base/duration_text.h"
#include "core/base/to_qstring.h"

#include <algorithm>
#include <cmath>

namespace redial::schema {

namespace {

const QString decimal = QStringLiteral("[0-9]*\\.?[0-9]+([eE][+-]?[0-9]+)?");
const QString digits = QStringLiteral("[0-9]+");
const QString time = QStringLiteral("(0|%1 ?(ns|us|ms|s|m|h|d))").arg(decimal);
const QString numberOrRange = QStringLiteral("[0-9]+(-[0-9]+)?");
constexpr double mostNumber = 4294967295.0;

QString entirely(const QString& pattern)
{
    return QStringLiteral("^(%1)$").arg(pattern);
}

QString separated(const QString& entry)
{
    return entirely(QStringLiteral("(%1)(, ?(%1))*").arg(entry));
}

QJsonObject zero()
{
    return {{QStringLiteral("const"), 0}};
}

QJsonObject number(double least)
{
    return {{QStringLiteral("type"), QStringLiteral("number")}, {QStringLiteral("minimum"), least}};
}

QJsonObject switchOf()
{
    return anyOf({flag(), oneWordOf({QStringLiteral("yes"), QStringLiteral("no")})});
}

/// A number as such or as text; how large one in text is no pattern can say.
QJsonObject wholeOrText(double least, double most, const QString& pattern)
{
    return anyOf({schema::whole(least, most), text(pattern)});
}

} // namespace

QJsonObject text(const QString& pattern)
{
    QJsonObject schema{{QStringLiteral("type"), QStringLiteral("string")}};
    if (!pattern.isEmpty())
        schema.insert(QStringLiteral("pattern"), pattern);
    return schema;
}

QJsonObject flag()
{
    return {{QStringLiteral("type"), QStringLiteral("boolean")}};
}

QJsonObject whole(double least, double most)
{
    QJsonObject schema{{QStringLiteral("type"), QStringLiteral("integer")},
                       {QStringLiteral("minimum"), least}};
    if (most <= 9007199254740992.0)
        schema.insert(QStringLiteral("maximum"), most);
    return schema;
}

QJsonObject anyOf(const QJsonArray& alternatives)
{
    return {{QStringLiteral("anyOf"), alternatives}};
}

QJsonObject list(const QJsonObject& entry, qsizetype least)
{
    QJsonObject schema{{QStringLiteral("type"), QStringLiteral("array")},
                       {QStringLiteral("items"), entry}};
    if (least > 0)
        schema.insert(QStringLiteral("minItems"), least);
    return schema;
}

QJsonObject reference(const QString& definition)
{
    return {{QStringLiteral("$ref"), QStringLiteral("#/definitions/") + definition}};
}

QJsonObject oneWordOf(const QStringList& names)
{
    return {{QStringLiteral("enum"), QJsonArray::fromStringList(names)}};
}

QStringList names(std::span<const std::string_view> names)
{
    QStringList all;
    for (const std::string_view name : names)
        all << toQString(name);
    return all;
}

QJsonObject object(const QJsonObject& properties, const QStringList& required)
{
    QJsonObject schema{{QStringLiteral("type"), QStringLiteral("object")},
                       {QStringLiteral("properties"), properties},
                       {QStringLiteral("additionalProperties"), false}};
    if (!required.isEmpty())
        schema.insert(QStringLiteral("required"), QJsonArray::fromStringList(required));
    return schema;
}

QJsonObject each(const QStringList& names, const QJsonObject& value)
{
    QJsonObject properties;
    for (const QString& name : names)
        properties.insert(name, value);
    return properties;
}

QJsonObject timeDefinitions()
{
    return {{QStringLiteral("duration"), text(entirely(time))},
            {QStringLiteral("some_time"),
             text(QStringLiteral("^(?=[0-9.]*[1-9])") + time + QLatin1Char('$'))}};
}

QJsonObject duration()
{
    return reference(QStringLiteral("duration"));
}

QJsonObject someTime()
{
    return reference(QStringLiteral("some_time"));
}

QJsonObject knob(const KnobDescription& knob)
{
    using Type = KnobDescription::Type;
    QJsonArray ways;
    switch (knob.type) {
    case Type::Duration:
        return anyOf({duration(), zero()});
    case Type::Number:
        ways = {whole(0, mostNumber), text(entirely(digits))};
        if (!knob.choices.isEmpty())
            ways.append(oneWordOf(knob.choices));
        return anyOf(ways);
    case Type::Ratio:
        return anyOf({QJsonObject{{QStringLiteral("type"), QStringLiteral("number")}},
                      text(entirely(QStringLiteral("-?") + decimal))});
    case Type::Switch:
        return switchOf();
    case Type::Choice:
        return oneWordOf(knob.choices);
    case Type::DurationList:
        return anyOf({list(anyOf({duration(), zero()})), zero(), oneWordOf({QString()}),
                      text(separated(time))});
    case Type::NumberList:
        break;
    }
    const QJsonObject entry = wholeOrText(0, 65535, entirely(numberOrRange));
    return anyOf({list(entry), entry, oneWordOf({QString()}), text(separated(numberOrRange))});
}

QJsonObject faultParameter(const FaultParameter& parameter)
{
    using Type = FaultParameter::Type;
    const double least = double(parameter.lowest);
    const double most = double(parameter.highest);
    const QString sign = parameter.lowest < 0 ? QStringLiteral("-?") : QString();
    switch (parameter.type) {
    case Type::Duration:
        if (parameter.lowest > 0)
            return someTime();
        return anyOf({duration(), zero()});
    case Type::Bytes:
        return wholeOrText(least, most,
                           entirely(sign + QStringLiteral("[0-9]+ ?(KiB|MiB|kB|KB|MB)?")));
    case Type::Count:
    case Type::Code:
        return wholeOrText(least, most, entirely(sign + digits));
    case Type::Probability: {
        QJsonObject probability = number(0);
        probability.insert(QStringLiteral("maximum"), 1);
        return anyOf({probability, text(entirely(decimal))});
    }
    case Type::Text: {
        QJsonObject value = text();
        if (parameter.highest <= 1'000'000)
            value.insert(QStringLiteral("maxLength"), qint64(parameter.highest));
        return anyOf(
            {value, flag(), QJsonObject{{QStringLiteral("type"), QStringLiteral("number")}}});
    }
    case Type::Choice:
        return oneWordOf(names(parameter.choices));
    case Type::Switch:
        break;
    }
    return switchOf();
}

} // namespace redial::schema

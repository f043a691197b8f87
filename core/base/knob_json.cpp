// SPDX-License-Identifier: MIT
#include "core/base/knob_json.h"

#include "core/base/nearest_name.h"

#include <QLocale>

#include <cmath>

namespace redial {

namespace {

QJsonValue numberOrText(const QString& value)
{
    bool ok = false;
    const double number = QLocale::c().toDouble(value, &ok);
    return ok ? QJsonValue(number) : QJsonValue(value);
}

} // namespace

QJsonValue knobJson(const KnobDescription& knob, const QString& text)
{
    using Type = KnobDescription::Type;
    if (knob.type == Type::Switch)
        return text == QLatin1String("yes");
    if (knob.type == Type::Number || knob.type == Type::Ratio)
        return numberOrText(text);
    if (!knob.isList())
        return text;
    QJsonArray entries;
    for (const QString& part : text.split(QLatin1Char(','), Qt::SkipEmptyParts))
        entries.append(knob.type == Type::NumberList ? numberOrText(part) : QJsonValue(part));
    return entries;
}

std::optional<QString> knobText(const QJsonValue& value)
{
    if (value.isString())
        return value.toString();
    if (value.isBool())
        return value.toBool() ? QStringLiteral("yes") : QStringLiteral("no");
    if (!value.isDouble())
        return std::nullopt;
    // Numbers up to 2^53 are exact in JSON; they must not be written as 1e+06.
    const double number = value.toDouble();
    if (std::abs(number) <= 9007199254740992.0 && number == std::floor(number))
        return QString::number(static_cast<qint64>(number));
    return QLocale::c().toString(number, 'g', QLocale::FloatingPointShortest);
}

QString unknownKnob(const QString& name, const QStringList& names)
{
    const auto nearest = nearestName(name, names);
    return nearest ? QStringLiteral("is not a setting; did you mean \"%1\"?").arg(*nearest)
                   : QStringLiteral("is not a setting; remove it.");
}

} // namespace redial

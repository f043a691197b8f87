// SPDX-License-Identifier: MIT
#include "core/base/knob.h"

namespace redial {

QString KnobError::optionText() const
{
    return QStringLiteral("--%1: %2")
        .arg(QString(knob).replace(QLatin1Char('_'), QLatin1Char('-')), sentence);
}

QString KnobDescription::optionName() const
{
    return QString(name).replace(QLatin1Char('_'), QLatin1Char('-'));
}

QString KnobDescription::valueName() const
{
    QStringList parts = choices;
    switch (type) {
    case Type::Duration:
        return QStringLiteral("DURATION");
    case Type::DurationList:
        return QStringLiteral("DURATION,…");
    case Type::NumberList:
        return QStringLiteral("NUMBER,…");
    case Type::Number:
    case Type::Ratio:
        parts.prepend(QStringLiteral("NUMBER"));
        break;
    case Type::Switch:
    case Type::Choice:
        break;
    }
    return parts.join(QLatin1Char('|'));
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/base/knob_types.h"

#include <QLocale>

#include <cmath>

namespace redial::knob {

Expected<std::uint32_t, QString> readNumber(const QString& text)
{
    bool ok = false;
    const std::uint32_t number = text.trimmed().toUInt(&ok);
    if (!ok)
        return Unexpected{
            QStringLiteral("\"%1\" is not a whole number from 0 to 4294967295.").arg(text)};
    return number;
}

Expected<double, QString> readRatio(const QString& text)
{
    bool ok = false;
    const double parsed = QLocale::c().toDouble(text.trimmed(), &ok);
    if (!ok || !std::isfinite(parsed))
        return Unexpected{
            QStringLiteral("\"%1\" is not a number. Write for example 0.2.").arg(text)};
    return parsed;
}

QString writeRatio(double ratio)
{
    return QLocale::c().toString(ratio, 'g', QLocale::FloatingPointShortest);
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

QStringList entriesOf(const QString& list)
{
    return list.split(QLatin1Char(','), Qt::SkipEmptyParts);
}

} // namespace redial::knob

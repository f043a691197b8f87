// SPDX-License-Identifier: MIT
#include "core/server/connection_range.h"

namespace redial {

Expected<ConnectionRange, QString> parseConnectionRange(const QString& text)
{
    const bool isOne = !text.contains(QLatin1Char('-'));
    const QString end = text.section(QLatin1Char('-'), 1);
    bool firstOk = false;
    bool lastOk = true;
    ConnectionRange range;
    range.first = text.section(QLatin1Char('-'), 0, 0).toUInt(&firstOk);
    if (isOne)
        range.last = range.first;
    else if (!end.isEmpty())
        range.last = end.toUInt(&lastOk);
    if (!firstOk || !lastOk || range.first == 0 || range.last < range.first) {
        return Unexpected{
            QStringLiteral("\"%1\" names no connections; write for example 2 for the "
                           "second, 1-3 for the first three or 4- from the fourth on, "
                           "as in 1-3@3s:rst.")
                .arg(text)};
    }
    return range;
}

QString connectionRangeText(const ConnectionRange& range)
{
    if (range.first == range.last)
        return QString::number(range.first);
    const QString last =
        range.last == ConnectionRange::noEnd ? QString() : QString::number(range.last);
    return QStringLiteral("%1-%2").arg(range.first).arg(last);
}

} // namespace redial

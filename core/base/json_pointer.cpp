// SPDX-License-Identifier: MIT
#include "core/base/json_pointer.h"

#include <QJsonArray>
#include <QJsonObject>

namespace redial {

namespace {

QString unescaped(QString segment)
{
    return segment.replace(QLatin1String("~1"), QLatin1String("/"))
        .replace(QLatin1String("~0"), QLatin1String("~"));
}

/// An index without leading zeros (RFC 6901 4); undefined for anything else.
QJsonValue entryAt(const QJsonArray& array, const QString& segment)
{
    bool ok = false;
    const qsizetype index = segment.toInt(&ok);
    const bool isPlain = ok && index >= 0 && segment == QString::number(index);
    return isPlain && index < array.size() ? array.at(index) : QJsonValue(QJsonValue::Undefined);
}

} // namespace

bool isJsonPointer(const QString& pointer)
{
    if (!pointer.isEmpty() && !pointer.startsWith(QLatin1Char('/')))
        return false;
    for (qsizetype i = pointer.indexOf(QLatin1Char('~')); i >= 0;
         i = pointer.indexOf(QLatin1Char('~'), i + 1)) {
        const QString two = pointer.mid(i, 2);
        if (two != QLatin1String("~0") && two != QLatin1String("~1"))
            return false;
    }
    return true;
}

QJsonValue valueAt(const QJsonValue& root, const QString& pointer)
{
    QJsonValue value = root;
    qsizetype from = 0;
    while (from < pointer.size() && !value.isUndefined()) {
        const qsizetype slash = pointer.indexOf(QLatin1Char('/'), from + 1);
        const qsizetype end = slash < 0 ? pointer.size() : slash;
        const QString segment = unescaped(pointer.mid(from + 1, end - from - 1));
        if (value.isObject())
            value = value.toObject().value(segment);
        else if (value.isArray())
            value = entryAt(value.toArray(), segment);
        else
            return QJsonValue(QJsonValue::Undefined);
        from = end;
    }
    return value;
}

} // namespace redial

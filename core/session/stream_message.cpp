// SPDX-License-Identifier: MIT
#include "core/session/stream_message.h"

#include "core/base/json_pointer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace redial {

namespace {

constexpr std::uint64_t mostExact = (std::uint64_t(1) << 53) - 1;

QJsonValue parsed(const QString& text)
{
    if (text.size() > StreamMessage::longestJson)
        return QJsonValue(QJsonValue::Undefined);
    const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8());
    if (document.isObject())
        return document.object();
    if (document.isArray())
        return document.array();
    return QJsonValue(QJsonValue::Undefined);
}

} // namespace

QJsonValue StreamMessage::at(const QString& pointer) const
{
    if (!json_)
        json_ = parsed(text_);
    return valueAt(*json_, pointer);
}

std::optional<QString> StreamMessage::textAt(const QString& pointer) const
{
    const QJsonValue value = at(pointer);
    if (value.isString())
        return value.toString();
    if (value.isUndefined() || value.isObject() || value.isArray())
        return std::nullopt;
    // An array of one value is written as that value in brackets.
    const QByteArray json = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(json.mid(1, json.size() - 2));
}

std::optional<std::uint64_t> StreamMessage::numberAt(const QString& pointer) const
{
    const QJsonValue value = at(pointer);
    bool ok = false;
    std::uint64_t number = 0;
    if (value.isDouble()) {
        const double real = value.toDouble();
        ok = real >= 0 && real <= double(mostExact);
        number = ok ? std::uint64_t(real) : 0;
        ok = ok && double(number) == real;
    } else if (value.isString()) {
        number = value.toString().toULongLong(&ok);
    }
    return ok && number <= mostExact ? std::optional(number) : std::nullopt;
}

} // namespace redial

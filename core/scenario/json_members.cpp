// SPDX-License-Identifier: MIT
#include "core/scenario/json_members.h"

#include "core/base/duration_text.h"
#include "core/base/json_places.h"
#include "core/base/nearest_name.h"

#include <QJsonArray>

#include <cmath>

namespace redial {

namespace {

/// A hostile file must not cost unbounded work.
constexpr qsizetype mostEntries = 1'000'000;

} // namespace

QString JsonMembers::pathOf(const QString& name) const
{
    return jsonPointerBelow(path_, name);
}

void JsonMembers::failBelow(const QString& name, const QString& member, const QString& sentence)
{
    errors_.push_back({jsonPointerBelow(pathOf(name), member), sentence});
}

void JsonMembers::fail(const QString& name, const QString& sentence)
{
    errors_.push_back({pathOf(name), sentence});
}

std::optional<QJsonValue> JsonMembers::value(const QString& name)
{
    asked_ << name;
    const auto found = object_.constFind(name);
    return found == object_.constEnd() ? std::nullopt : std::optional<QJsonValue>(*found);
}

std::optional<QString> JsonMembers::text(const QString& name)
{
    const auto found = value(name);
    if (found && !found->isString())
        fail(name, QStringLiteral("must be text."));
    return found && found->isString() ? std::optional(found->toString()) : std::nullopt;
}

std::optional<QStringList> JsonMembers::texts(const QString& name)
{
    constexpr qsizetype mostTexts = 1000;
    const auto found = value(name);
    if (!found)
        return std::nullopt;
    const QJsonArray array = found->toArray();
    bool isRight = found->isArray() && array.size() <= mostTexts;
    QStringList texts;
    for (const QJsonValue& entry : array) {
        isRight = isRight && entry.isString();
        texts << entry.toString();
    }
    if (!isRight)
        fail(name, QStringLiteral("must be an array of text."));
    return isRight ? std::optional(texts) : std::nullopt;
}

std::optional<bool> JsonMembers::flag(const QString& name)
{
    const auto found = value(name);
    if (found && !found->isBool())
        fail(name, QStringLiteral("must be true or false."));
    return found && found->isBool() ? std::optional(found->toBool()) : std::nullopt;
}

std::optional<std::chrono::nanoseconds> JsonMembers::duration(const QString& name)
{
    const auto written = text(name);
    if (!written)
        return std::nullopt;
    const auto read = parseDuration(*written);
    if (!read)
        fail(name, read.error());
    return read ? std::optional(*read) : std::nullopt;
}

std::optional<std::int64_t> JsonMembers::number(const QString& name, std::int64_t least,
                                                std::int64_t most)
{
    const auto found = value(name);
    if (!found)
        return std::nullopt;
    const double number = found->toDouble(std::numeric_limits<double>::quiet_NaN());
    const bool whole = std::isfinite(number) && std::floor(number) == number;
    if (!whole || number < double(least) || number > double(most)) {
        fail(name, QStringLiteral("must be a whole number from %1 to %2.").arg(least).arg(most));
        return std::nullopt;
    }
    return static_cast<std::int64_t>(number);
}

std::optional<QJsonObject> JsonMembers::object(const QString& name)
{
    const auto found = value(name);
    if (found && !found->isObject())
        fail(name, QStringLiteral("must be an object."));
    return found && found->isObject() ? std::optional(found->toObject()) : std::nullopt;
}

void JsonMembers::each(const QString& name, const std::function<void(JsonMembers&)>& read)
{
    const auto found = value(name);
    if (!found)
        return;
    const QJsonArray array = found->toArray();
    if (!found->isArray() || array.size() > mostEntries)
        return fail(name,
                    QStringLiteral("must be an array of at most %1 objects.").arg(mostEntries));
    for (qsizetype i = 0; i < array.size(); ++i) {
        const QString path = pathOf(name) + QLatin1Char('/') + QString::number(i);
        if (!array.at(i).isObject()) {
            errors_.push_back({path, QStringLiteral("must be an object.")});
            continue;
        }
        JsonMembers entry(array.at(i).toObject(), path, errors_);
        read(entry);
        entry.finish();
    }
}

void JsonMembers::within(const QString& name, const std::function<void(JsonMembers&)>& read)
{
    const auto found = object(name);
    if (!found)
        return;
    JsonMembers members(*found, pathOf(name), errors_);
    read(members);
    members.finish();
}

void JsonMembers::finish()
{
    for (auto member = object_.constBegin(); member != object_.constEnd(); ++member) {
        if (asked_.contains(member.key()))
            continue;
        const auto near = nearestName(member.key(), asked_);
        fail(member.key(), near ? QStringLiteral("is not known; did you mean \"%1\"?").arg(*near)
                                : QStringLiteral("is not known; leave it out."));
    }
}

} // namespace redial

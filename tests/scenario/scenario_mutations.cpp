// SPDX-License-Identifier: MIT
#include "tests/scenario/scenario_mutations.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <optional>

namespace redial::test {

namespace {

/// The value with what the path names replaced, or without it.
QJsonValue with(const QJsonValue& whole, const QStringList& path,
                const std::optional<QJsonValue>& value)
{
    const QString& name = path.first();
    const bool isLast = path.size() == 1;
    if (whole.isArray()) {
        QJsonArray array = whole.toArray();
        const int index = name.toInt();
        if (!isLast)
            array[index] = with(array.at(index), path.mid(1), value);
        else if (value)
            array[index] = *value;
        else
            array.removeAt(index);
        return array;
    }
    QJsonObject object = whole.toObject();
    if (!isLast)
        object.insert(name, with(object.value(name), path.mid(1), value));
    else if (value)
        object.insert(name, *value);
    else
        object.remove(name);
    return object;
}

QString written(const QJsonValue& value)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact));
}

} // namespace

bool ScenarioMutations::isNew(const QStringList& path, const QString& kind)
{
    QStringList shape;
    for (const QString& name : path) {
        bool isIndex = false;
        name.toInt(&isIndex);
        shape << (isIndex ? QStringLiteral("*") : name);
    }
    // Parameters belong to their fault.
    if (path.contains(QLatin1String("parameters")))
        shape << name_;
    const QString key = shape.join(QLatin1Char('/')) + kind;
    if (seen_.contains(key) || ++count_ % stride_ != 0)
        return false;
    seen_.insert(key);
    return true;
}

void ScenarioMutations::mutate(const QJsonValue& value, const QStringList& path)
{
    static const QJsonArray replacements{QJsonValue(),
                                         true,
                                         -1,
                                         0,
                                         1.5,
                                         70000,
                                         1000000,
                                         QString(),
                                         QStringLiteral("x"),
                                         QStringLiteral("5s"),
                                         QJsonArray(),
                                         QJsonObject(),
                                         1e15};
    const QString place = name_ + QStringLiteral(" /") + path.join(QLatin1Char('/'));
    for (const QJsonValue replacement : replacements) {
        const QString kind = QStringLiteral(" = ") + written(replacement);
        if (isNew(path, kind))
            all_.push_back({place + kind, with(file_, path, replacement).toObject()});
    }
    const QString without = QStringLiteral(" is missing");
    if (isNew(path, without))
        all_.push_back({place + without, with(file_, path, std::nullopt).toObject()});
    const QString unknown = QStringLiteral(" has a stranger");
    if (value.isObject() && isNew(path, unknown))
        all_.push_back({place + unknown,
                        with(file_, path + QStringList{QStringLiteral("strange")}, 1).toObject()});
}

void ScenarioMutations::descend(const QJsonValue& value, const QStringList& path)
{
    if (!path.isEmpty())
        mutate(value, path);
    const QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member)
        descend(*member, path + QStringList{member.key()});
    const QJsonArray array = value.toArray();
    for (qsizetype i = 0; i < array.size(); ++i)
        descend(array.at(i), path + QStringList{QString::number(i)});
}

void ScenarioMutations::add(const QString& name, const QJsonObject& file, int stride)
{
    name_ = name;
    file_ = file;
    stride_ = stride;
    descend(file, {});
}

} // namespace redial::test

// SPDX-License-Identifier: MIT
#include "core/scenario/scenario_matrix.h"

#include "core/base/json_places.h"
#include "core/scenario/scenario_reader.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace redial {

namespace {

const QString matrixName = QStringLiteral("matrix");

struct Axis
{
    QString pointer;
    QStringList members; ///< of the pointer, unescaped
    QJsonArray values;
};

std::optional<QStringList> membersOf(const QString& pointer)
{
    QStringList members = pointer.split(QLatin1Char('/'));
    if (members.size() < 2 || !members.takeFirst().isEmpty())
        return std::nullopt;
    for (QString& member : members) {
        if (member.isEmpty())
            return std::nullopt;
        member.replace(QLatin1String("~1"), QLatin1String("/"))
            .replace(QLatin1String("~0"), QLatin1String("~"));
    }
    return members;
}

/// The value with the one that the members name replaced; objects on the way are made.
std::optional<QJsonValue> replaced(const QJsonValue& whole, const QStringList& members,
                                   const QJsonValue& value)
{
    if (members.isEmpty())
        return value;
    const QString& name = members.first();
    if (whole.isArray()) {
        QJsonArray array = whole.toArray();
        bool ok = false;
        const qsizetype index = name.toInt(&ok);
        if (!ok || index < 0 || index >= array.size())
            return std::nullopt;
        const auto entry = replaced(array.at(index), members.mid(1), value);
        if (entry)
            array.replace(index, *entry);
        return entry ? std::optional<QJsonValue>(array) : std::nullopt;
    }
    if (!whole.isObject() && !whole.isUndefined())
        return std::nullopt;
    QJsonObject object = whole.toObject();
    const auto member = replaced(object.value(name), members.mid(1), value);
    if (member)
        object.insert(name, *member);
    return member ? std::optional<QJsonValue>(object) : std::nullopt;
}

QString valueText(const QJsonValue& value)
{
    if (value.isString())
        return value.toString();
    const QString text =
        QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact));
    return text.mid(1, text.size() - 2);
}

std::vector<Axis> axesOf(const QJsonObject& file, std::vector<ConfigurationError>& errors)
{
    const QString path = QLatin1Char('/') + matrixName;
    const QJsonValue written = file.value(matrixName);
    std::vector<Axis> axes;
    if (!written.isObject() || written.toObject().isEmpty()) {
        errors.push_back({path, QStringLiteral("must be an object of at least one pointer and its "
                                               "values, such as {\"/seed\": [1, 2, 3]}.")});
        return axes;
    }
    const QJsonObject matrix = written.toObject();
    for (auto axis = matrix.begin(); axis != matrix.end(); ++axis) {
        const QString here = jsonPointerBelow(path, axis.key());
        const auto members = membersOf(axis.key());
        const QJsonArray values = axis->toArray();
        const bool isOwn = members && (members->first() == matrixName ||
                                       members->first() == QLatin1String("version"));
        if (!members || isOwn || !replaced(file, *members, values.first()))
            errors.push_back(
                {here, QStringLiteral("names no member that can vary; write a JSON "
                                      "pointer such as \"/client/policy/strategy\".")});
        else if (values.isEmpty())
            errors.push_back({here, QStringLiteral("must be an array of at least one value.")});
        else
            axes.push_back({axis.key(), *members, values});
    }
    return axes;
}

std::vector<MatrixCase> combined(const std::vector<MatrixCase>& cases, const Axis& axis)
{
    std::vector<MatrixCase> more;
    for (const MatrixCase& one : cases) {
        for (qsizetype i = 0; i < axis.values.size(); ++i) {
            MatrixCase next = one;
            const auto object = replaced(one.object, axis.members, axis.values.at(i));
            next.object = object ? object->toObject() : one.object;
            if (!next.label.isEmpty())
                next.label += QStringLiteral(", ");
            next.label += axis.members.last() + QLatin1Char('=') + valueText(axis.values.at(i));
            next.origins.insert(
                axis.pointer,
                jsonPointerBelow(jsonPointerBelow(QLatin1Char('/') + matrixName, axis.pointer),
                                 QString::number(i)));
            more.push_back(std::move(next));
        }
    }
    return more;
}

} // namespace

std::vector<MatrixCase> expandMatrix(const QJsonObject& file,
                                     std::vector<ConfigurationError>& errors)
{
    MatrixCase only{{}, file, {}};
    if (!file.contains(matrixName))
        return {only};
    const std::vector<Axis> axes = axesOf(file, errors);
    only.object.remove(matrixName);
    std::vector<MatrixCase> cases{only};
    for (const Axis& axis : axes) {
        if (qsizetype(cases.size()) * axis.values.size() > mostScenarioCases) {
            errors.push_back({QLatin1Char('/') + matrixName,
                              QStringLiteral("has more than %1 cases; leave values out.")
                                  .arg(mostScenarioCases)});
            return {only};
        }
        cases = combined(cases, axis);
    }
    return cases;
}

} // namespace redial

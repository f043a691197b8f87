// SPDX-License-Identifier: MIT
#include "core/control/control_message.h"

#include "core/base/nearest_name.h"
#include "core/base/to_qstring.h"

#include <QJsonDocument>

#include <algorithm>

namespace redial {

namespace {

const QString versionMember = QStringLiteral("redial");
const QString idMember = QStringLiteral("id");
const QString actionMember = QStringLiteral("action");
const QString kindMember = QStringLiteral("kind");
const QString stationMember = QStringLiteral("station");
const QString faultMember = QStringLiteral("fault");
const QString numberMember = QStringLiteral("number");

QString nearestOf(const QString& word, const QStringList& names)
{
    const auto nearest = nearestName(word, names);
    return nearest ? QStringLiteral("did you mean \"%1\"?").arg(*nearest)
                   : QStringLiteral("choose one of %1.").arg(names.join(QLatin1String(", ")));
}

Expected<QJsonObject, QString> readObject(const QByteArray& line)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(line, &error);
    if (error.error != QJsonParseError::NoError)
        return Unexpected{QStringLiteral("the line is not JSON: %1 at byte %2.")
                              .arg(error.errorString())
                              .arg(error.offset + 1)};
    if (!document.isObject())
        return Unexpected{QStringLiteral("the line is no JSON object, as in "
                                         "{\"redial\":1,\"action\":\"status\"}.")};
    return document.object();
}

Expected<void, QString> checkMembers(const QJsonObject& object)
{
    static const QStringList known{versionMember, idMember,    actionMember, kindMember,
                                   stationMember, faultMember, numberMember};
    for (const QString& name : object.keys()) {
        if (!known.contains(name))
            return Unexpected{QStringLiteral("\"%1\" is no member of a command; %2")
                                  .arg(name.left(64), nearestOf(name.left(64), known))};
    }
    const QJsonValue version = object.value(versionMember);
    if (version != QJsonValue(controlVersion))
        return Unexpected{QStringLiteral("\"redial\" must be %1, the version of this language.")
                              .arg(controlVersion)};
    const QJsonValue id = object.value(idMember);
    if (!id.isUndefined() && !id.isDouble() && !id.isString() && !id.isNull())
        return Unexpected{QStringLiteral("\"id\" must be a number or a text.")};
    return {};
}

Expected<QString, QString> textMember(const QJsonObject& object, const QString& name)
{
    const QJsonValue value = object.value(name);
    if (value.isUndefined())
        return QString();
    if (!value.isString())
        return Unexpected{QStringLiteral("\"%1\" must be a text.").arg(name)};
    return value.toString();
}

Expected<ControlAction, QString> readAction(const QJsonObject& object)
{
    const auto name = textMember(object, actionMember);
    if (!name)
        return Unexpected{name.error()};
    QStringList names;
    for (const ControlActionRow& row : controlActions()) {
        if (toQString(row.name) == *name)
            return row.action;
        names << toQString(row.name);
    }
    if (name->isEmpty())
        return Unexpected{QStringLiteral("\"action\" is missing; choose one of %1.")
                              .arg(names.join(QLatin1String(", ")))};
    return Unexpected{QStringLiteral("\"%1\" is no action; %2")
                          .arg(name->left(64), nearestOf(name->left(64), names))};
}

Expected<ControlCommand, QString> readCommand(const QJsonObject& object)
{
    if (const auto members = checkMembers(object); !members)
        return Unexpected{members.error()};
    const auto action = readAction(object);
    if (!action)
        return Unexpected{action.error()};
    ControlCommand command;
    command.action = *action;
    const auto kind = textMember(object, kindMember);
    const auto station = textMember(object, stationMember);
    const auto fault = textMember(object, faultMember);
    const auto number = textMember(object, numberMember);
    for (const auto* text : {&kind, &station, &fault, &number}) {
        if (!*text)
            return Unexpected{text->error()};
    }
    if (!kind->isEmpty()) {
        const auto parsed = parseDropKind(*kind);
        if (!parsed)
            return Unexpected{QStringLiteral("\"kind\": %1").arg(parsed.error())};
        command.kind = *parsed;
    }
    command.station = *station;
    command.fault = *fault;
    command.number = *number;
    if (const auto valid = validate(command); !valid)
        return Unexpected{valid.error()};
    return command;
}

QByteArray lineOf(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace

Expected<ControlRequest, ControlFailure> readControlRequest(const QByteArray& line)
{
    const auto object = readObject(line);
    if (!object)
        return Unexpected{ControlFailure{QJsonValue(), object.error()}};
    const QJsonValue id = object->value(idMember);
    const bool idIsWell = id.isDouble() || id.isString();
    const auto command = readCommand(*object);
    if (!command)
        return Unexpected{ControlFailure{idIsWell ? id : QJsonValue(), command.error()}};
    return ControlRequest{idIsWell ? id : QJsonValue(), *command};
}

Expected<ControlAnswer, QString> readControlAnswer(const QByteArray& line)
{
    const auto object = readObject(line);
    if (!object)
        return Unexpected{object.error()};
    const QJsonValue ok = object->value(QLatin1String("ok"));
    if (object->value(versionMember) != QJsonValue(controlVersion) || !ok.isBool())
        return Unexpected{
            QStringLiteral("the answer is of another version of Redial; use the same one.")};
    const QJsonValue id = object->value(idMember);
    if (ok.toBool())
        return ControlAnswer{id, object->value(QLatin1String("result")).toObject()};
    return ControlAnswer{id, Unexpected{object->value(QLatin1String("error")).toString()}};
}

QByteArray writeControlRequest(const ControlRequest& request)
{
    const ControlCommand& command = request.command;
    QJsonObject object{{versionMember, controlVersion},
                       {actionMember, toQString(rowOf(command.action).name)}};
    if (!request.id.isNull() && !request.id.isUndefined())
        object.insert(idMember, request.id);
    if (command.kind)
        object.insert(kindMember, toQString(nameOf(*command.kind)));
    for (const auto& [name, text] :
         {std::pair(stationMember, command.station), std::pair(faultMember, command.fault),
          std::pair(numberMember, command.number)}) {
        if (!text.isEmpty())
            object.insert(name, text);
    }
    return lineOf(object);
}

QByteArray writeControlAnswer(const ControlAnswer& answer)
{
    QJsonObject object{{versionMember, controlVersion},
                       {QStringLiteral("ok"), bool(answer.outcome)}};
    if (!answer.id.isNull() && !answer.id.isUndefined())
        object.insert(idMember, answer.id);
    if (answer.outcome)
        object.insert(QStringLiteral("result"), *answer.outcome);
    else
        object.insert(QStringLiteral("error"), answer.outcome.error());
    return lineOf(object);
}

} // namespace redial

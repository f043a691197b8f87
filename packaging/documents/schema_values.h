// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/knob.h"
#include "core/fault/fault_parameter.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>

#include <span>
#include <string_view>

/// Pieces of a JSON Schema (draft 7), each for one kind of value in a scenario file. Where a value
/// may be written in several ways, the schema takes the plain one: no blanks around it, no sign
/// that is not needed.
namespace redial::schema {

QJsonObject text(const QString& pattern = {});
QJsonObject flag();
QJsonObject whole(double least, double most);
QJsonObject anyOf(const QJsonArray& alternatives);
QJsonObject list(const QJsonObject& entry, qsizetype least = 0);
QJsonObject reference(const QString& definition);

QJsonObject oneWordOf(const QStringList& names);
QStringList names(std::span<const std::string_view> names);
/// An object that takes these members and no other.
QJsonObject object(const QJsonObject& properties, const QStringList& required = {});
/// Each name with the same schema.
QJsonObject each(const QStringList& names, const QJsonObject& value);

/// "duration" and "some_time" (above 0), for the member "definitions".
QJsonObject timeDefinitions();
QJsonObject duration();
QJsonObject someTime();

QJsonObject knob(const KnobDescription& knob);
/// Each knob as a member, with its help.
template <class Settings>
QJsonObject settings(const std::vector<Knob<Settings>>& knobs)
{
    QJsonObject properties;
    for (const Knob<Settings>& one : knobs) {
        QJsonObject value = knob(one);
        value.insert(QStringLiteral("description"), one.help);
        properties.insert(one.name, value);
    }
    return object(properties);
}
/// The client's member "stream" and the server's "feed".
QJsonObject stream();
QJsonObject feed();
QJsonObject faultParameter(const FaultParameter& parameter);

} // namespace redial::schema

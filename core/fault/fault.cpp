// SPDX-License-Identifier: MIT
#include "core/fault/fault.h"

#include "core/base/knob_json.h"
#include "core/base/nearest_name.h"
#include "core/base/to_qstring.h"

#include <QJsonValue>

#include <cassert>

namespace redial {

namespace {

using Type = FaultParameter::Type;

FaultParameter::Value standardOf(const FaultParameter& parameter)
{
    auto value = parameter.read(toQString(parameter.standard));
    assert(value.hasValue());
    return *value;
}

std::size_t indexOf(const FaultDefinition& definition, std::string_view parameter)
{
    const FaultParameter* row = definition.parameter(parameter);
    assert(row != nullptr);
    return std::size_t(row - definition.parameters.data());
}

QString noSuchParameter(const FaultDefinition& definition, const QString& name)
{
    QStringList names;
    for (const FaultParameter& row : definition.parameters)
        names << toQString(row.name);
    const QString head =
        QStringLiteral("%1 has no parameter \"%2\"").arg(toQString(definition.id), name);
    if (names.isEmpty())
        return head + QStringLiteral("; it takes none.");
    if (const auto nearest = nearestName(name, names))
        return head + QStringLiteral("; did you mean \"%1\"?").arg(*nearest);
    return head + QStringLiteral("; it takes %1.").arg(names.join(QLatin1String(", ")));
}

} // namespace

Fault::Fault(const FaultDefinition& definition) : definition_(&definition)
{
    values_.reserve(definition.parameters.size());
    for (const FaultParameter& parameter : definition.parameters)
        values_.push_back(standardOf(parameter));
}

const FaultParameter::Value& Fault::value(std::string_view parameter) const
{
    return values_.at(indexOf(*definition_, parameter));
}

std::chrono::nanoseconds Fault::duration(std::string_view parameter) const
{
    return std::get<std::chrono::nanoseconds>(value(parameter));
}
std::int64_t Fault::number(std::string_view parameter) const
{
    return std::get<std::int64_t>(value(parameter));
}
double Fault::probability(std::string_view parameter) const
{
    return std::get<double>(value(parameter));
}
QString Fault::text(std::string_view parameter) const
{
    return std::get<QString>(value(parameter));
}
bool Fault::isOn(std::string_view parameter) const
{
    return std::get<bool>(value(parameter));
}

Expected<void, QString> Fault::set(const QString& parameter, const QString& text)
{
    const FaultParameter* row = definition_->parameter(parameter.toStdString());
    if (row == nullptr)
        return Unexpected{noSuchParameter(*definition_, parameter)};
    auto read = row->read(text);
    if (!read)
        return Unexpected{QStringLiteral("%1 of %2: %3")
                              .arg(parameter, toQString(definition_->id), read.error())};
    values_.at(indexOf(*definition_, row->name)) = std::move(*read);
    return {};
}

QString Fault::valueText(std::string_view parameter) const
{
    const FaultParameter* row = definition_->parameter(parameter);
    assert(row != nullptr);
    return row->write(value(parameter));
}

QString Fault::toText() const
{
    QString text = toQString(definition_->id);
    for (const FaultParameter& row : definition_->parameters) {
        if (value(row.name) != standardOf(row))
            text += QStringLiteral(" %1=%2").arg(toQString(row.name),
                                                 quotedIfNeeded(valueText(row.name)));
    }
    return text;
}

QJsonObject Fault::parametersToJson() const
{
    QJsonObject object;
    for (const FaultParameter& row : definition_->parameters) {
        const FaultParameter::Value& held = value(row.name);
        if (held == standardOf(row))
            continue;
        if (const auto* number = std::get_if<std::int64_t>(&held))
            object.insert(toQString(row.name), qint64(*number));
        else if (const auto* probability = std::get_if<double>(&held))
            object.insert(toQString(row.name), *probability);
        else if (const auto* isOn = std::get_if<bool>(&held))
            object.insert(toQString(row.name), *isOn);
        else
            object.insert(toQString(row.name), valueText(row.name));
    }
    return object;
}

std::optional<QString> faultValueText(const QJsonValue& value)
{
    return knobText(value);
}

QString quotedIfNeeded(const QString& text)
{
    const auto isPlain = [](QChar c) {
        return !c.isSpace() && c != QLatin1Char('"') && c != QLatin1Char('\'') &&
               c != QLatin1Char('\\') && c.isPrint();
    };
    if (!text.isEmpty() && std::all_of(text.begin(), text.end(), isPlain))
        return text;
    QString quoted = text;
    quoted.replace(QLatin1Char('\\'), QLatin1String("\\\\"))
        .replace(QLatin1Char('"'), QLatin1String("\\\""));
    return QLatin1Char('"') + quoted + QLatin1Char('"');
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/fault/toxiproxy_json.h"

#include "core/fault/fault_toxic.h"

#include <QJsonDocument>

namespace redial {

namespace {

const QString loopback = QStringLiteral("127.0.0.1");

/// Null where the member is missing or null, as Go's decoder leaves a field alone then.
ToxiproxyResult<QString> text(const QJsonObject& object, const QString& member)
{
    const QJsonValue value = object.value(member);
    if (value.isUndefined() || value.isNull())
        return QString();
    if (!value.isString())
        return Unexpected{badRequestBody(QStringLiteral("%1 must be text").arg(member))};
    return value.toString();
}

ToxiproxyResult<std::optional<HostPort>> address(const QJsonObject& object, const QString& member,
                                                 const QString& standard)
{
    const auto value = text(object, member);
    if (!value)
        return Unexpected{value.error()};
    if (value->isEmpty())
        return std::optional<HostPort>();
    auto parsed = parseHostPort(*value, standard);
    if (!parsed)
        return Unexpected{badRequestBody(QStringLiteral("%1: %2").arg(member, parsed.error()))};
    return std::optional(*parsed);
}

ToxiproxyResult<double> readToxicity(const QJsonObject& object, double standard)
{
    const QJsonValue value = object.value(QStringLiteral("toxicity"));
    if (value.isUndefined() || value.isNull())
        return standard;
    if (!value.isDouble())
        return Unexpected{badRequestBody(QStringLiteral("toxicity must be a number from 0 to 1"))};
    return value.toDouble();
}

ToxiproxyResult<QJsonObject> object(const QJsonValue& value)
{
    if (!value.isObject())
        return Unexpected{badRequestBody(QStringLiteral("an object was expected"))};
    return value.toObject();
}

} // namespace

QJsonObject ToxiproxyError::toJson() const
{
    return {{QStringLiteral("error"), message}, {QStringLiteral("status"), status}};
}

ToxiproxyError badRequestBody(const QString& what)
{
    return {400, QStringLiteral("bad request body: %1").arg(what)};
}

ToxiproxyResult<QJsonValue> parseBody(const std::string& body)
{
    const QByteArray bytes(body.data(), static_cast<qsizetype>(body.size()));
    if (bytes.trimmed().isEmpty())
        return Unexpected{badRequestBody(QStringLiteral("it is empty"))};
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
    if (error.error != QJsonParseError::NoError) {
        return Unexpected{badRequestBody(
            QStringLiteral("%1 at byte %2").arg(error.errorString()).arg(error.offset))};
    }
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
}

ToxiproxyResult<ProxyInput> readProxyInput(const QJsonValue& value)
{
    const auto members = object(value);
    if (!members)
        return Unexpected{members.error()};
    const auto name = text(*members, QStringLiteral("name"));
    const auto listen = address(*members, QStringLiteral("listen"), loopback);
    const auto upstream = address(*members, QStringLiteral("upstream"), loopback);
    if (!name)
        return Unexpected{name.error()};
    for (const auto* each : {&listen, &upstream}) {
        if (!*each)
            return Unexpected{each->error()};
    }
    ProxyInput input{*name, *listen, *upstream, {}};
    const QJsonValue enabled = members->value(QStringLiteral("enabled"));
    if (enabled.isBool())
        input.enabled = enabled.toBool();
    else if (!enabled.isUndefined() && !enabled.isNull())
        return Unexpected{badRequestBody(QStringLiteral("enabled must be true or false"))};
    return input;
}

namespace {

/// The toxic's own attributes, or its type's defaults, overwritten by those of the request.
ToxiproxyResult<void> readAttributes(Toxic& toxic, const QJsonObject& members)
{
    const QJsonValue given = members.value(QStringLiteral("attributes"));
    if (const ToxicType* type = toxicType(toxic.type)) {
        const auto attributes = readToxicAttributes(*type, toxic.attributes, given);
        if (!attributes)
            return Unexpected{badRequestBody(attributes.error())};
        toxic.attributes = *attributes;
        return {};
    }
    if (!faultOfToxicType(toxic.type))
        return Unexpected{ToxiproxyError{400, QStringLiteral("invalid toxic type")}};
    if (const auto read = readFaultAttributes(toxic, toxic.attributes, given); !read)
        return Unexpected{badRequestBody(read.error())};
    return {};
}

} // namespace

ToxiproxyResult<Toxic> readNewToxic(const QJsonValue& value)
{
    const auto members = object(value);
    if (!members)
        return Unexpected{members.error()};
    Toxic toxic;
    const auto name = text(*members, QStringLiteral("name"));
    const auto typeName = text(*members, QStringLiteral("type"));
    const auto stream = text(*members, QStringLiteral("stream"));
    for (const auto* each : {&name, &typeName, &stream}) {
        if (!*each)
            return Unexpected{each->error()};
    }
    const auto toxicity = readToxicity(*members, toxic.toxicity);
    if (!toxicity)
        return Unexpected{toxicity.error()};
    toxic.toxicity = *toxicity;
    const auto direction =
        stream->isEmpty() ? std::optional(toxic.stream) : streamFromName(*stream);
    if (!direction)
        return Unexpected{ToxiproxyError{
            400, QStringLiteral("stream was invalid, can be either upstream or downstream")}};
    toxic.stream = *direction;
    toxic.type = *typeName;
    toxic.name =
        name->isEmpty() ? QStringLiteral("%1_%2").arg(toxic.type, nameOf(toxic.stream)) : *name;
    if (const auto read = readAttributes(toxic, *members); !read)
        return Unexpected{read.error()};
    return toxic;
}

ToxiproxyResult<Toxic> readToxicUpdate(const Toxic& toxic, const QJsonValue& value)
{
    const auto members = object(value);
    if (!members)
        return Unexpected{members.error()};
    const auto toxicity = readToxicity(*members, toxic.toxicity);
    if (!toxicity)
        return Unexpected{toxicity.error()};
    Toxic updated = toxic;
    updated.toxicity = *toxicity;
    if (const auto read = readAttributes(updated, *members); !read)
        return Unexpected{read.error()};
    return updated;
}

QJsonObject proxyToJson(const Proxy& proxy)
{
    const ProxySettings& settings = proxy.settings();
    return {{QStringLiteral("name"), settings.name},
            {QStringLiteral("listen"), settings.listen.text()},
            {QStringLiteral("upstream"), settings.upstream.text()},
            {QStringLiteral("enabled"), proxy.isEnabled()},
            {QStringLiteral("toxics"), toxicsToJson(proxy.toxics())},
            {QStringLiteral("tls"),
             QJsonObject{{QStringLiteral("clients"), settings.clientTls != nullptr},
                         {QStringLiteral("upstream"), settings.upstreamTls != nullptr}}}};
}

QJsonArray toxicsToJson(const std::vector<Toxic>& toxics)
{
    QJsonArray array;
    for (const StreamDirection stream : {StreamDirection::Upstream, StreamDirection::Downstream}) {
        for (const Toxic& toxic : toxics) {
            if (toxic.stream == stream)
                array.append(toxic.toJson());
        }
    }
    return array;
}

} // namespace redial

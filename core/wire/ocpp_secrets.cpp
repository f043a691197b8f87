// SPDX-License-Identifier: MIT
#include "core/wire/ocpp_secrets.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

namespace redial {

namespace {

constexpr std::array<const char*, 5> secretNames{"password", "authorizationkey", "secret", "token",
                                                 "privatekey"};

bool isSecret(const QString& name)
{
    // idToken identifies a card in every transaction message: a tester must see it.
    const QString lower = name.toLower();
    if (lower.contains(QLatin1String("idtoken")))
        return false;
    return std::any_of(secretNames.begin(), secretNames.end(),
                       [&](const char* secret) { return lower.contains(QLatin1String(secret)); });
}

/// True if the object is a pair of which one half names a secret: {"key": "AuthorizationKey",
/// "value": …}.
bool namesSecret(const QJsonObject& object)
{
    return isSecret(object.value(QLatin1String("key")).toString()) ||
           isSecret(object.value(QLatin1String("variable"))
                        .toObject()
                        .value(QLatin1String("name"))
                        .toString());
}

QJsonValue masked(const QJsonValue& value);

bool isValueName(const QString& name)
{
    return name == QLatin1String("value") || name == QLatin1String("attributeValue") ||
           name == QLatin1String("variableAttribute");
}

QJsonObject maskedObject(QJsonObject object)
{
    const bool pair = namesSecret(object);
    for (auto member = object.begin(); member != object.end(); ++member) {
        QJsonValue value = member.value();
        if (isSecret(member.key()) || (pair && isValueName(member.key()))) {
            member.value() = QStringLiteral("***");
            continue;
        }
        // The shared secret of a VPN is called "key" (SetNetworkProfile).
        if (member.key() == QLatin1String("vpn") && value.isObject()) {
            QJsonObject vpn = value.toObject();
            if (vpn.contains(QLatin1String("key")))
                vpn.insert(QLatin1String("key"), QStringLiteral("***"));
            value = vpn;
        }
        member.value() = masked(value);
    }
    return object;
}

QJsonValue masked(const QJsonValue& value)
{
    if (value.isObject())
        return maskedObject(value.toObject());
    if (!value.isArray())
        return value;
    QJsonArray array;
    for (const QJsonValue& element : value.toArray())
        array.append(masked(element));
    return array;
}

} // namespace

QByteArray maskSecrets(const QByteArray& message)
{
    const QByteArray lower = message.toLower();
    // A name may be written with escapes, which only the JSON reader resolves.
    const bool suspect = lower.contains("\\u") || lower.contains("\"vpn\"") ||
                         std::any_of(secretNames.begin(), secretNames.end(),
                                     [&](const char* secret) { return lower.contains(secret); });
    if (!suspect)
        return message;
    const QJsonDocument document = QJsonDocument::fromJson(message);
    if (document.isArray())
        return QJsonDocument(masked(document.array()).toArray()).toJson(QJsonDocument::Compact);
    if (document.isObject())
        return QJsonDocument(maskedObject(document.object())).toJson(QJsonDocument::Compact);
    return message;
}

} // namespace redial

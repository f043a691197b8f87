// SPDX-License-Identifier: MIT
// Feeds in the scenario file's schema.
#include "core/server/feed.h"
#include "core/session/stream_session_policy.h"
#include "packaging/documents/schema_values.h"

namespace redial::schema {

namespace {

QJsonObject someText()
{
    return text(QStringLiteral("."));
}

/// Text, or the JSON object that is sent.
QJsonObject message()
{
    return anyOf({someText(), QJsonObject{{QStringLiteral("type"), QStringLiteral("object")}}});
}

QJsonObject questionMembers()
{
    return {{QStringLiteral("message"), message()},
            {QStringLiteral("ok"), someText()},
            {QStringLiteral("refused"), someText()}};
}

QJsonObject auth()
{
    QJsonObject members = questionMembers();
    members.insert(QStringLiteral("token"),
                   text(QStringLiteral("^(generated|(file|environment):.+)$")));
    return object(members, {QStringLiteral("message")});
}

QJsonObject subscriptions()
{
    QJsonObject members = questionMembers();
    members.insert(QStringLiteral("name"), someText());
    return list(anyOf({someText(), object(members, {QStringLiteral("name")})}));
}

} // namespace

QJsonObject stream()
{
    const QString messageName = QStringLiteral("message");
    const QJsonObject pointer = text(QStringLiteral("^(|/([^~]|~[01])*)$"));
    const QJsonObject heartbeat =
        object({{messageName, message()}, {QStringLiteral("pong"), someText()}}, {messageName});
    const QJsonObject ping =
        object({{QStringLiteral("ping"), someText()}, {QStringLiteral("answer"), message()}},
               {QStringLiteral("ping"), QStringLiteral("answer")});
    const QJsonObject handler =
        object({{QStringLiteral("name"), someText()}, {QStringLiteral("channel"), text()}},
               {QStringLiteral("name")});
    return object({{QStringLiteral("auth"), auth()},
                   {QStringLiteral("subscribe"), object(questionMembers())},
                   {QStringLiteral("subscriptions"), subscriptions()},
                   {QStringLiteral("heartbeat"), heartbeat},
                   {QStringLiteral("passive_pings"), list(ping)},
                   {QStringLiteral("recovery"), object(questionMembers(), {messageName})},
                   {QStringLiteral("handlers"), list(handler)},
                   {QStringLiteral("channel"), pointer},
                   {QStringLiteral("sequence"), pointer},
                   {QStringLiteral("policy"), settings(streamSessionKnobs())}});
}

QJsonObject feed()
{
    return object({{QStringLiteral("channels"), list(someText(), 1)},
                   {QStringLiteral("rate"), whole(1, FeedSettings::mostRate)},
                   {QStringLiteral("history"), whole(0, FeedSettings::mostHistory)},
                   {QStringLiteral("auth"), flag()},
                   {QStringLiteral("fresh_tokens"), flag()},
                   {QStringLiteral("ping_interval"), duration()}});
}

} // namespace redial::schema

// SPDX-License-Identifier: MIT
#include "core/session/stream_dialect.h"

namespace redial {

namespace {

/// Precondition: the text is a rule.
MessageRule rule(const char* text)
{
    return *MessageRule::parse(QString::fromLatin1(text));
}

} // namespace

StreamProfile feedDialect(const QStringList& channels)
{
    StreamProfile profile;
    profile.auth = StreamQuestion{QStringLiteral(R"({"type":"auth","token":"{token}"})"),
                                  rule("/type=auth_ok"), rule("/type=auth_refused")};
    const StreamQuestion subscribe{
        QStringLiteral(R"({"type":"subscribe","channel":"{name}","from":{from}})"),
        rule("/type=subscribed&/channel={name}"), rule("/type=subscribe_refused&/channel={name}")};
    for (const QString& channel : channels) {
        StreamQuestion question = subscribe;
        question.accepted = subscribe.accepted->named(channel);
        question.refused = subscribe.refused->named(channel);
        profile.subscriptions.push_back({channel, question});
    }
    profile.heartbeat =
        StreamHeartbeat{QStringLiteral(R"({"type":"heartbeat"})"), rule("/type=heartbeat_ok")};
    profile.passivePings.push_back(
        {rule("/type=ping"), QStringLiteral(R"({"type":"pong","id":{/id}})")});
    profile.recovery = StreamQuestion{
        QStringLiteral(R"({"type":"recover","channel":"{channel}","from":{from},"to":{to}})"),
        rule("/type=recovered"), rule("/type=lost")};
    return profile;
}

} // namespace redial

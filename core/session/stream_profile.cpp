// SPDX-License-Identifier: MIT
#include "core/session/stream_profile.h"

#include "core/base/json_pointer.h"
#include "core/session/message_template.h"

#include <algorithm>
#include <set>

namespace redial {

bool StreamQuestion::isAccepted(const StreamMessage& answer) const
{
    return accepted && accepted->matches(answer);
}

bool StreamQuestion::isRefused(const StreamMessage& answer) const
{
    if (refused)
        return refused->matches(answer);
    return accepted && accepted->contradicts(answer);
}

StreamSessionRules StreamProfile::rules() const
{
    StreamSessionRules rules;
    rules.policy = policy;
    rules.authenticates = auth.has_value();
    rules.awaitsAuthAnswer = auth && auth->accepted;
    rules.subscriptions =
        std::uint32_t(std::min<std::size_t>(subscriptions.size(), mostStreamSubscriptions));
    for (std::uint32_t i = 0; i < rules.subscriptions; ++i) {
        if (subscriptions[i].question.accepted)
            rules.awaitedAnswers |= std::uint64_t(1) << i;
    }
    rules.beats = heartbeat.has_value();
    rules.awaitsPong = heartbeat && heartbeat->pong;
    return rules;
}

const PassivePing* StreamProfile::passivePingOf(const StreamMessage& message) const
{
    const auto found =
        std::find_if(passivePings.begin(), passivePings.end(),
                     [&](const PassivePing& passive) { return passive.ping.matches(message); });
    return found == passivePings.end() ? nullptr : &*found;
}

QString StreamProfile::channelOf(const StreamMessage& message) const
{
    if (channelPointer.isEmpty())
        return {};
    return message.textAt(channelPointer).value_or(QString());
}

std::optional<std::uint64_t> StreamProfile::sequenceOf(const StreamMessage& message) const
{
    return sequencePointer.isEmpty() ? std::nullopt : message.numberAt(sequencePointer);
}

QString StreamProfile::handlerOf(const QString& channel) const
{
    StreamRouter router;
    for (const StreamRoute& route : routes)
        router.add(route, {});
    const StreamRoute* route = router.routeFor(channel);
    if (route)
        return route->handler;
    return routes.empty() ? QStringLiteral("default") : QString();
}

std::vector<KnobError> StreamProfile::validate() const
{
    std::vector<KnobError> errors = policy.validate();
    const auto require = [&](bool holds, const QString& path, const QString& sentence) {
        if (!holds)
            errors.push_back({path, sentence});
    };
    require(subscriptions.size() <= mostStreamSubscriptions, QStringLiteral("subscriptions"),
            QStringLiteral("are more than %1; send several channels in one message.")
                .arg(mostStreamSubscriptions));
    std::set<QString> names;
    for (std::size_t i = 0; i < subscriptions.size(); ++i) {
        const QString path = QStringLiteral("subscriptions/%1").arg(i);
        const QString& name = subscriptions[i].name;
        require(!name.isEmpty(), path, QStringLiteral("has no name; give it the channel's."));
        require(names.insert(name).second, path,
                QStringLiteral("has the name \"%1\" a second time; choose another.").arg(name));
        require(!subscriptions[i].question.message.isEmpty(), path,
                QStringLiteral("has an empty message."));
    }
    require(!auth || !auth->message.isEmpty(), QStringLiteral("auth/message"),
            QStringLiteral("is empty; write what is sent first, with {token} in it."));
    require(!heartbeat || !heartbeat->message.isEmpty(), QStringLiteral("heartbeat/message"),
            QStringLiteral("is empty; write what is sent, or leave the heartbeat out."));
    require(!recovery || !recovery->message.isEmpty(), QStringLiteral("recovery/message"),
            QStringLiteral("is empty; write what asks for {from} to {to}."));
    require(isJsonPointer(channelPointer), QStringLiteral("channel"),
            QStringLiteral("is no JSON pointer; write for example /channel."));
    require(isJsonPointer(sequencePointer), QStringLiteral("sequence"),
            QStringLiteral("is no JSON pointer; write for example /seq."));
    return errors;
}

QString standardSubscription()
{
    return QStringLiteral(R"({"type":"subscribe","channel":"{name}"})");
}

} // namespace redial

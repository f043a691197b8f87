// SPDX-License-Identifier: MIT
// What a StreamSession makes of the server's messages.
#include "core/session/message_template.h"
#include "core/session/stream_session.h"

#include <QPointer>

#include <utility>

namespace redial {

namespace {

using Input = StreamSessionInput;

} // namespace

void StreamSession::textReceived(const QString& text)
{
    if (state_.phase == StreamPhase::Closed || state_.phase == StreamPhase::Failed)
        return;
    const StreamMessage message(text);
    const bool taken = takePing(message) || takePong(message) || takeAuthAnswer(message) ||
                       takeSubscriptionAnswer(message) || takeRecoveryAnswer(message);
    if (!taken && state_.isAuthenticated())
        takeData(message);
}

bool StreamSession::takePing(const StreamMessage& message)
{
    const PassivePing* passive = profile_.passivePingOf(message);
    if (!passive)
        return false;
    pingAnswer_ = fillTemplate(passive->answer, {}, &message);
    process({.kind = Input::Kind::PingReceived});
    return true;
}

bool StreamSession::takePong(const StreamMessage& message)
{
    if (!rules_.awaitsPong || !profile_.heartbeat->pong->matches(message))
        return false;
    process({.kind = Input::Kind::PongReceived});
    return true;
}

/// Until the auth message is answered the server's messages are for nobody else.
bool StreamSession::takeAuthAnswer(const StreamMessage& message)
{
    if (state_.phase != StreamPhase::AuthSent)
        return false;
    if (profile_.auth->isAccepted(message))
        process({.kind = Input::Kind::AuthAccepted});
    else if (profile_.auth->isRefused(message))
        process({.kind = Input::Kind::AuthRefused});
    return true;
}

/// The first subscription that still waits for such an answer has it.
bool StreamSession::takeSubscriptionAnswer(const StreamMessage& message)
{
    if (!state_.isAuthenticated() || (rules_.awaitedAnswers & ~state_.answered) == 0)
        return false;
    for (std::uint32_t i = 0; i < rules_.subscriptions; ++i) {
        const StreamQuestion& question = profile_.subscriptions[i].question;
        if (!question.accepted || state_.isAnswered(i))
            continue;
        const bool accepted = question.isAccepted(message);
        // Another subscription's answer contradicts this one's rule: only a rule of its own says
        // what a refusal is.
        if (!accepted && !(question.refused && question.refused->matches(message)))
            continue;
        process({.kind = accepted ? Input::Kind::SubscriptionAccepted
                                  : Input::Kind::SubscriptionRefused,
                 .subscription = i});
        return true;
    }
    return false;
}

bool StreamSession::takeRecoveryAnswer(const StreamMessage& message)
{
    if (!profile_.recovery || !state_.isAuthenticated())
        return false;
    const bool complete = profile_.recovery->isAccepted(message);
    const bool lost = profile_.recovery->refused && profile_.recovery->refused->matches(message);
    if (!complete && !lost)
        return false;
    // Whatever was sent has come before this: what is still missing never will.
    giveUpWaiting(profile_.channelOf(message));
    return true;
}

StreamSession::Channel* StreamSession::channelFor(const QString& name)
{
    const auto found = channels_.find(name);
    if (found != channels_.end())
        return &found->second;
    if (channels_.size() >= mostChannels || name.size() > longestChannelName)
        return nullptr;
    return &channels_[name];
}

void StreamSession::takeData(const StreamMessage& message)
{
    const QString name = profile_.channelOf(message);
    const auto sequence = profile_.sequenceOf(message);
    Channel* channel = sequence ? channelFor(name) : nullptr;
    if (!channel) {
        deliveries_.push_back({name, sequence, message.text()});
        return deliverAll();
    }
    const bool hasRoom = heldCharacters_ + message.text().size() <= mostHeldCharacters;
    const bool asks = profile_.recovery.has_value();
    const std::uint32_t mayHold = asks && hasRoom ? profile_.policy.heldMessages : 0;
    settle(name, *channel, channel->sequence.take(*sequence, message.text(), mayHold));
    deliverAll();
}

void StreamSession::settle(const QString& name, Channel& channel, SequenceResult result)
{
    const qsizetype held = channel.sequence.heldCharacters();
    heldCharacters_ += held - std::exchange(channel.countedCharacters, held);
    figures_.duplicates += result.duplicate ? 1 : 0;
    if (result.settled) {
        (result.settled->recovered ? figures_.recovered : figures_.lost) += result.settled->count;
        recorder_.record(EventKind::RecoverySettled,
                         {{FieldKey::Channel, name.toStdString()},
                          {FieldKey::Recovered, result.settled->recovered},
                          {FieldKey::Count, result.settled->count}});
        announce([this, name, settled = *result.settled] {
            emit recoverySettled(name, settled.recovered, settled.count);
        });
    }
    for (auto& [sequence, text] : result.deliveries)
        deliveries_.push_back({name, sequence, std::move(text)});
    if (result.missing)
        askForMissing(name, *result.missing);
    watchGap(name, channel);
}

void StreamSession::askForMissing(const QString& name, const SequenceGap& gap)
{
    operations_.sendText(fillTemplate(
        profile_.recovery->message, [&](const QString& place) -> std::optional<QString> {
            if (place == QLatin1String("channel"))
                return name;
            if (place == QLatin1String("from"))
                return QString::number(gap.from);
            return place == QLatin1String("to") ? std::optional(QString::number(gap.to))
                                                : std::nullopt;
        }));
}

void StreamSession::watchGap(const QString& name, Channel& channel)
{
    if (!channel.sequence.isWaiting()) {
        clock_.cancelTimer(std::exchange(channel.patience, 0));
    } else if (channel.patience == 0 && state_.isAuthenticated()) {
        channel.patience = clock_.startTimer(profile_.policy.recoveryTimeout, [this, name] {
            channels_[name].patience = 0;
            giveUpWaiting(name);
        });
    }
}

void StreamSession::giveUpWaiting(const QString& name)
{
    const auto found = channels_.find(name);
    if (found == channels_.end() || !found->second.sequence.isWaiting())
        return;
    settle(name, found->second, found->second.sequence.giveUp());
    deliverAll();
}

void StreamSession::recordDelivery(const StreamRoute& route, const Delivery& delivery)
{
    ++figures_.delivered;
    const std::string handler = route.handler.toStdString();
    const std::string channel = delivery.channel.left(longestChannelName).toStdString();
    std::vector<Field> fields{{FieldKey::Handler, handler}, {FieldKey::Channel, channel}};
    if (delivery.sequence)
        fields.push_back({FieldKey::Sequence, *delivery.sequence});
    recorder_.record(EventKind::MessageDelivered, fields);
}

void StreamSession::deliverAll()
{
    const QPointer<StreamSession> self(this);
    if (!processing_)
        emitAnnouncements();
    if (!self || std::exchange(delivering_, true))
        return;
    while (!deliveries_.empty()) {
        const Delivery next = std::move(deliveries_.front());
        deliveries_.pop_front();
        const StreamRoute* route = router_.routeFor(next.channel);
        if (!route) {
            ++figures_.unrouted;
            continue;
        }
        recordDelivery(*route, next);
        const StreamMessage message(next.text);
        router_.deliver({message, next.channel, next.sequence});
        if (!self)
            return;
    }
    delivering_ = false;
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/session/stream_session.h"

#include <QPointer>

#include <algorithm>
#include <utility>

namespace redial {

namespace {

using Kind = StreamSessionEffect::Kind;
using Input = StreamSessionInput;

std::size_t indexOf(StreamTimer timer)
{
    return static_cast<std::size_t>(timer);
}

} // namespace

StreamSession::StreamSession(StreamProfile profile, StreamSessionOperations operations,
                             Clock& clock, Random random, EventRecorder recorder,
                             TokenProvider provider, QObject* parent)
    : QObject(parent)
    , profile_(std::move(profile))
    , rules_(profile_.rules())
    , operations_(std::move(operations))
    , clock_(clock)
    , random_(random)
    , recorder_(recorder)
    , provider_(std::move(provider))
    , salt_(QByteArray::number(random_.next(), 16))
{
    if (!provider_)
        provider_ = profile_.token.provider(Random(random_.next()));
    if (profile_.routes.empty())
        profile_.routes.push_back({QStringLiteral("default"), QStringLiteral("*")});
    for (const StreamRoute& route : profile_.routes)
        router_.add(route, {});
}

StreamSession::~StreamSession()
{
    for (const TimerId timer : timers_)
        clock_.cancelTimer(timer);
    for (const auto& [name, channel] : channels_)
        clock_.cancelTimer(channel.patience);
}

void StreamSession::transportOpened(quint32 epoch)
{
    recorder_.setEpoch(epoch);
    const bool anew = profile_.policy.sequenceScope == SequenceScope::Connection;
    for (auto& [name, channel] : channels_) {
        if (anew)
            settle(name, channel, channel.sequence.startAnew());
        else
            channel.sequence.reconnected();
    }
    const QPointer<StreamSession> self(this);
    deliverAll();
    if (self)
        process({.kind = Input::Kind::Opened});
}

void StreamSession::transportClosed(quint32 epoch)
{
    if (epoch < recorder_.epoch())
        return;
    ++tokenQuestion_;
    token_.clear();
    for (auto& [name, channel] : channels_)
        clock_.cancelTimer(std::exchange(channel.patience, 0));
    process({.kind = Input::Kind::Closed});
}

void StreamSession::setOnline(bool online)
{
    process({.kind = Input::Kind::OnlineChanged, .online = online});
}

bool StreamSession::send(const QString& text)
{
    const std::string id = "m" + std::to_string(++messagesSent_);
    recorder_.record(EventKind::SendRequested, {{FieldKey::MessageId, id}});
    if (isOnline() && operations_.sendText(text))
        return true;
    recorder_.record(EventKind::SendRejected,
                     {{FieldKey::MessageId, id},
                      {FieldKey::Reason, isOnline() ? "the link took nothing" : "not online"}});
    return false;
}

int StreamSession::armedTimers() const
{
    const auto running = [](TimerId timer) { return timer != 0; };
    auto count = std::count_if(timers_.begin(), timers_.end(), running);
    count += std::count_if(channels_.begin(), channels_.end(),
                           [&](const auto& entry) { return running(entry.second.patience); });
    return static_cast<int>(count);
}

void StreamSession::process(const StreamSessionInput& input)
{
    inputs_.push_back(input);
    if (processing_)
        return;
    processing_ = true;
    const QPointer<StreamSession> self(this);
    while (!inputs_.empty()) {
        const StreamSessionInput next = inputs_.front();
        inputs_.pop_front();
        for (const StreamSessionEffect& effect : step(state_, rules_, next))
            carryOut(effect);
        emitAnnouncements();
        if (!self)
            return;
    }
    processing_ = false;
}

/// Whoever listens may close the link or stop: nothing of the step may come after that.
void StreamSession::announce(std::function<void()> signal)
{
    announcements_.push_back(std::move(signal));
}

void StreamSession::emitAnnouncements()
{
    const QPointer<StreamSession> self(this);
    for (const auto& emitSignal : std::exchange(announcements_, {})) {
        emitSignal();
        if (!self)
            return;
    }
}

void StreamSession::carryOut(const StreamSessionEffect& effect)
{
    switch (effect.kind) {
    case Kind::FetchToken:
        fetchToken();
        break;
    case Kind::SendAuth:
        sendAuth();
        break;
    case Kind::SendSubscription:
        sendSubscription(effect.subscription);
        break;
    case Kind::AnswerPing:
        answerPing();
        break;
    case Kind::SendHeartbeat:
        sendHeartbeat();
        break;
    case Kind::ArmTimer:
        armTimer(effect.timer, effect.delay);
        break;
    case Kind::CancelTimer:
        cancelTimer(effect.timer);
        break;
    case Kind::AuthSettled:
    case Kind::SubscriptionSettled:
    case Kind::HeartbeatAnswered:
    case Kind::Ready:
    case Kind::Abandon:
        tell(effect);
        break;
    }
}

void StreamSession::tell(const StreamSessionEffect& effect)
{
    const bool accepted = effect.outcome == StreamOutcome::Accepted;
    if (effect.kind == Kind::AuthSettled) {
        figures_.authsAccepted += accepted ? 1 : 0;
        recorder_.record(EventKind::AuthAnswered,
                         {{FieldKey::Outcome, nameOf(effect.outcome)},
                          {FieldKey::LatencyNs, clock_.now() - authSentAt_}});
        announce([this, outcome = effect.outcome] { emit authSettled(outcome); });
    } else if (effect.kind == Kind::SubscriptionSettled) {
        const QString name = profile_.subscriptions[effect.subscription].name;
        figures_.subscriptionsAccepted += accepted ? 1 : 0;
        recorder_.record(EventKind::SubscriptionAnswered,
                         {{FieldKey::Subscription, name.toStdString()},
                          {FieldKey::Outcome, nameOf(effect.outcome)},
                          {FieldKey::LatencyNs, clock_.now() - subscribedAt_}});
        announce(
            [this, name, outcome = effect.outcome] { emit subscriptionSettled(name, outcome); });
    } else if (effect.kind == Kind::HeartbeatAnswered) {
        ++figures_.heartbeatsAnswered;
        recorder_.record(EventKind::HeartbeatAnswered,
                         {{FieldKey::LatencyNs, clock_.now() - heartbeatSentAt_}});
    } else if (effect.kind == Kind::Ready) {
        for (auto& [name, channel] : channels_)
            watchGap(name, channel);
        announce([this] { emit ready(); });
    } else {
        if (effect.failure == StreamFailure::PongMissed)
            recorder_.record(EventKind::PongTimedOut,
                             {{FieldKey::DurationNs, clock_.now() - heartbeatSentAt_}});
        announce([this, failure = effect.failure] { emit failed(failure); });
    }
}

void StreamSession::armTimer(StreamTimer timer, std::chrono::nanoseconds delay)
{
    timers_[indexOf(timer)] = clock_.startTimer(delay, [this, timer] {
        timers_[indexOf(timer)] = 0;
        process({.kind = Input::Kind::TimerFired, .timer = timer});
    });
}

void StreamSession::cancelTimer(StreamTimer timer)
{
    clock_.cancelTimer(std::exchange(timers_[indexOf(timer)], 0));
}

} // namespace redial

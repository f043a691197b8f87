// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/stream_session_machine.h"

#include <set>

namespace redial::test {

/// Judges a life by inputs and effects alone, written from the rules (P40, P41, B6, B10).
class StreamChecker
{
    using InputKind = StreamSessionInput::Kind;
    using EffectKind = StreamSessionEffect::Kind;

public:
    explicit StreamChecker(const StreamSessionRules& rules) : rules_(rules) {}

    bool holds(const StreamSessionInput& input, const StreamSessionEffects& effects)
    {
        if (input.kind == InputKind::Opened && !open_)
            begin();
        if (input.kind == InputKind::TimerFired)
            armed_.erase(input.timer);
        if (input.kind == InputKind::OnlineChanged)
            onlineWanted_ = input.online && readies_ > 0;
        if (input.kind == InputKind::Closed)
            onlineWanted_ = false;
        for (const StreamSessionEffect& effect : effects)
            see(effect);
        if (input.kind == InputKind::Closed) {
            open_ = false;
            ok_ = ok_ && armed_.empty();
        }
        return ok_;
    }

private:
    void begin()
    {
        open_ = true;
        tokens_ = auths_ = readies_ = 0;
        authAccepted_ = abandoned_ = false;
        subscribed_.clear();
        accepted_.clear();
    }
    void require(bool condition) { ok_ = ok_ && condition; }
    void see(const StreamSessionEffect& effect)
    {
        const bool sends = effect.kind == EffectKind::SendSubscription ||
                           effect.kind == EffectKind::SendHeartbeat ||
                           effect.kind == EffectKind::AnswerPing;
        require(!sends || (open_ && !abandoned_ && (auths_ == 1 || !rules_.authenticates)));
        if (effect.kind == EffectKind::FetchToken)
            require(++tokens_ == 1);
        if (effect.kind == EffectKind::SendAuth)
            require(++auths_ == 1 && tokens_ == 1);
        if (effect.kind == EffectKind::AuthSettled)
            authAccepted_ = effect.outcome == StreamOutcome::Accepted;
        if (effect.kind == EffectKind::SendSubscription)
            require(subscribed_.insert(effect.subscription).second &&
                    (authAccepted_ || !rules_.awaitsAuthAnswer || !rules_.authenticates));
        if (effect.kind == EffectKind::SubscriptionSettled &&
            effect.outcome == StreamOutcome::Accepted)
            accepted_.insert(effect.subscription);
        if (effect.kind == EffectKind::SendHeartbeat)
            require(onlineWanted_);
        if (effect.kind == EffectKind::Ready)
            ready();
        if (effect.kind == EffectKind::Abandon) {
            require(!abandoned_);
            abandoned_ = true;
        }
        if (effect.kind == EffectKind::ArmTimer)
            require(armed_.insert(effect.timer).second && open_);
        if (effect.kind == EffectKind::CancelTimer)
            require(armed_.erase(effect.timer) == 1);
    }
    void ready()
    {
        require(++readies_ == 1 && subscribed_.size() == rules_.subscriptions);
        const bool mayMiss = rules_.policy.subscriptionFailure == SubscriptionFailure::GoOn;
        for (std::uint32_t i = 0; i < rules_.subscriptions; ++i)
            require(mayMiss || (rules_.awaitedAnswers >> i & 1U) == 0 || accepted_.contains(i));
    }

    StreamSessionRules rules_;
    bool ok_ = true;
    bool open_ = false;
    bool authAccepted_ = false;
    bool abandoned_ = false;
    bool onlineWanted_ = false;
    int tokens_ = 0;
    int auths_ = 0;
    int readies_ = 0;
    std::set<std::uint32_t> subscribed_;
    std::set<std::uint32_t> accepted_;
    std::set<StreamTimer> armed_;
};

} // namespace redial::test

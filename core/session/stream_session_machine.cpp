// SPDX-License-Identifier: MIT
#include "core/session/stream_session_machine.h"

namespace redial {

namespace {

using Effect = StreamSessionEffect::Kind;
using Input = StreamSessionInput::Kind;

/// One step in progress: the state that is changed and the effects so far.
class StreamStep
{
public:
    StreamStep(StreamSessionState& state, const StreamSessionRules& rules)
        : state_(state), rules_(rules)
    {
    }

    StreamSessionEffects run(const StreamSessionInput& input)
    {
        if (input.kind == Input::Opened)
            onOpened();
        else if (input.kind == Input::Closed)
            onClosed();
        else if (state_.phase != StreamPhase::Closed && state_.phase != StreamPhase::Failed)
            onLive(input);
        return effects_;
    }

private:
    void onLive(const StreamSessionInput& input)
    {
        switch (input.kind) {
        case Input::Opened:
        case Input::Closed:
            break;
        case Input::TokenProvided:
            onTokenProvided();
            break;
        case Input::TokenFailed:
            if (state_.phase == StreamPhase::FetchingToken)
                fail(StreamFailure::TokenFailed);
            break;
        case Input::AuthAccepted:
        case Input::AuthRefused:
            onAuthAnswered(input.kind == Input::AuthAccepted);
            break;
        case Input::SubscriptionAccepted:
        case Input::SubscriptionRefused:
            onSubscriptionAnswered(input.subscription, input.kind == Input::SubscriptionAccepted);
            break;
        case Input::OnlineChanged:
            input.online ? goOnline() : goOffline();
            break;
        case Input::PingReceived:
            if (state_.phase == StreamPhase::FetchingToken)
                state_.pingWaits = true;
            else
                add(Effect::AnswerPing);
            break;
        case Input::PongReceived:
            onPong();
            break;
        case Input::TimerFired:
            onTimer(input.timer);
            break;
        }
    }

    void add(Effect kind) { effects_.add({.kind = kind}); }

    void arm(StreamTimer timer, std::chrono::nanoseconds delay)
    {
        state_.armedTimers |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(timer));
        effects_.add({.kind = Effect::ArmTimer, .timer = timer, .delay = delay});
    }
    void disarm(StreamTimer timer)
    {
        state_.armedTimers &= static_cast<std::uint8_t>(~(1U << static_cast<unsigned>(timer)));
    }
    void cancel(StreamTimer timer)
    {
        if (!state_.isArmed(timer))
            return;
        disarm(timer);
        effects_.add({.kind = Effect::CancelTimer, .timer = timer});
    }
    void cancelAll()
    {
        for (int timer = 0; timer < streamTimerCount; ++timer)
            cancel(static_cast<StreamTimer>(timer));
    }

    void onOpened()
    {
        if (state_.phase != StreamPhase::Closed)
            return;
        state_.answered = 0;
        state_.pingWaits = false;
        if (!rules_.authenticates)
            return subscribe();
        state_.phase = StreamPhase::FetchingToken;
        add(Effect::FetchToken);
        arm(StreamTimer::Token, rules_.policy.tokenTimeout);
    }

    void onClosed()
    {
        cancelAll();
        state_.phase = StreamPhase::Closed;
    }

    void fail(StreamFailure failure)
    {
        cancelAll();
        state_.phase = StreamPhase::Failed;
        effects_.add({.kind = Effect::Abandon, .failure = failure});
    }

    void onTokenProvided()
    {
        if (state_.phase != StreamPhase::FetchingToken)
            return;
        cancel(StreamTimer::Token);
        state_.phase = StreamPhase::AuthSent;
        add(Effect::SendAuth);
        if (state_.pingWaits)
            add(Effect::AnswerPing);
        state_.pingWaits = false;
        if (rules_.awaitsAuthAnswer)
            arm(StreamTimer::Auth, rules_.policy.authTimeout);
        else
            subscribe();
    }

    void settleAuth(StreamOutcome outcome)
    {
        effects_.add({.kind = Effect::AuthSettled, .outcome = outcome});
    }

    void onAuthAnswered(bool accepted)
    {
        if (state_.phase != StreamPhase::AuthSent)
            return;
        cancel(StreamTimer::Auth);
        settleAuth(accepted ? StreamOutcome::Accepted : StreamOutcome::Refused);
        accepted ? subscribe() : fail(StreamFailure::AuthRefused);
    }

    void subscribe()
    {
        state_.phase = StreamPhase::Subscribing;
        for (std::uint32_t i = 0; i < rules_.subscriptions; ++i)
            effects_.add({.kind = Effect::SendSubscription, .subscription = i});
        if (rules_.awaitedAnswers == 0)
            return becomeReady();
        arm(StreamTimer::Subscriptions, rules_.policy.subscriptionTimeout);
    }

    void becomeReady()
    {
        state_.phase = StreamPhase::Ready;
        add(Effect::Ready);
    }

    bool goesOn() const { return rules_.policy.subscriptionFailure == SubscriptionFailure::GoOn; }

    void settleSubscription(std::uint32_t subscription, StreamOutcome outcome)
    {
        effects_.add({.kind = Effect::SubscriptionSettled,
                      .outcome = outcome,
                      .subscription = subscription});
    }

    /// An answer that comes after its time is taken all the same, if the connection is still used.
    void onSubscriptionAnswered(std::uint32_t subscription, bool accepted)
    {
        const bool isExpected = subscription < rules_.subscriptions &&
                                (rules_.awaitedAnswers >> subscription & 1U) != 0;
        if (!state_.isAuthenticated() || !isExpected || state_.isAnswered(subscription))
            return;
        state_.answered |= std::uint64_t(1) << subscription;
        settleSubscription(subscription,
                           accepted ? StreamOutcome::Accepted : StreamOutcome::Refused);
        if (!accepted && !goesOn())
            return fail(StreamFailure::SubscriptionRefused);
        const bool all = (rules_.awaitedAnswers & ~state_.answered) == 0;
        if (state_.phase != StreamPhase::Subscribing || !all)
            return;
        cancel(StreamTimer::Subscriptions);
        becomeReady();
    }

    void onSubscriptionsTimedOut()
    {
        for (std::uint32_t i = 0; i < rules_.subscriptions; ++i) {
            if ((rules_.awaitedAnswers >> i & 1U) != 0 && !state_.isAnswered(i))
                settleSubscription(i, StreamOutcome::TimedOut);
        }
        goesOn() ? becomeReady() : fail(StreamFailure::SubscriptionTimedOut);
    }

    void goOnline()
    {
        if (state_.phase != StreamPhase::Ready)
            return;
        state_.phase = StreamPhase::Online;
        if (rules_.beats)
            arm(StreamTimer::Heartbeat, rules_.policy.heartbeatEvery);
    }

    void goOffline()
    {
        if (state_.phase != StreamPhase::Online)
            return;
        state_.phase = StreamPhase::Ready;
        cancel(StreamTimer::Heartbeat);
        cancel(StreamTimer::Pong);
    }

    /// While an answer is overdue its limit stays: a later heartbeat buys no time.
    void beat()
    {
        add(Effect::SendHeartbeat);
        arm(StreamTimer::Heartbeat, rules_.policy.heartbeatEvery);
        if (rules_.awaitsPong && !state_.isArmed(StreamTimer::Pong))
            arm(StreamTimer::Pong, rules_.policy.heartbeatTimeout);
    }

    void onPong()
    {
        if (!state_.isArmed(StreamTimer::Pong))
            return;
        cancel(StreamTimer::Pong);
        add(Effect::HeartbeatAnswered);
    }

    void onTimer(StreamTimer timer)
    {
        if (!state_.isArmed(timer))
            return;
        disarm(timer);
        switch (timer) {
        case StreamTimer::Token:
            fail(StreamFailure::TokenTimedOut);
            break;
        case StreamTimer::Auth:
            settleAuth(StreamOutcome::TimedOut);
            fail(StreamFailure::AuthTimedOut);
            break;
        case StreamTimer::Subscriptions:
            onSubscriptionsTimedOut();
            break;
        case StreamTimer::Heartbeat:
            beat();
            break;
        case StreamTimer::Pong:
            fail(StreamFailure::PongMissed);
            break;
        }
    }

    StreamSessionState& state_;
    const StreamSessionRules& rules_;
    StreamSessionEffects effects_;
};

} // namespace

StreamSessionEffects step(StreamSessionState& state, const StreamSessionRules& rules,
                          const StreamSessionInput& input)
{
    return StreamStep(state, rules).run(input);
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/session/ocpp_session_machine.h"

#include <algorithm>
#include <utility>

namespace redial {

namespace {

using Kind = SessionEffect::Kind;
using std::chrono::nanoseconds;

/// One step in progress: the state that is changed and the effects so far.
class Step
{
public:
    Step(OcppSessionState& state, const SessionPolicy& policy, MonotonicTime now)
        : state_(state), policy_(policy), now_(now)
    {
    }

    SessionEffects run(const SessionInput& input)
    {
        switch (input.kind) {
        case SessionInput::Kind::Opened:
            onOpened();
            break;
        case SessionInput::Kind::Closed:
            onClosed();
            break;
        case SessionInput::Kind::BootRequired:
            state_.bootRequired = true;
            break;
        case SessionInput::Kind::BootAnswered:
            onBootAnswered(input.status, input.interval);
            break;
        case SessionInput::Kind::CallAnswered:
            onCallAnswered();
            break;
        case SessionInput::Kind::CallFailed:
            onCallFailed();
            break;
        case SessionInput::Kind::CallWanted:
            ++state_.waitingCalls;
            state_.phase == SessionPhase::Online ? sendNext() : refuseWaitingCalls();
            break;
        case SessionInput::Kind::CallsDropped:
            state_.waitingCalls -= std::min(state_.waitingCalls, input.count);
            break;
        case SessionInput::Kind::TransactionWanted:
            ++state_.waitingTransactions;
            sendNext();
            break;
        case SessionInput::Kind::OnlineChanged:
            input.online ? goOnline() : goOffline();
            break;
        case SessionInput::Kind::BootTriggered:
            onBootTriggered();
            break;
        case SessionInput::Kind::HeartbeatTriggered:
            state_.heartbeatWanted = state_.phase == SessionPhase::Online;
            sendNext();
            break;
        case SessionInput::Kind::TimerFired:
            onTimer(input.timer);
            break;
        }
        return effects_;
    }

private:
    void arm(SessionTimer timer, nanoseconds delay)
    {
        state_.armedTimers |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(timer));
        effects_.add({.kind = Kind::ArmTimer, .timer = timer, .delay = delay});
    }
    void disarm(SessionTimer timer)
    {
        state_.armedTimers &= static_cast<std::uint8_t>(~(1U << static_cast<unsigned>(timer)));
    }
    void cancel(SessionTimer timer)
    {
        if (!state_.isArmed(timer))
            return;
        disarm(timer);
        effects_.add({.kind = Kind::CancelTimer, .timer = timer});
    }

    void onOpened()
    {
        if (state_.phase != SessionPhase::Closed)
            return;
        state_.lastAnswer.reset();
        state_.lastSentAt = now_;
        if (needsBoot())
            return sendBoot();
        register_();
    }

    bool needsBoot() const
    {
        return !state_.wasAccepted || state_.bootRequired ||
               policy_.bootPolicy == BootPolicy::EveryConnection;
    }

    void onClosed()
    {
        if (state_.phase == SessionPhase::Closed)
            return;
        for (int timer = 0; timer < sessionTimerCount; ++timer)
            cancel(static_cast<SessionTimer>(timer));
        leaveOnline(SessionPhase::Closed);
        state_.heartbeatWanted = false;
        state_.bootTriggered = false;
        // A transaction message in flight keeps its place: whether the server has it is not known,
        // and only its answer takes it out of the queue. That transmission is none of its attempts,
        // which count refusals and silence, not lost connections. Everything else is the caller's
        // again.
        const OpenCall open = std::exchange(state_.open, OpenCall::None);
        if (open == OpenCall::Transaction)
            --state_.transactionTransmissions;
        if (open != OpenCall::None)
            effects_.add({.kind = Kind::FailOpenCall, .call = open});
        refuseWaitingCalls();
    }

    void leaveOnline(SessionPhase phase)
    {
        if (state_.phase == SessionPhase::Online)
            state_.offlineSince = now_;
        state_.phase = phase;
    }

    /// While the session is not online, offline_send decides whether calls may wait.
    void refuseWaitingCalls()
    {
        const bool mayWait = policy_.offlineSend == OfflineSend::Queue;
        if (!mayWait && std::exchange(state_.waitingCalls, 0) > 0)
            effects_.add({.kind = Kind::FailWaitingCalls});
    }

    void open(OpenCall call, Kind effect)
    {
        state_.open = call;
        state_.lastSentAt = now_;
        effects_.add({.kind = effect, .call = call});
        arm(SessionTimer::Call, policy_.callTimeout);
    }

    void sendBoot()
    {
        state_.phase = SessionPhase::BootSent;
        state_.bootTriggered = false;
        open(OpenCall::Boot, Kind::SendBoot);
    }

    OpenCall closeOpenCall()
    {
        cancel(SessionTimer::Call);
        return std::exchange(state_.open, OpenCall::None);
    }

    void onBootAnswered(RegistrationStatus status, nanoseconds interval)
    {
        if (state_.open != OpenCall::Boot)
            return;
        closeOpenCall();
        if (status == RegistrationStatus::Accepted) {
            state_.heartbeatInterval =
                interval > nanoseconds::zero() ? interval : policy_.heartbeatInterval;
            state_.wasAccepted = true;
            state_.bootRequired = false;
            state_.lastAnswer = status;
            if (!state_.isRegistered()) {
                state_.bootedSince = true;
                return register_();
            }
            // A Boot that the server asked for changes nothing about being online, but the beat.
            if (state_.phase == SessionPhase::Online)
                restartHeartbeat();
            return sendNext();
        }
        // Core 4.2, B02.FR.04, B03.FR.05: the interval is the least wait before the next Boot. The
        // station is registered no longer: the next connection boots too.
        state_.wasAccepted = false;
        state_.lastAnswer = status;
        waitToBoot(interval > nanoseconds::zero() ? interval : leastBootRetry());
    }

    /// Core 4.2: a station chooses its own interval without flooding the server.
    nanoseconds leastBootRetry() const
    {
        return std::max<nanoseconds>(policy_.bootRetryInterval, std::chrono::seconds(1));
    }

    void waitToBoot(nanoseconds delay)
    {
        cancel(SessionTimer::Heartbeat);
        leaveOnline(SessionPhase::WaitingToBoot);
        state_.heartbeatWanted = false;
        refuseWaitingCalls();
        if (state_.bootTriggered && state_.lastAnswer != RegistrationStatus::Rejected)
            return sendBoot();
        state_.bootTriggered = false;
        arm(SessionTimer::BootRetry, delay);
    }

    void register_()
    {
        state_.phase = SessionPhase::Accepted;
        state_.bootTriggered = false;
        effects_.add({.kind = Kind::Ready});
        if (policy_.ownsResumeDelay)
            arm(SessionTimer::Resume, policy_.resumeDelay);
    }

    void goOnline()
    {
        if (state_.phase != SessionPhase::Accepted)
            return;
        cancel(SessionTimer::Resume);
        state_.phase = SessionPhase::Online;
        if (state_.heartbeatInterval == nanoseconds::zero())
            state_.heartbeatInterval = policy_.heartbeatInterval;
        restartHeartbeat();
        reportStatus();
        sendNext();
    }

    /// Core 4.9 and B04: no history, only what holds now.
    void reportStatus()
    {
        const auto since = std::exchange(state_.offlineSince, std::nullopt);
        const bool booted = std::exchange(state_.bootedSince, false);
        if (policy_.reportStatus == StatusReport::Never)
            return;
        const bool wasLong = since && now_ - *since > policy_.offlineThreshold;
        const bool afterBoot = booted && policy_.reportStatus == StatusReport::AfterBoot;
        effects_.add({.kind = Kind::ReportStatus, .all = wasLong || afterBoot});
    }

    /// An interval of zero, which only the policy can have, is no heartbeat at all.
    void restartHeartbeat()
    {
        cancel(SessionTimer::Heartbeat);
        if (state_.heartbeatInterval > nanoseconds::zero())
            arm(SessionTimer::Heartbeat, state_.heartbeatInterval);
    }

    void goOffline()
    {
        if (state_.phase != SessionPhase::Online)
            return;
        leaveOnline(SessionPhase::Accepted);
        state_.heartbeatWanted = false;
        cancel(SessionTimer::Heartbeat);
        refuseWaitingCalls();
    }

    void onBootTriggered()
    {
        // B03.FR.08: what a server that rejected the station asks for is refused.
        if (state_.phase == SessionPhase::Closed ||
            state_.lastAnswer == RegistrationStatus::Rejected)
            return;
        if (state_.phase == SessionPhase::WaitingToBoot) {
            cancel(SessionTimer::BootRetry);
            return sendBoot();
        }
        state_.bootTriggered = true;
        sendNext();
    }

    void onCallAnswered()
    {
        if (state_.open == OpenCall::None || state_.open == OpenCall::Boot)
            return;
        if (closeOpenCall() == OpenCall::Transaction)
            finishTransaction(Kind::TransactionDone);
        sendNext();
    }

    void onCallFailed() { afterFailure(closeOpenCall()); }

    void afterFailure(OpenCall call)
    {
        // A Boot that the server asked for and then does not answer takes the registration from
        // nobody; one that is to register does.
        if (call == OpenCall::Boot && !state_.isRegistered())
            waitToBoot(leastBootRetry());
        else if (call == OpenCall::Transaction)
            retryTransaction();
        sendNext();
    }

    void finishTransaction(Kind outcome)
    {
        --state_.waitingTransactions;
        state_.transactionTransmissions = 0;
        effects_.add({.kind = outcome});
    }

    /// E13.FR.03, core 3.7.1: wait interval x preceding transmissions; after MessageAttempts the
    /// message is discarded.
    void retryTransaction()
    {
        if (state_.transactionTransmissions >= policy_.messageAttempts)
            finishTransaction(Kind::TransactionDiscarded);
        else
            arm(SessionTimer::TransactionRetry, retryWait());
    }

    nanoseconds retryWait() const
    {
        const std::int64_t transmissions = state_.transactionTransmissions;
        const nanoseconds interval = policy_.messageAttemptInterval;
        return interval > nanoseconds::max() / transmissions ? nanoseconds::max()
                                                             : interval * transmissions;
    }

    /// One CALL in flight: heartbeats that are due go first, then kept transaction messages, then
    /// the application's.
    void sendNext()
    {
        if (state_.phase != SessionPhase::Online || state_.open != OpenCall::None)
            return;
        if (std::exchange(state_.bootTriggered, false)) {
            open(OpenCall::Boot, Kind::SendBoot);
        } else if (std::exchange(state_.heartbeatWanted, false)) {
            open(OpenCall::Heartbeat, Kind::SendHeartbeat);
        } else if (state_.waitingTransactions > 0 &&
                   !state_.isArmed(SessionTimer::TransactionRetry)) {
            ++state_.transactionTransmissions;
            open(OpenCall::Transaction, Kind::SendTransaction);
        } else if (state_.waitingCalls > 0) {
            --state_.waitingCalls;
            open(OpenCall::Application, Kind::SendCall);
        }
    }

    void onTimer(SessionTimer timer)
    {
        if (!state_.isArmed(timer))
            return;
        disarm(timer);
        switch (timer) {
        case SessionTimer::Call: {
            const OpenCall call = std::exchange(state_.open, OpenCall::None);
            effects_.add({.kind = Kind::OpenCallTimedOut, .call = call});
            afterFailure(call);
            break;
        }
        case SessionTimer::BootRetry:
            sendBoot();
            break;
        case SessionTimer::Heartbeat:
            onHeartbeatDue();
            break;
        case SessionTimer::Resume:
            effects_.add({.kind = Kind::Online});
            goOnline();
            break;
        case SessionTimer::TransactionRetry:
            sendNext();
            break;
        }
    }

    void onHeartbeatDue()
    {
        const nanoseconds sinceLast = now_ - state_.lastSentAt;
        if (policy_.skipHeartbeatWhenBusy && sinceLast < state_.heartbeatInterval)
            return arm(SessionTimer::Heartbeat, state_.heartbeatInterval - sinceLast);
        arm(SessionTimer::Heartbeat, state_.heartbeatInterval);
        state_.heartbeatWanted = true;
        sendNext();
    }

    OcppSessionState& state_;
    const SessionPolicy& policy_;
    MonotonicTime now_;
    SessionEffects effects_;
};

} // namespace

SessionEffects step(OcppSessionState& state, const SessionPolicy& policy, const SessionInput& input,
                    MonotonicTime now)
{
    return Step(state, policy, now).run(input);
}

} // namespace redial

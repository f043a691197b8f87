// SPDX-License-Identifier: MIT
#include "core/explore/session_watch.h"

#include <algorithm>
#include <utility>

namespace redial {

namespace {

using Input = SessionInput::Kind;
using Kind = SessionEffect::Kind;
using std::chrono::nanoseconds;

} // namespace

void SessionWatch::before(const SessionInput& input)
{
    switch (input.kind) {
    case Input::Opened:
        return onOpened();
    case Input::Closed:
        return onClosed();
    case Input::BootAnswered:
        return onBootAnswered(input);
    case Input::CallAnswered:
    case Input::CallFailed:
        seen_.open = OpenCall::None;
        return;
    case Input::CallWanted:
        ++seen_.waitingCalls;
        return;
    case Input::TransactionWanted:
        ++seen_.waitingTransactions;
        return;
    case Input::OnlineChanged:
        // What is not registered does not become online.
        seen_.online = input.online && seen_.accepted;
        if (!seen_.online)
            seen_.mayBeat = false;
        return;
    case Input::BootTriggered:
        // B03.FR.08: what a server that rejected the station asks for is refused.
        seen_.bootAsked = seen_.opened && !seen_.rejected;
        if (seen_.bootAsked)
            seen_.untilBoot = nanoseconds::zero();
        return;
    case Input::HeartbeatTriggered:
        seen_.mayBeat = seen_.online;
        return;
    case Input::TimerFired:
        if (input.timer == SessionTimer::Heartbeat)
            seen_.mayBeat = seen_.online;
        return;
    default:
        return;
    }
}

void SessionWatch::onClosed()
{
    seen_.opened = seen_.accepted = seen_.online = seen_.mayBeat = false;
    seen_.bootAsked = seen_.rejected = false;
    seen_.untilBoot = nanoseconds::zero();
}

void SessionWatch::onOpened()
{
    seen_.opened = true;
    seen_.needsBoot = policy_.bootPolicy == BootPolicy::EveryConnection || !seen_.everAccepted;
    seen_.accepted = !seen_.needsBoot;
}

void SessionWatch::onBootAnswered(const SessionInput& input)
{
    seen_.open = OpenCall::None;
    seen_.accepted = seen_.everAccepted = input.status == RegistrationStatus::Accepted;
    seen_.rejected = input.status == RegistrationStatus::Rejected;
    if (seen_.accepted)
        return;
    seen_.online = seen_.mayBeat = false;
    if (seen_.rejected)
        seen_.bootAsked = false;
    if (!seen_.bootAsked)
        seen_.untilBoot = input.interval;
}

void SessionWatch::see(const SessionEffect& effect)
{
    switch (effect.kind) {
    case Kind::SendBoot:
        return onSend(OpenCall::Boot);
    case Kind::SendHeartbeat:
        return onSend(OpenCall::Heartbeat);
    case Kind::SendCall:
        return onSend(OpenCall::Application);
    case Kind::SendTransaction:
        return onSend(OpenCall::Transaction);
    case Kind::OpenCallTimedOut:
    case Kind::FailOpenCall:
        return onResolved(effect.call);
    case Kind::FailWaitingCalls:
        seen_.waitingCalls = 0;
        return;
    case Kind::TransactionDone:
    case Kind::TransactionDiscarded:
        return onTransactionGone();
    case Kind::Ready:
    case Kind::Online:
        require(seen_.opened && seen_.accepted, Invariant::ToldWhenTrue);
        return;
    default:
        return;
    }
}

void SessionWatch::onSend(OpenCall call)
{
    // A link that is being closed takes nothing, and says so.
    const auto phase = state_.network.phase;
    require(seen_.opened && phase != ModelLink::Phase::None && phase != ModelLink::Phase::Opening,
            Invariant::NoSendOffline);
    require(seen_.open == OpenCall::None, Invariant::OneCall);
    if (call == OpenCall::Boot) {
        require(seen_.untilBoot == nanoseconds::zero(), Invariant::BootIntervalKept);
        seen_.bootAsked = false;
    } else {
        require(seen_.accepted, Invariant::BootFirst);
        require(seen_.online, Invariant::NoSendOffline);
    }
    if (call == OpenCall::Heartbeat)
        require(std::exchange(seen_.mayBeat, false), Invariant::HeartbeatKept);
    if (call == OpenCall::Application) {
        require(seen_.waitingCalls > 0, Invariant::NothingInvented);
        if (seen_.waitingCalls > 0)
            --seen_.waitingCalls;
    }
    if (call == OpenCall::Transaction)
        require(seen_.waitingTransactions > 0, Invariant::NothingInvented);
    seen_.open = call;
}

void SessionWatch::onResolved(OpenCall call)
{
    require(call == seen_.open && call != OpenCall::None, Invariant::CallsResolved);
    seen_.open = OpenCall::None;
}

void SessionWatch::onTransactionGone()
{
    require(seen_.waitingTransactions > 0, Invariant::CallsResolved);
    if (seen_.waitingTransactions > 0)
        --seen_.waitingTransactions;
}

void SessionWatch::after()
{
    examineQueues();
    examineTimers();
}

void SessionWatch::examineQueues()
{
    const OcppSessionState& machine = state_.session;
    require(machine.open == seen_.open, Invariant::CallsResolved);
    require(machine.waitingCalls <= seen_.waitingCalls &&
                machine.waitingTransactions <= seen_.waitingTransactions,
            Invariant::NothingSentAgain);
    require(machine.waitingCalls == seen_.waitingCalls &&
                machine.waitingTransactions == seen_.waitingTransactions,
            Invariant::CallsResolved);
    const bool isOnline = machine.phase == SessionPhase::Online;
    require(isOnline == seen_.online, Invariant::ToldWhenTrue);
    require(isOnline || policy_.offlineSend == OfflineSend::Queue || seen_.waitingCalls == 0,
            Invariant::NoSendOffline);
    require(seen_.opened || seen_.open == OpenCall::None, Invariant::CallsResolved);
    require(seen_.opened == (machine.phase != SessionPhase::Closed), Invariant::ToldWhenTrue);
    // Online, with nothing in flight, what waits goes out at once.
    require(!isOnline || seen_.open != OpenCall::None || seen_.waitingCalls == 0,
            Invariant::WishIsFollowed);
}

void SessionWatch::examineTimers()
{
    const OcppSessionState& machine = state_.session;
    const auto isArmed = [this](SessionTimer timer) {
        return state_.isArmed(static_cast<std::uint8_t>(reconnectTimerCount + int(timer)));
    };
    for (int i = 0; i < sessionTimerCount; ++i) {
        const auto timer = static_cast<SessionTimer>(i);
        require(isArmed(timer) == machine.isArmed(timer), Invariant::NoTimerLeft);
        require(seen_.opened || !isArmed(timer), Invariant::NoTimerLeft);
    }
    require((seen_.open != OpenCall::None) == isArmed(SessionTimer::Call),
            seen_.open != OpenCall::None ? Invariant::CallsResolved : Invariant::NoTimerLeft);
    const bool beats = seen_.online && machine.heartbeatInterval > nanoseconds::zero();
    require(beats == isArmed(SessionTimer::Heartbeat), Invariant::HeartbeatKept);
    const bool waitsToBoot = machine.phase == SessionPhase::WaitingToBoot;
    require(waitsToBoot == isArmed(SessionTimer::BootRetry), Invariant::BootIntervalKept);
}

void SessionWatch::pass(SessionHistory& seen, nanoseconds time)
{
    seen.untilBoot = std::max(seen.untilBoot - time, nanoseconds::zero());
}

} // namespace redial

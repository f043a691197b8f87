// SPDX-License-Identifier: MIT
#include "core/explore/model_step.h"

#include "core/explore/link_watch.h"
#include "core/explore/session_watch.h"

#include <algorithm>

namespace redial {

namespace {

using Phase = ModelLink::Phase;
using std::chrono::nanoseconds;

constexpr int firstSessionTimer = reconnectTimerCount;
constexpr std::uint16_t goingAway = 1001;
constexpr int unavailable = 503;

CloseInfo closeFrame(std::uint16_t code)
{
    return {.cause = CloseCause::CloseHandshake, .code = code};
}

CloseInfo httpRefusal(int status)
{
    return {.cause = CloseCause::HttpRefused, .httpStatus = status};
}

SessionInput bootAnswer(RegistrationStatus status, nanoseconds interval)
{
    return {.kind = SessionInput::Kind::BootAnswered, .status = status, .interval = interval};
}

} // namespace

Invariant ModelStep::run(const ExploreChoice& choice)
{
    state_.network.isLingering = choice.event == ExploreEvent::TimePasses;
    happen(choice);
    return violated_;
}

void ModelStep::happen(const ExploreChoice& choice)
{
    switch (choice.event) {
    case ExploreEvent::UserStarts:
        return reconnect(ReconnectInput::start());
    case ExploreEvent::UserStops:
        return reconnect(ReconnectInput::stop());
    case ExploreEvent::UserDrops:
        return reconnect(ReconnectInput::dropped(DropKind::Reset));
    case ExploreEvent::TimePasses:
        return passTime(*state_.untilNextTimer() / 2);
    case ExploreEvent::TimerFires:
        return fire(choice.timer);
    default:
        return happenToLink(choice.event);
    }
}

void ModelStep::happenToLink(ExploreEvent event)
{
    const ReconnectPolicy& policy = settings_.policy;
    switch (event) {
    case ExploreEvent::LinkOpens:
        return open();
    case ExploreEvent::LinkRefused:
        return close({.cause = CloseCause::Refused});
    case ExploreEvent::UpgradeRefused: {
        CloseInfo info = httpRefusal(unavailable);
        info.retryAfter = std::chrono::ceil<std::chrono::milliseconds>(settings_.retryAfter);
        return close(info);
    }
    case ExploreEvent::TerminalStatus:
        return close(httpRefusal(policy.terminalHttpStatuses.front().first));
    case ExploreEvent::PeerCloses:
        return close(closeFrame(goingAway));
    case ExploreEvent::TerminalClose:
        return close(closeFrame(policy.terminalCloseCodes.front().first));
    case ExploreEvent::LinkLost:
        state_.network.phase = Phase::Mute;
        return;
    case ExploreEvent::LinkEnds:
        return close(state_.network.phase == Phase::Mute
                         ? CloseInfo{}
                         : CloseInfo{.cause = CloseCause::LocalAbort, .remote = false});
    case ExploreEvent::TransportSilent:
        state_.network.isSilent = true;
        state_.remaining[linkTimer] = ModelState::notArmed;
        return;
    case ExploreEvent::LateReport:
        return reportLate();
    default:
        return happenToMessages(event);
    }
}

void ModelStep::happenToMessages(ExploreEvent event)
{
    const auto ask = [this](SessionInput::Kind kind) { session({.kind = kind}); };
    switch (event) {
    case ExploreEvent::BootAccepted:
        return session(bootAnswer(RegistrationStatus::Accepted, settings_.heartbeatInterval));
    case ExploreEvent::BootPending:
        return session(bootAnswer(RegistrationStatus::Pending, settings_.bootInterval));
    case ExploreEvent::BootRejected:
        return session(bootAnswer(RegistrationStatus::Rejected, settings_.bootInterval));
    case ExploreEvent::CallAnswered:
        return ask(SessionInput::Kind::CallAnswered);
    case ExploreEvent::CallRefused:
        return ask(SessionInput::Kind::CallFailed);
    case ExploreEvent::MessageLost:
        state_.network.answerLost = true;
        return;
    case ExploreEvent::CallWanted:
        return ask(SessionInput::Kind::CallWanted);
    case ExploreEvent::TransactionWanted:
        return ask(SessionInput::Kind::TransactionWanted);
    case ExploreEvent::BootTriggered:
        return ask(SessionInput::Kind::BootTriggered);
    case ExploreEvent::HeartbeatTriggered:
        return ask(SessionInput::Kind::HeartbeatTriggered);
    default:
        return;
    }
}

void ModelStep::fire(std::uint8_t timer)
{
    passTime(state_.remaining[timer]);
    state_.remaining[timer] = ModelState::notArmed;
    if (observer_)
        observer_->timerFired(timer);
    if (timer == linkTimer)
        return close({.cause = state_.network.phase == Phase::Opening ? CloseCause::ConnectTimeout
                                                                      : CloseCause::LocalAbort,
                      .remote = false});
    if (timer < firstSessionTimer)
        return reconnect(ReconnectInput::fired(static_cast<ReconnectTimer>(timer)));
    session({.kind = SessionInput::Kind::TimerFired,
             .timer = static_cast<SessionTimer>(timer - firstSessionTimer)});
}

void ModelStep::passTime(nanoseconds time)
{
    now_ += time;
    if (observer_)
        observer_->timePassed(time);
    for (nanoseconds& remaining : state_.remaining) {
        if (remaining != ModelState::notArmed)
            remaining -= time;
    }
    LinkWatch::pass(state_.link, time, settings_.policy);
    SessionWatch::pass(state_.messages, time);
}

void ModelStep::open()
{
    state_.network.phase = Phase::Open;
    state_.network.isSilent = false;
    state_.remaining[linkTimer] = ModelState::notArmed;
    if (observer_)
        observer_->linkOpened();
    reconnect(ReconnectInput::opened(state_.reconnect.epoch));
    session({.kind = SessionInput::Kind::Opened});
}

void ModelStep::close(const CloseInfo& info)
{
    state_.network = {.stale = 1};
    state_.remaining[linkTimer] = ModelState::notArmed;
    if (observer_)
        observer_->linkClosed(info);
    reconnect(ReconnectInput::closed(state_.reconnect.epoch, info));
}

void ModelStep::reportLate()
{
    const std::uint32_t older = state_.network.stale - 1;
    state_.network.stale = 0;
    reconnect(ReconnectInput::closed(state_.reconnect.epoch - older, {}));
}

void ModelStep::reconnect(const ReconnectInput& input)
{
    LinkWatch watch(state_, settings_, violated_);
    watch.before(input);
    const ReconnectEffects effects = settings_.machines.reconnect(
        state_.reconnect, settings_.actualPolicy, input, now_, random_);
    if (observer_)
        observer_->reconnectInput(input, state_);
    for (const ReconnectEffect& effect : effects) {
        if (observer_)
            observer_->reconnectEffect(effect);
        watch.see(effect);
        carryOut(effect);
    }
    watch.after(input);
}

void ModelStep::carryOut(const ReconnectEffect& effect)
{
    using Kind = ReconnectEffect::Kind;
    switch (effect.kind) {
    case Kind::OpenTransport:
        // The report of a connection that is older than two is not waited for.
        state_.network = {.phase = Phase::Opening,
                          .stale = std::uint8_t(state_.network.stale == 1 ? 2 : 0)};
        state_.remaining[linkTimer] = settings_.policy.connectTimeout;
        return;
    case Kind::CloseTransport:
        return endTransport(false);
    case Kind::DropTransport:
        return endTransport(true);
    case Kind::ArmTimer:
        return arm(static_cast<int>(effect.timer), effect.delay);
    case Kind::CancelTimer:
        return cancel(static_cast<int>(effect.timer));
    case Kind::Online:
    case Kind::Offline:
        return session(
            {.kind = SessionInput::Kind::OnlineChanged, .online = effect.kind == Kind::Online});
    case Kind::Closed:
        if (effect.guardExpired) {
            state_.network = {.stale = 1};
            state_.remaining[linkTimer] = ModelState::notArmed;
        }
        return session({.kind = SessionInput::Kind::Closed});
    default:
        return;
    }
}

/// From now on the transport owes the report of the end.
void ModelStep::endTransport(bool atOnce)
{
    if (state_.network.phase == Phase::None)
        return;
    state_.network.phase = Phase::Ending;
    if (!state_.network.isSilent)
        state_.remaining[linkTimer] = atOnce ? nanoseconds::zero() : settings_.policy.closeTimeout;
}

void ModelStep::session(const SessionInput& input)
{
    SessionWatch watch(state_, settings_, violated_);
    watch.before(input);
    const OpenCall before = state_.session.open;
    const SessionEffects effects =
        settings_.machines.session(state_.session, settings_.actualSession, input, now_);
    if (before != state_.session.open || state_.session.open == OpenCall::None)
        state_.network.answerLost = false;
    if (observer_)
        observer_->sessionInput(input, state_);
    bool ready = false;
    bool isAdvised = false;
    for (const SessionEffect& effect : effects) {
        if (observer_)
            observer_->sessionEffect(effect);
        watch.see(effect);
        carryOut(effect, ready, isAdvised);
    }
    watch.after();
    // What is announced comes after the step, as in Session.
    if (isAdvised && settings_.session.reconnectOnCallTimeout &&
        (state_.network.phase == Phase::Open || state_.network.phase == Phase::Mute))
        endTransport(true);
    if (ready)
        becomeReady();
}

void ModelStep::carryOut(const SessionEffect& effect, bool& ready, bool& isAdvised)
{
    using Kind = SessionEffect::Kind;
    switch (effect.kind) {
    case Kind::ArmTimer:
        return arm(firstSessionTimer + static_cast<int>(effect.timer), effect.delay);
    case Kind::CancelTimer:
        return cancel(firstSessionTimer + static_cast<int>(effect.timer));
    case Kind::SendBoot:
    case Kind::SendHeartbeat:
    case Kind::SendCall:
    case Kind::SendTransaction:
        state_.network.answerLost = false;
        return;
    case Kind::OpenCallTimedOut:
        isAdvised = true;
        return;
    case Kind::Ready:
        ready = true;
        return;
    default:
        return;
    }
}

/// A session that booted again on a connection that is online already goes on at once.
void ModelStep::becomeReady()
{
    if (state_.reconnect.online)
        session({.kind = SessionInput::Kind::OnlineChanged, .online = true});
    else
        reconnect(ReconnectInput::ready(state_.reconnect.epoch));
}

void ModelStep::arm(int timer, nanoseconds delay)
{
    nanoseconds& remaining = state_.remaining[static_cast<std::size_t>(timer)];
    if (remaining != ModelState::notArmed)
        violate(Invariant::NoTimerLeft);
    remaining = std::max(delay, nanoseconds::zero());
}

void ModelStep::cancel(int timer)
{
    nanoseconds& remaining = state_.remaining[static_cast<std::size_t>(timer)];
    if (remaining == ModelState::notArmed)
        violate(Invariant::NoTimerLeft);
    remaining = ModelState::notArmed;
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/explore/link_watch.h"

#include "core/reconnect/backoff.h"

#include <algorithm>
#include <array>
#include <utility>

namespace redial {

namespace {

using Kind = ReconnectEffect::Kind;
using State = ConnectionState;
using std::chrono::nanoseconds;

bool isAllowed(State from, State to)
{
    switch (from) {
    case State::Disconnected:
        return to == State::Connecting;
    case State::Connecting:
    case State::Connected:
        return to != State::Connecting && (from == State::Connecting || to != State::Connected);
    case State::Closing:
        break;
    }
    return to == State::Disconnected;
}

/// The state in which a timer may run.
State placeOf(ReconnectTimer timer)
{
    switch (timer) {
    case ReconnectTimer::Backoff:
        return State::Disconnected;
    case ReconnectTimer::Connect:
        return State::Connecting;
    case ReconnectTimer::Close:
        return State::Closing;
    case ReconnectTimer::Resume:
    case ReconnectTimer::Stable:
        break;
    }
    return State::Connected;
}

void shrink(nanoseconds& remaining, nanoseconds time)
{
    remaining = std::max(remaining - time, nanoseconds::zero());
}

} // namespace

void LinkWatch::before(const ReconnectInput& input)
{
    input_ = input;
    wasClosing_ = seen_.told == State::Closing;
    isStale_ = input.kind == ReconnectInput::Kind::TransportClosed &&
               (input.epoch != state_.reconnect.epoch || seen_.told == State::Disconnected);
    if (input.kind == ReconnectInput::Kind::Stop) {
        seen_.wanted = seen_.restart = seen_.mayConnect = seen_.waiting = false;
        seen_.untilDue = seen_.untilAllowed = nanoseconds::zero();
    } else if (input.kind == ReconnectInput::Kind::Start && !seen_.wanted) {
        seen_.wanted = true;
        seen_.gaveUp = false;
        seen_.attempt = 0;
        seen_.lastDelay = nanoseconds::zero();
        seen_.untilAllowed = nanoseconds::zero();
        seen_.restart = seen_.told != State::Disconnected;
        seen_.mayConnect = !seen_.restart;
    } else if (input.kind == ReconnectInput::Kind::Ready && seen_.opened &&
               seen_.told == State::Connected && !seen_.ready) {
        seen_.ready = true;
        seen_.sinceReady = nanoseconds::zero();
    }
}

void LinkWatch::see(const ReconnectEffect& effect)
{
    const bool changesNothing = effect.kind == Kind::StaleInput;
    require(!isStale_ || changesNothing, Invariant::NoStaleEffect);
    switch (effect.kind) {
    case Kind::StateChanged:
        return onStateChanged(effect);
    case Kind::OpenTransport:
        return onOpenTransport();
    case Kind::Connected:
        require(state_.network.phase == ModelLink::Phase::Open, Invariant::ToldWhenTrue);
        seen_.opened = true;
        return;
    case Kind::Online:
        require(seen_.ready && seen_.told == State::Connected, Invariant::ToldWhenTrue);
        require(!seen_.online, Invariant::OfflineFirst);
        require(seen_.sinceReady == policy_.resumeDelay, Invariant::ResumeDelayKept);
        seen_.online = true;
        if (policy_.resetOn != ResetOn::Stable)
            seen_.sinceReady = nanoseconds::zero();
        return;
    case Kind::Offline:
        require(seen_.online, Invariant::OfflineFirst);
        seen_.online = false;
        return;
    case Kind::Closed:
        return onClosed(effect);
    case Kind::BackoffScheduled:
        return onBackoff(effect);
    case Kind::GaveUp:
        return onGaveUp();
    default:
        return;
    }
}

void LinkWatch::onStateChanged(const ReconnectEffect& effect)
{
    require(effect.from == seen_.told && isAllowed(effect.from, effect.to), Invariant::AllowedWays);
    seen_.told = effect.to;
    seen_.sinceClosing = nanoseconds::zero();
    if (policy_.strategy != BackoffStrategy::Grpc)
        seen_.sinceBegin = nanoseconds::zero();
}

void LinkWatch::onOpenTransport()
{
    require(state_.network.phase == ModelLink::Phase::None, Invariant::OneConnect);
    require(seen_.wanted || !seen_.gaveUp, Invariant::GivesUpOnce);
    require(seen_.wanted, Invariant::NothingAfterStop);
    require(seen_.mayConnect || seen_.waiting, Invariant::OneBackoff);
    if (seen_.waiting)
        require(seen_.untilDue == nanoseconds::zero(), Invariant::AttemptWhenDue);
    require(seen_.untilAllowed == nanoseconds::zero(), Invariant::RetryAfterKept);
    seen_.mayConnect = seen_.waiting = false;
    seen_.opened = seen_.ready = false;
    seen_.sinceBegin = seen_.sinceReady = seen_.untilDue = nanoseconds::zero();
}

void LinkWatch::onClosed(const ReconnectEffect& effect)
{
    require(!seen_.online, Invariant::OfflineFirst);
    require(effect.guardExpired || state_.network.phase == ModelLink::Phase::None,
            Invariant::ToldWhenTrue);
    require(!lost_, Invariant::AllowedWays);
    lost_ = seen_;
    if (std::exchange(seen_.restart, false))
        seen_.mayConnect = true;
    if (input_.retryAfter && policy_.honourRetryAfter && seen_.wanted && !seen_.mayConnect)
        seen_.untilAllowed = std::min(*input_.retryAfter, policy_.retryAfterLimit);
}

void LinkWatch::onBackoff(const ReconnectEffect& effect)
{
    require(seen_.wanted, seen_.gaveUp ? Invariant::GivesUpOnce : Invariant::NothingAfterStop);
    require(lost_ && !lost_->restart && ++answers_ == 1, Invariant::OneBackoff);
    if (!lost_)
        return;
    require(!mustGiveUp(), Invariant::GivesUpOnce);
    if (const auto expected = expectedAttempt())
        require(effect.attempt == *expected, Invariant::AttemptsCounted);
    examineBounds(effect);
    seen_.waiting = true;
    seen_.untilDue = effect.delay;
    seen_.attempt = effect.attempt;
}

void LinkWatch::examineBounds(const ReconnectEffect& effect)
{
    const bool follows = effect.attempt > 1 && seen_.lastDelay > nanoseconds::zero();
    auto bounds = backoffBounds(policy_, effect.attempt,
                                follows ? std::optional(seen_.lastDelay) : std::nullopt);
    require(bounds.has_value(), Invariant::BackoffInBounds);
    if (!bounds)
        return;
    if (policy_.strategy == BackoffStrategy::Grpc) {
        shrink(bounds->low, lost_->sinceBegin);
        shrink(bounds->high, lost_->sinceBegin);
    }
    const bool asked = seen_.untilAllowed > nanoseconds::zero();
    require(effect.delay >= seen_.untilAllowed, Invariant::RetryAfterKept);
    require(effect.delay >= bounds->low &&
                effect.delay <= std::max(bounds->high, seen_.untilAllowed),
            Invariant::BackoffInBounds);
    // A wait that Retry-After may have made longer says nothing about the next one.
    seen_.lastDelay = asked ? nanoseconds::zero() : effect.delay;
}

void LinkWatch::onGaveUp()
{
    require(lost_ && !lost_->restart && lost_->wanted && ++answers_ == 1, Invariant::OneBackoff);
    require(lost_ && mustGiveUp(), Invariant::GivesUpOnce);
    seen_.wanted = false;
    seen_.gaveUp = true;
}

/// A code that ends our own closing is an echo of ours.
bool LinkWatch::mustGiveUp() const
{
    if (policy_.strategy == BackoffStrategy::Never)
        return true;
    if (input_.httpStatus && anyContains(policy_.terminalHttpStatuses, *input_.httpStatus))
        return true;
    if (!wasClosing_ && anyContains(policy_.terminalCloseCodes, input_.code))
        return true;
    const auto next = expectedAttempt();
    return policy_.maxAttempts && next && *next > *policy_.maxAttempts;
}

/// Absent where the moments of reset and loss are the same.
std::optional<std::uint32_t> LinkWatch::expectedAttempt() const
{
    const std::uint32_t onwards = seen_.attempt + 1;
    switch (policy_.resetOn) {
    case ResetOn::Open:
        return lost_->opened ? 1 : onwards;
    case ResetOn::Ready:
        return lost_->ready ? 1 : onwards;
    case ResetOn::Stable:
        break;
    }
    if (!lost_->ready || lost_->sinceReady < policy_.minimumUptime)
        return onwards;
    if (lost_->sinceReady == policy_.minimumUptime)
        return std::nullopt;
    return 1;
}

void LinkWatch::after(const ReconnectInput&)
{
    settleLoss();
    const ReconnectState& machine = state_.reconnect;
    require(machine.connection == seen_.told, Invariant::AllowedWays);
    require(machine.online == seen_.online, Invariant::OfflineFirst);
    require(machine.wanted == seen_.wanted, Invariant::WishIsFollowed);
    if (seen_.told == State::Disconnected)
        require(!seen_.wanted || seen_.waiting, Invariant::WishIsFollowed);
    else if (seen_.told != State::Closing)
        require(seen_.wanted, Invariant::StopIsPrompt);
    examineTimers();
    examineTimes();
}

void LinkWatch::settleLoss()
{
    if (!lost_)
        return;
    if (lost_->wanted && !lost_->restart)
        require(answers_ == 1, Invariant::OneBackoff);
    const bool begins = seen_.told == State::Connecting;
    if (!begins) {
        seen_.opened = seen_.ready = false;
        seen_.sinceReady = nanoseconds::zero();
    }
}

void LinkWatch::examineTimers()
{
    const auto isArmed = [this](ReconnectTimer timer) {
        return state_.isArmed(static_cast<std::uint8_t>(timer));
    };
    for (int i = 0; i < reconnectTimerCount; ++i) {
        const auto timer = static_cast<ReconnectTimer>(i);
        require(isArmed(timer) == state_.reconnect.isArmed(timer), Invariant::NoTimerLeft);
        const bool belongs =
            placeOf(timer) == seen_.told && (timer != ReconnectTimer::Backoff || seen_.wanted);
        require(belongs || !isArmed(timer), Invariant::NoTimerLeft);
    }
    require(seen_.told != State::Connecting || isArmed(ReconnectTimer::Connect),
            Invariant::AttemptEnds);
    require(seen_.told != State::Closing || isArmed(ReconnectTimer::Close),
            Invariant::StopIsPrompt);
    if (seen_.told == State::Connected)
        require(!seen_.ready || seen_.online || isArmed(ReconnectTimer::Resume),
                Invariant::ResumeDelayKept);
}

void LinkWatch::examineTimes()
{
    const bool isSilent = state_.network.isSilent;
    const nanoseconds close = policy_.closeTimeout;
    require(seen_.told != State::Connecting ||
                seen_.sinceBegin <= policy_.connectTimeout + (isSilent ? close : close * 0),
            Invariant::AttemptEnds);
    require(seen_.told != State::Closing || seen_.sinceClosing <= close * (isSilent ? 2 : 1),
            Invariant::StopIsPrompt);
    if (seen_.waiting)
        require(seen_.untilDue >= nanoseconds::zero(), Invariant::AttemptWhenDue);
}

void LinkWatch::pass(ExploredLink& seen, nanoseconds time, const ReconnectPolicy& policy)
{
    if (seen.told == State::Connecting || policy.strategy == BackoffStrategy::Grpc)
        seen.sinceBegin += time;
    if (seen.told == State::Closing)
        seen.sinceClosing += time;
    // What is being closed is up no longer.
    if (seen.ready && seen.told == State::Connected &&
        (!seen.online || policy.resetOn == ResetOn::Stable)) {
        const nanoseconds enough =
            std::max(policy.resumeDelay, policy.minimumUptime) + nanoseconds(1);
        seen.sinceReady = std::min(seen.sinceReady + time, enough);
    }
    if (seen.waiting)
        seen.untilDue -= time;
    shrink(seen.untilAllowed, time);
}

} // namespace redial

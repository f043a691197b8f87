// SPDX-License-Identifier: MIT
#include "core/reconnect/reconnect_machine.h"

#include "core/reconnect/backoff.h"

#include <algorithm>
#include <utility>

namespace redial {

namespace {

using Kind = ReconnectEffect::Kind;
using std::chrono::nanoseconds;

nanoseconds sum(nanoseconds a, nanoseconds b)
{
    return a > nanoseconds::max() - b ? nanoseconds::max() : a + b;
}

/// One step in progress: the state that is changed and the effects so far.
class Step
{
public:
    Step(ReconnectState& state, const ReconnectPolicy& policy, MonotonicTime now, Random& random)
        : state_(state), policy_(policy), now_(now), random_(random)
    {
    }

    ReconnectEffects run(const ReconnectInput& input)
    {
        switch (input.kind) {
        case ReconnectInput::Kind::Start:
            onStart();
            break;
        case ReconnectInput::Kind::Stop:
            onStop();
            break;
        case ReconnectInput::Kind::Drop:
            onDrop(input.drop);
            break;
        case ReconnectInput::Kind::TransportOpened:
            onOpened(input.epoch);
            break;
        case ReconnectInput::Kind::TransportClosed:
            onClosed(input);
            break;
        case ReconnectInput::Kind::Ready:
            onReady(input.epoch);
            break;
        case ReconnectInput::Kind::TimerFired:
            onTimer(input.timer);
            break;
        }
        return effects_;
    }

private:
    bool is(ConnectionState connection) const { return state_.connection == connection; }

    void enter(ConnectionState next)
    {
        effects_.add({.kind = Kind::StateChanged, .from = state_.connection, .to = next});
        state_.connection = next;
    }
    void arm(ReconnectTimer timer, nanoseconds delay)
    {
        state_.armedTimers |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(timer));
        effects_.add({.kind = Kind::ArmTimer, .timer = timer, .delay = delay});
    }
    void cancel(ReconnectTimer timer)
    {
        if (!state_.isArmed(timer))
            return;
        disarm(timer);
        effects_.add({.kind = Kind::CancelTimer, .timer = timer});
    }
    void disarm(ReconnectTimer timer)
    {
        state_.armedTimers &= static_cast<std::uint8_t>(~(1U << static_cast<unsigned>(timer)));
    }
    void cancelAll()
    {
        for (int timer = 0; timer < reconnectTimerCount; ++timer)
            cancel(static_cast<ReconnectTimer>(timer));
    }
    void goOffline()
    {
        state_.inRehandshake = false;
        if (!std::exchange(state_.online, false))
            return;
        effects_.add({.kind = Kind::Offline});
    }
    void resetAttempts()
    {
        state_.attempt = 0;
        state_.previousBackoff = nanoseconds(-1);
    }
    bool isStale(std::uint32_t epoch)
    {
        if (epoch == state_.epoch && !is(ConnectionState::Disconnected))
            return false;
        ++state_.staleInputs;
        effects_.add({.kind = Kind::StaleInput, .epoch = epoch});
        return true;
    }

    void onStart()
    {
        if (state_.wanted) {
            effects_.add({.kind = Kind::StartRefused});
            return;
        }
        state_.wanted = true;
        resetAttempts();
        if (is(ConnectionState::Disconnected))
            connect();
        else
            state_.restart = true;
    }

    void onStop()
    {
        state_.wanted = false;
        state_.restart = false;
        if (is(ConnectionState::Disconnected)) {
            cancelAll();
        } else if (!is(ConnectionState::Closing)) {
            beginClosing();
            effects_.add({.kind = Kind::CloseTransport, .epoch = state_.epoch});
        }
    }

    void onDrop(DropKind kind)
    {
        if (is(ConnectionState::Disconnected) || is(ConnectionState::Closing))
            return;
        beginClosing();
        effects_.add({.kind = Kind::DropTransport, .drop = kind, .epoch = state_.epoch});
    }

    void beginClosing()
    {
        cancelAll();
        enter(ConnectionState::Closing);
        goOffline();
        arm(ReconnectTimer::Close, sum(policy_.closeTimeout, policy_.closeTimeout));
    }

    void connect()
    {
        ++state_.epoch;
        state_.attemptStartedAt = now_;
        enter(ConnectionState::Connecting);
        effects_.add({.kind = Kind::Connecting, .epoch = state_.epoch, .attempt = state_.attempt});
        arm(ReconnectTimer::Connect, sum(policy_.connectTimeout, policy_.closeTimeout));
        effects_.add({.kind = Kind::OpenTransport, .epoch = state_.epoch});
    }

    void onOpened(std::uint32_t epoch)
    {
        // An opening that crossed our close or drop: the connection is being closed already.
        if (isStale(epoch) || !is(ConnectionState::Connecting))
            return;
        cancel(ReconnectTimer::Connect);
        enter(ConnectionState::Connected);
        state_.inRehandshake = true;
        if (policy_.resetOn == ResetOn::Open)
            resetAttempts();
        effects_.add({.kind = Kind::Connected, .epoch = epoch});
    }

    void onReady(std::uint32_t epoch)
    {
        if (isStale(epoch) || !state_.inRehandshake)
            return;
        state_.inRehandshake = false;
        if (policy_.resetOn == ResetOn::Ready)
            resetAttempts();
        if (policy_.resetOn == ResetOn::Stable)
            arm(ReconnectTimer::Stable, policy_.minimumUptime);
        arm(ReconnectTimer::Resume, policy_.resumeDelay);
    }

    void onClosed(const ReconnectInput& input)
    {
        if (isStale(input.epoch))
            return;
        lose(input, false);
    }

    void lose(const ReconnectInput& input, bool guardExpired)
    {
        cancelAll();
        enter(ConnectionState::Disconnected);
        goOffline();
        effects_.add({.kind = Kind::Closed, .guardExpired = guardExpired, .epoch = state_.epoch});
        if (std::exchange(state_.restart, false))
            connect();
        else if (state_.wanted)
            scheduleNext(input);
    }

    void scheduleNext(const ReconnectInput& input)
    {
        if (contains(policy_.terminalHttpStatuses, input.httpStatus) && input.httpStatus != 0)
            return giveUp(GiveUpReason::TerminalHttpStatus);
        if (contains(policy_.terminalCloseCodes, input.code))
            return giveUp(GiveUpReason::TerminalCloseCode);
        if (policy_.maxAttempts != 0 && state_.attempt >= policy_.maxAttempts)
            return giveUp(GiveUpReason::MaxAttempts);
        // The machine counts to 4 billion and stays there; backoffBounds() holds for any number.
        const std::uint32_t attempt = state_.attempt + (state_.attempt == UINT32_MAX ? 0 : 1);
        const auto previous = state_.previousBackoff < nanoseconds::zero()
                                  ? std::nullopt
                                  : std::optional(state_.previousBackoff);
        const auto bounds = backoffBounds(policy_, attempt, previous);
        const auto drawn = drawBackoff(policy_, attempt, previous, random_);
        if (!bounds || !drawn)
            return giveUp(GiveUpReason::NeverRetry);
        state_.attempt = attempt;
        state_.previousBackoff = *drawn;
        wait(*bounds, *drawn, input.retryAfter);
    }

    void wait(BackoffBounds bounds, nanoseconds delay, nanoseconds retryAfter)
    {
        if (policy_.strategy == BackoffStrategy::Grpc) {
            const nanoseconds elapsed = now_ - state_.attemptStartedAt;
            for (nanoseconds* value : {&bounds.nominal, &bounds.low, &bounds.high, &delay})
                *value = std::max(*value - elapsed, nanoseconds::zero());
        }
        if (policy_.honourRetryAfter && retryAfter >= nanoseconds::zero()) {
            const nanoseconds asked = std::min(retryAfter, policy_.retryAfterLimit);
            for (nanoseconds* value : {&bounds.nominal, &bounds.low, &bounds.high, &delay})
                *value = std::max(*value, asked);
        }
        arm(ReconnectTimer::Backoff, delay);
        effects_.add({.kind = Kind::BackoffScheduled,
                      .attempt = state_.attempt,
                      .delay = delay,
                      .nominal = bounds.nominal,
                      .low = bounds.low,
                      .high = bounds.high});
    }

    void giveUp(GiveUpReason reason)
    {
        state_.wanted = false;
        effects_.add({.kind = Kind::GaveUp, .reason = reason});
    }

    static bool contains(const std::vector<std::uint16_t>& values, std::uint16_t value)
    {
        return std::find(values.begin(), values.end(), value) != values.end();
    }

    void onTimer(ReconnectTimer timer)
    {
        if (!state_.isArmed(timer))
            return;
        disarm(timer);
        switch (timer) {
        case ReconnectTimer::Backoff:
            connect();
            break;
        case ReconnectTimer::Connect:
        case ReconnectTimer::Close:
            effects_.add(
                {.kind = Kind::DropTransport, .drop = DropKind::Reset, .epoch = state_.epoch});
            lose({.kind = ReconnectInput::Kind::TransportClosed,
                  .cause = CloseCause::ConnectTimeout},
                 true);
            break;
        case ReconnectTimer::Resume:
            state_.online = true;
            effects_.add({.kind = Kind::Online});
            break;
        case ReconnectTimer::Stable:
            resetAttempts();
            break;
        }
    }

    ReconnectState& state_;
    const ReconnectPolicy& policy_;
    MonotonicTime now_;
    Random& random_;
    ReconnectEffects effects_;
};

} // namespace

ReconnectEffects step(ReconnectState& state, const ReconnectPolicy& policy,
                      const ReconnectInput& input, MonotonicTime now, Random& random)
{
    return Step(state, policy, now, random).run(input);
}

} // namespace redial

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
    Step(ReconnectState& state, const ReconnectPolicy& policy, MonotonicTime now, Random& random,
         ReconnectEffects& effects)
        : state_(state), policy_(policy), now_(now), random_(random), effects_(effects)
    {
    }

    void run(const ReconnectInput& input)
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
        state_.previousBackoff.reset();
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
        lose({.kind = Kind::Closed, .epoch = state_.epoch}, input);
    }

    /// The transport broke its promise: it is dropped, and what it says later is stale.
    void onGuard(ReconnectTimer guard)
    {
        effects_.add({.kind = Kind::DropTransport, .drop = DropKind::Reset, .epoch = state_.epoch});
        lose({.kind = Kind::Closed, .timer = guard, .guardExpired = true, .epoch = state_.epoch},
             {.kind = ReconnectInput::Kind::TransportClosed});
    }

    void lose(const ReconnectEffect& closed, ReconnectInput input)
    {
        // A close code that ends our own closing is an echo of ours: it forbids nothing.
        if (is(ConnectionState::Closing))
            input.code = 0;
        cancelAll();
        enter(ConnectionState::Disconnected);
        goOffline();
        effects_.add(closed);
        if (std::exchange(state_.restart, false))
            connect();
        else if (state_.wanted)
            scheduleNext(input);
    }

    void scheduleNext(const ReconnectInput& input)
    {
        if (input.httpStatus && anyContains(policy_.terminalHttpStatuses, *input.httpStatus))
            return giveUp(GiveUpReason::TerminalHttpStatus);
        if (anyContains(policy_.terminalCloseCodes, input.code))
            return giveUp(GiveUpReason::TerminalCloseCode);
        if (policy_.maxAttempts && state_.attempt >= *policy_.maxAttempts)
            return giveUp(GiveUpReason::MaxAttempts);
        // The machine counts to 4 billion and stays there; drawBackoff() holds for any number.
        const std::uint32_t attempt = state_.attempt + (state_.attempt == UINT32_MAX ? 0 : 1);
        const auto drawn = drawBackoff(policy_, attempt, state_.previousBackoff, random_);
        if (!drawn)
            return giveUp(GiveUpReason::NeverRetry);
        state_.attempt = attempt;
        state_.previousBackoff = drawn->delay;
        wait(*drawn, input.retryAfter);
    }

    void wait(DrawnBackoff drawn, std::optional<nanoseconds> retryAfter)
    {
        const auto change = [&drawn](auto function) {
            for (nanoseconds* value :
                 {&drawn.delay, &drawn.bounds.nominal, &drawn.bounds.low, &drawn.bounds.high})
                *value = function(*value);
        };
        if (policy_.strategy == BackoffStrategy::Grpc) {
            const nanoseconds elapsed = now_ - state_.attemptStartedAt;
            change([&](nanoseconds value) { return std::max(value - elapsed, nanoseconds(0)); });
        }
        if (policy_.honourRetryAfter && retryAfter) {
            const nanoseconds asked = std::min(*retryAfter, policy_.retryAfterLimit);
            change([&](nanoseconds value) { return std::max(value, asked); });
        }
        arm(ReconnectTimer::Backoff, drawn.delay);
        effects_.add({.kind = Kind::BackoffScheduled,
                      .epoch = state_.epoch,
                      .attempt = state_.attempt,
                      .delay = drawn.delay,
                      .nominal = drawn.bounds.nominal,
                      .low = drawn.bounds.low,
                      .high = drawn.bounds.high});
    }

    void giveUp(GiveUpReason reason)
    {
        state_.wanted = false;
        effects_.add({.kind = Kind::GaveUp, .reason = reason});
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
            onGuard(timer);
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
    ReconnectEffects& effects_;
};

} // namespace

ReconnectEffects step(ReconnectState& state, const ReconnectPolicy& policy,
                      const ReconnectInput& input, MonotonicTime now, Random& random)
{
    ReconnectEffects effects;
    Step(state, policy, now, random, effects).run(input);
    return effects;
}

} // namespace redial

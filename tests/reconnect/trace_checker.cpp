// SPDX-License-Identifier: MIT
#include "tests/reconnect/trace_checker.h"

#include "tests/reconnect/effect_text.h"

#include <algorithm>
#include <cmath>

namespace redial::test {

namespace {

using Effect = ReconnectEffect::Kind;
using Input = ReconnectInput::Kind;
using State = ConnectionState;
using std::chrono::nanoseconds;

bool isLegal(State from, State to)
{
    switch (from) {
    case State::Disconnected:
        return to == State::Connecting;
    case State::Connecting:
        return to != State::Connecting;
    case State::Connected:
        return to == State::Closing || to == State::Disconnected;
    case State::Closing:
        return to == State::Disconnected;
    }
    return false;
}

MonotonicTime later(MonotonicTime time, nanoseconds span)
{
    return time + std::min(span, nanoseconds(MonotonicTime::max() - time));
}

} // namespace

void TraceChecker::require(bool holds, const char* oracle, const char* sentence)
{
    if (holds)
        return;
    ++violations_[oracle];
    if (first_.isEmpty())
        first_ = QStringLiteral("%1 at %2 ns, epoch %3: %4")
                     .arg(QString::fromLatin1(oracle))
                     .arg(now_.time_since_epoch().count())
                     .arg(epoch_)
                     .arg(QString::fromLatin1(sentence));
}

void TraceChecker::check(const ReconnectInput& input, const ReconnectEffects& effects,
                         MonotonicTime now, bool canSend)
{
    now_ = now;
    closed_ = backoffs_ = gaveUps_ = opens_ = asked_ = 0;
    armedBackoff_.reset();
    if (mustIgnore(input)) {
        for (const ReconnectEffect& effect : effects)
            require(effect.kind == Effect::StaleInput || effect.kind == Effect::StartRefused,
                    input.kind == Input::Start ? "P20" : "P25",
                    "an input that must be ignored had an effect");
        require(input.kind != Input::Start || effects.size() == 1, "P20",
                "a second start was not refused");
        require(canSend == online_, "P30", "the sender's answer changed without an event");
        return;
    }
    beforeEffects(input);
    for (const ReconnectEffect& effect : effects)
        onEffect(effect, input);
    afterEffects(input, canSend);
}

bool TraceChecker::mustIgnore(const ReconnectInput& input) const
{
    switch (input.kind) {
    case Input::Start:
        return wanted_;
    case Input::TransportOpened:
    case Input::TransportClosed:
    case Input::Ready:
        return input.epoch != epoch_ || state_ == State::Disconnected;
    case Input::TimerFired:
        return !isArmed(input.timer);
    case Input::Stop:
    case Input::Drop:
        return false;
    }
    return false;
}

void TraceChecker::beforeEffects(const ReconnectInput& input)
{
    if (input.kind == Input::Start) {
        wanted_ = true;
        attempts_ = 0;
        restart_ = state_ != State::Disconnected;
    }
    if (input.kind == Input::Stop) {
        wanted_ = false;
        restart_ = false;
    }
    if (input.kind == Input::TimerFired) {
        timers_.erase(input.timer);
        if (input.timer == ReconnectTimer::Stable)
            attempts_ = 0;
    }
    if (input.kind == Input::Ready && state_ == State::Connected && !ready_) {
        ready_ = true;
        if (policy_.resetOn == ResetOn::Ready)
            attempts_ = 0;
    }
}

void TraceChecker::onEffect(const ReconnectEffect& effect, const ReconnectInput& input)
{
    switch (effect.kind) {
    case Effect::StateChanged:
        return onStateChanged(effect);
    case Effect::OpenTransport:
        return onOpen(effect);
    case Effect::CloseTransport:
    case Effect::DropTransport:
        ++asked_;
        return require(effect.epoch == epoch_, "P25", "another epoch than the current was closed");
    case Effect::ArmTimer:
        return onArm(effect);
    case Effect::CancelTimer:
        return require(timers_.erase(effect.timer) == 1, "P25",
                       "a timer was cancelled that does not run");
    case Effect::Connecting:
        require(wanted_, "P23", "connecting after stop");
        return require(effect.attempt == attempts_, "P08", "connecting with the wrong attempt");
    case Effect::Connected:
        require(state_ == State::Connected && input.kind == Input::TransportOpened, "P21",
                "connected without an opened transport");
        if (policy_.resetOn == ResetOn::Open)
            attempts_ = 0;
        return;
    case Effect::Online:
        require(state_ == State::Connected && ready_ && !online_, "P21", "online out of order");
        require(input.kind == Input::TimerFired && input.timer == ReconnectTimer::Resume, "P09",
                "online before the resume delay was over");
        online_ = true;
        return;
    case Effect::Offline:
        require(online_ && closed_ == 0, "P21", "offline twice, or after closed");
        online_ = false;
        return;
    case Effect::Closed:
        return onClosed(input);
    case Effect::BackoffScheduled:
        return onBackoff(effect, input);
    case Effect::GaveUp:
        return onGaveUp(effect, input);
    case Effect::StartRefused:
        return require(false, "P29", "a start was refused that had to be obeyed");
    case Effect::StaleInput:
        return require(false, "P25", "a valid input was taken for a stale one");
    }
}

void TraceChecker::onStateChanged(const ReconnectEffect& effect)
{
    require(effect.from == state_ && isLegal(effect.from, effect.to), "P21",
            "a transition that is not allowed");
    state_ = effect.to;
    if (state_ == State::Closing)
        closingSince_ = now_;
    closingByUs_ = effect.from == State::Closing && effect.to == State::Disconnected;
}

void TraceChecker::onOpen(const ReconnectEffect& effect)
{
    ++opens_;
    require(state_ == State::Connecting && opens_ == 1, "P20", "a second connect in flight");
    require(wanted_, "P23", "a connect after stop");
    require(effect.epoch == epoch_ + 1, "P20", "the epoch did not grow by one");
    require(isArmed(ReconnectTimer::Connect), "P13", "a connect without a limit");
    epoch_ = effect.epoch;
    ready_ = false;
}

void TraceChecker::onArm(const ReconnectEffect& effect)
{
    require(!isArmed(effect.timer), "P25", "a timer was armed twice");
    require(effect.delay >= nanoseconds::zero(), "P04", "a negative wait");
    timers_[effect.timer] = later(now_, effect.delay);
    if (effect.timer == ReconnectTimer::Resume)
        require(effect.delay == policy_.resumeDelay, "P09", "another resume delay");
    if (effect.timer == ReconnectTimer::Stable)
        require(effect.delay == policy_.minimumUptime, "P08", "another minimum uptime");
    if (effect.timer == ReconnectTimer::Backoff)
        armedBackoff_ = effect.delay;
}

void TraceChecker::onClosed(const ReconnectInput& input)
{
    ++closed_;
    require(closed_ == 1 && state_ == State::Disconnected, "P21", "closed out of order");
    require(!online_, "P21", "closed while online");
    require(timers_.empty(), "P25", "a timer outlived its connection");
    require(input.kind == Input::TransportClosed ||
                (input.kind == Input::TimerFired &&
                 (input.timer == ReconnectTimer::Close || input.timer == ReconnectTimer::Connect)),
            "P21", "closed without a cause");
    ready_ = false;
    closingSince_.reset();
}

bool TraceChecker::isTerminal(const ReconnectInput& input) const
{
    if (input.kind != Input::TransportClosed)
        return false;
    const bool status =
        input.httpStatus && anyContains(policy_.terminalHttpStatuses, *input.httpStatus);
    return status || (!closingByUs_ && anyContains(policy_.terminalCloseCodes, input.code));
}

bool TraceChecker::isExhausted() const
{
    return policy_.strategy == BackoffStrategy::Never ||
           (policy_.maxAttempts && attempts_ >= *policy_.maxAttempts);
}

void TraceChecker::onBackoff(const ReconnectEffect& effect, const ReconnectInput& input)
{
    ++backoffs_;
    require(closed_ == 1 && backoffs_ == 1, "P22", "a back-off that no close asked for");
    require(wanted_ && !restart_, "P23", "a back-off after stop");
    require(!isTerminal(input) && !isExhausted(), "P28", "a retry that the policy forbids");
    ++attempts_;
    require(effect.attempt == attempts_, "P08", "the wrong attempt number");
    require(effect.low <= effect.delay && effect.delay <= effect.high, "P01",
            "a wait outside its envelope");
    require(armedBackoff_ == effect.delay, "P02", "the timer is armed for another wait");
    nanoseconds least{};
    if (policy_.honourRetryAfter && input.kind == Input::TransportClosed && input.retryAfter)
        least = std::min(*input.retryAfter, policy_.retryAfterLimit);
    require(effect.delay >= least, "P10", "a wait shorter than Retry-After");
    if (policy_.strategy != BackoffStrategy::Exponential || policy_.delayOffset.count() != 0)
        return;
    const long double max = static_cast<long double>(policy_.maxBackoff.count());
    const long double grown = static_cast<long double>(policy_.initialBackoff.count()) *
                              powl(policy_.multiplier, static_cast<long double>(attempts_) - 1);
    const long double nominal = std::min(grown, max);
    const long double low = nominal * (1 - policy_.jitterRatio);
    const long double high = nominal * (1 + policy_.jitterRatio);
    const bool mayExceed = policy_.jitterMode == JitterMode::AfterCap;
    const long double delay = static_cast<long double>(effect.delay.count());
    // Doubles hold 53 bits of the nanoseconds.
    const long double rounding = 1 + nominal * 1e-15L;
    const long double most =
        std::max(mayExceed ? high : std::min(high, max), static_cast<long double>(least.count()));
    require(delay >= low - rounding && delay <= most + rounding, "P01",
            "a wait outside the policy's envelope");
}

void TraceChecker::onGaveUp(const ReconnectEffect& effect, const ReconnectInput& input)
{
    ++gaveUps_;
    require(gaveUps_ == 1 && closed_ == 1 && wanted_, "P28", "gave up twice or without a loss");
    const bool terminal = effect.reason == GiveUpReason::TerminalHttpStatus ||
                          effect.reason == GiveUpReason::TerminalCloseCode;
    require(terminal ? isTerminal(input) : isExhausted(), "P28", "gave up without its reason");
    wanted_ = false;
}

void TraceChecker::afterEffects(const ReconnectInput& input, bool canSend)
{
    if (closed_ == 1) {
        const int next = backoffs_ + gaveUps_ + opens_;
        require(next == (wanted_ || gaveUps_ != 0 ? 1 : 0), "P22",
                "a close was not followed by exactly what its client wanted");
        require((opens_ == 1) == restart_, "P29", "a start during closing was not obeyed");
        restart_ = restart_ && opens_ == 0;
    }
    if (input.kind == Input::TransportClosed)
        require(closed_ == 1, "P21", "a close was swallowed");
    if (input.kind == Input::Start)
        require(opens_ == 1 || restart_, "P29", "a start had no effect");
    if (input.kind == Input::Drop && asked_ == 0)
        require(state_ != State::Connecting && state_ != State::Connected, "P29",
                "a drop had no effect");
    if (input.kind == Input::Stop)
        require(state_ == State::Closing || (state_ == State::Disconnected && timers_.empty()),
                "P23", "a stop had no effect");
    if (state_ == State::Closing)
        require(isArmed(ReconnectTimer::Close) && closingSince_ &&
                    due(ReconnectTimer::Close) <=
                        later(later(*closingSince_, policy_.closeTimeout), policy_.closeTimeout),
                "P24", "nothing ends the closing in time");
    require(canSend == online_ && (!online_ || state_ == State::Connected), "P30",
            "the sender may send while offline");
}

} // namespace redial::test

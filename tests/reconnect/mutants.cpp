// SPDX-License-Identifier: MIT
#include "tests/reconnect/mutants.h"

#include <algorithm>

namespace redial::test {

namespace {

using namespace std::chrono_literals;
using Effect = ReconnectEffect::Kind;
using Input = ReconnectInput::Kind;
using Effects = ReconnectEffects;
using Policy = ReconnectPolicy;

/// Rewrites the effects one by one: each becomes none, itself or several.
template <class Rewrite>
StepFunction onEffects(Rewrite rewrite)
{
    return [rewrite](ReconnectState& state, const Policy& policy, const ReconnectInput& input,
                     MonotonicTime now, Random& random) {
        Effects changed;
        for (const ReconnectEffect& effect : step(state, policy, input, now, random))
            rewrite(effect, changed);
        return changed;
    };
}

StepFunction without(Effect kind)
{
    return onEffects([kind](const ReconnectEffect& effect, Effects& out) {
        if (effect.kind != kind)
            out.add(effect);
    });
}

StepFunction twice(Effect kind)
{
    return onEffects([kind](const ReconnectEffect& effect, Effects& out) {
        out.add(effect);
        if (effect.kind == kind)
            out.add(effect);
    });
}

template <class Change>
StepFunction changing(Effect kind, Change change)
{
    return onEffects([kind, change](ReconnectEffect effect, Effects& out) {
        if (effect.kind == kind)
            change(effect);
        out.add(effect);
    });
}

/// Steps under another policy than the one that is checked.
template <class Change>
StepFunction under(Change change)
{
    return [change](ReconnectState& state, const Policy& policy, const ReconnectInput& input,
                    MonotonicTime now, Random& random) {
        Policy other = policy;
        change(other);
        return step(state, other, input, now, random);
    };
}

/// Spoils the state before the step.
template <class Spoil>
StepFunction spoiling(Spoil spoil)
{
    return [spoil](ReconnectState& state, const Policy& policy, ReconnectInput input,
                   MonotonicTime now, Random& random) {
        spoil(state, input);
        return step(state, policy, input, now, random);
    };
}

StepFunction offlineLate()
{
    return [](ReconnectState& state, const Policy& policy, const ReconnectInput& input,
              MonotonicTime now, Random& random) {
        const Effects effects = step(state, policy, input, now, random);
        Effects changed;
        for (const ReconnectEffect& effect : effects) {
            if (effect.kind != Effect::Offline)
                changed.add(effect);
        }
        for (const ReconnectEffect& effect : effects) {
            if (effect.kind == Effect::Offline)
                changed.add(effect);
        }
        return changed;
    };
}

StepFunction stillOnlineAfterALoss()
{
    return [](ReconnectState& state, const Policy& policy, const ReconnectInput& input,
              MonotonicTime now, Random& random) {
        const bool was = state.online;
        const Effects effects = step(state, policy, input, now, random);
        state.online = state.online || (was && input.kind == Input::Drop);
        return effects;
    };
}

bool isLost(const ReconnectInput& input)
{
    return input.kind == Input::TransportClosed;
}

std::vector<Mutant> effectMutants()
{
    return {
        {"opens twice", "P20", twice(Effect::OpenTransport)},
        {"forgets offline", "P21", without(Effect::Offline)},
        {"tells offline after closed", "P21", offlineLate()},
        {"forgets closed", "P21", without(Effect::Closed)},
        {"forgets connected's state", "P21", without(Effect::StateChanged)},
        {"backs off twice", "P22", twice(Effect::BackoffScheduled)},
        {"does not back off", "P22", without(Effect::BackoffScheduled)},
        {"leaks timers", "P25", without(Effect::CancelTimer)},
        {"arms timers twice", "P25", twice(Effect::ArmTimer)},
        {"gives up twice", "P28", twice(Effect::GaveUp)},
        {"waits too long", "P01",
         changing(
             Effect::BackoffScheduled,
             [](ReconnectEffect& effect) { effect.delay = effect.high = effect.high * 2 + 1ms; })},
        {"arms the timer for another wait", "P02",
         changing(Effect::BackoffScheduled, [](ReconnectEffect& effect) { effect.delay /= 2; })},
        {"counts attempts wrong", "P08",
         changing(Effect::BackoffScheduled, [](ReconnectEffect& effect) { ++effect.attempt; })},
        {"closes without a limit", "P24",
         onEffects([](const ReconnectEffect& effect, Effects& out) {
             if (effect.kind != Effect::ArmTimer || effect.timer != ReconnectTimer::Close)
                 out.add(effect);
         })},
        {"drops another epoch", "P25",
         changing(Effect::DropTransport, [](ReconnectEffect& effect) { ++effect.epoch; })},
    };
}

std::vector<Mutant> policyMutants()
{
    return {
        {"goes online at once", "P09", under([](Policy& policy) { policy.resumeDelay = 0ms; })},
        {"never gives up", "P28", under([](Policy& policy) { policy.maxAttempts.reset(); })},
        {"gives up early", "P28", under([](Policy& policy) { policy.maxAttempts = 1; })},
        {"retries after terminal answers", "P28", under([](Policy& policy) {
             policy.terminalHttpStatuses.clear();
             policy.terminalCloseCodes.clear();
         })},
        {"resets the attempts when open", "P08",
         under([](Policy& policy) { policy.resetOn = ResetOn::Open; })},
        {"jitters too widely", "P01", under([](Policy& policy) { policy.jitterRatio = 0.5; })},
        {"exceeds the cap", "P01", under([](Policy& policy) { policy.maxBackoff *= 4; })},
        {"ignores Retry-After", "P10",
         under([](Policy& policy) { policy.honourRetryAfter = false; })},
        {"takes its time to close", "P24", under([](Policy& policy) { policy.closeTimeout *= 3; })},
    };
}

std::vector<Mutant> stateMutants()
{
    return {
        {"reconnects after stop", "P23",
         spoiling([](ReconnectState& state, const ReconnectInput& input) {
             if (isLost(input) && state.connection == ConnectionState::Closing)
                 state.wanted = true;
         })},
        {"obeys a second start", "P20",
         spoiling([](ReconnectState& state, const ReconnectInput& input) {
             if (input.kind == Input::Start && state.connection == ConnectionState::Disconnected)
                 state.wanted = false;
         })},
        {"refuses a start after stop", "P29",
         spoiling([](ReconnectState& state, const ReconnectInput& input) {
             if (input.kind == Input::Start && state.connection == ConnectionState::Closing)
                 state.wanted = true;
         })},
        {"loses a stop", "P23", spoiling([](ReconnectState&, ReconnectInput& input) {
             if (input.kind == Input::Stop)
                 input = ReconnectInput::ready(0);
         })},
        {"listens to stale epochs", "P25",
         spoiling([](ReconnectState& state, ReconnectInput& input) {
             if (input.epoch != 0)
                 input.epoch = state.epoch;
         })},
        {"listens to cancelled timers", "P25",
         spoiling([](ReconnectState& state, ReconnectInput& input) {
             if (input.kind == Input::TimerFired && input.timer == ReconnectTimer::Backoff &&
                 state.connection == ConnectionState::Disconnected)
                 state.armedTimers |= 1U;
         })},
        {"may send after a drop", "P30", stillOnlineAfterALoss()},
        {"starts over after a lost restart", "P29",
         spoiling([](ReconnectState& state, const ReconnectInput&) { state.restart = false; })},
    };
}

} // namespace

ReconnectPolicy strictPolicy()
{
    ReconnectPolicy policy;
    policy.initialBackoff = 100ms;
    policy.maxBackoff = 700ms;
    policy.maxAttempts = 5;
    policy.terminalHttpStatuses = {401, 403};
    policy.terminalCloseCodes = {1008, {3500, 3999}};
    policy.retryAfterLimit = 30s;
    return policy;
}

const std::vector<Mutant>& mutants()
{
    static const std::vector<Mutant> all = [] {
        std::vector<Mutant> joined = effectMutants();
        for (const auto& part : {policyMutants(), stateMutants()})
            joined.insert(joined.end(), part.begin(), part.end());
        return joined;
    }();
    return all;
}

} // namespace redial::test

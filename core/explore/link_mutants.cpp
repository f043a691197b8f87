// SPDX-License-Identifier: MIT
// Clients whose reconnect machine is wrong in one way.
#include "core/explore/machine_mutants.h"

namespace redial {

namespace {

using Effect = ReconnectEffect::Kind;
using Input = ReconnectInput::Kind;

/// The effects without those of a kind, and of a timer if it is about one.
template <class Unwanted>
ReconnectEffects without(const ReconnectEffects& effects, Unwanted&& isUnwanted)
{
    ReconnectEffects rest;
    for (const ReconnectEffect& effect : effects) {
        if (!isUnwanted(effect))
            rest.add(effect);
    }
    return rest;
}

void disarm(ReconnectState& state, ReconnectTimer timer)
{
    state.armedTimers &= static_cast<std::uint8_t>(~(1U << static_cast<unsigned>(timer)));
}

bool isLoss(const ReconnectInput& input)
{
    return input.kind == Input::TransportClosed;
}

ReconnectEffects connectsWhileClosing(ReconnectState& state, const ReconnectPolicy& policy,
                                      const ReconnectInput& input, MonotonicTime now,
                                      Random& random)
{
    ReconnectEffects effects = step(state, policy, input, now, random);
    if (input.kind == Input::Start && state.connection == ConnectionState::Closing && state.restart)
        effects.add({.kind = Effect::OpenTransport, .epoch = ++state.epoch});
    return effects;
}

ReconnectEffects keepsBackoffAtStop(ReconnectState& state, const ReconnectPolicy& policy,
                                    const ReconnectInput& input, MonotonicTime now, Random& random)
{
    if (input.kind != Input::Stop || !state.isArmed(ReconnectTimer::Backoff))
        return step(state, policy, input, now, random);
    state.wanted = false;
    return {};
}

ReconnectEffects comesBackAfterStop(ReconnectState& state, const ReconnectPolicy& policy,
                                    const ReconnectInput& input, MonotonicTime now, Random& random)
{
    if (isLoss(input) && state.connection == ConnectionState::Closing && input.epoch == state.epoch)
        state.wanted = true;
    return step(state, policy, input, now, random);
}

ReconnectEffects believesLateReports(ReconnectState& state, const ReconnectPolicy& policy,
                                     const ReconnectInput& input, MonotonicTime now, Random& random)
{
    ReconnectInput taken = input;
    taken.epoch = state.epoch;
    return step(state, policy, taken, now, random);
}

ReconnectEffects trustsTheTransport(ReconnectState& state, const ReconnectPolicy& policy,
                                    const ReconnectInput& input, MonotonicTime now, Random& random)
{
    const auto effects = step(state, policy, input, now, random);
    disarm(state, ReconnectTimer::Connect);
    return without(effects, [](const ReconnectEffect& effect) {
        return effect.timer == ReconnectTimer::Connect &&
               (effect.kind == Effect::ArmTimer || effect.kind == Effect::CancelTimer);
    });
}

ReconnectEffects forgetsOffline(ReconnectState& state, const ReconnectPolicy& policy,
                                const ReconnectInput& input, MonotonicTime now, Random& random)
{
    return without(step(state, policy, input, now, random),
                   [](const ReconnectEffect& effect) { return effect.kind == Effect::Offline; });
}

ReconnectEffects forgetsTheRestart(ReconnectState& state, const ReconnectPolicy& policy,
                                   const ReconnectInput& input, MonotonicTime now, Random& random)
{
    const bool restarts = isLoss(input) && state.restart && input.epoch == state.epoch;
    if (!restarts)
        return step(state, policy, input, now, random);
    state.restart = state.wanted = false;
    const auto effects = step(state, policy, input, now, random);
    state.wanted = true;
    return effects;
}

ReconnectEffects stopsLate(ReconnectState& state, const ReconnectPolicy& policy,
                           const ReconnectInput& input, MonotonicTime now, Random& random)
{
    if (input.kind != Input::Stop || state.connection != ConnectionState::Connecting)
        return step(state, policy, input, now, random);
    state.wanted = false;
    return {};
}

ReconnectEffects resumesAfterDrop(ReconnectState& state, const ReconnectPolicy& policy,
                                  const ReconnectInput& input, MonotonicTime now, Random& random)
{
    const bool runs = state.isArmed(ReconnectTimer::Resume);
    const auto effects = step(state, policy, input, now, random);
    if (!runs || input.kind != Input::Drop)
        return effects;
    state.armedTimers |= 1U << static_cast<unsigned>(ReconnectTimer::Resume);
    return without(effects, [](const ReconnectEffect& effect) {
        return effect.kind == Effect::CancelTimer && effect.timer == ReconnectTimer::Resume;
    });
}

/// It comes to light only when a second connection follows an orderly end of the first.
ReconnectEffects forgetsReadyOnSecond(ReconnectState& state, const ReconnectPolicy& policy,
                                      const ReconnectInput& input, MonotonicTime now,
                                      Random& random)
{
    const bool isLater = state.attempt > 0;
    const auto previous = state.previousBackoff;
    const std::uint32_t attempt = state.attempt;
    const auto effects = step(state, policy, input, now, random);
    if (input.kind == Input::Ready && isLater && state.attempt == 0) {
        state.attempt = attempt;
        state.previousBackoff = previous;
    }
    return effects;
}

ReconnectEffects waitsHalf(ReconnectState& state, const ReconnectPolicy& policy,
                           const ReconnectInput& input, MonotonicTime now, Random& random)
{
    ReconnectEffects changed;
    for (ReconnectEffect effect : step(state, policy, input, now, random)) {
        if (effect.kind == Effect::ArmTimer && effect.timer == ReconnectTimer::Backoff)
            effect.delay /= 2;
        changed.add(effect);
    }
    return changed;
}

ReconnectEffects schedulesTwice(ReconnectState& state, const ReconnectPolicy& policy,
                                const ReconnectInput& input, MonotonicTime now, Random& random)
{
    ReconnectEffects changed;
    for (const ReconnectEffect& effect : step(state, policy, input, now, random)) {
        changed.add(effect);
        // Only after a connection that was open.
        if (effect.kind == Effect::BackoffScheduled && input.code == 1001)
            changed.add(effect);
    }
    return changed;
}

ReconnectEffects closesInSilence(ReconnectState& state, const ReconnectPolicy& policy,
                                 const ReconnectInput& input, MonotonicTime now, Random& random)
{
    return without(step(state, policy, input, now, random), [](const ReconnectEffect& effect) {
        return effect.kind == Effect::StateChanged && effect.to == ConnectionState::Closing;
    });
}

template <auto Wrong>
void reconnectsBy(ExploreSettings& settings)
{
    settings.machines.reconnect = Wrong;
}

} // namespace

std::vector<MachineMutant> linkMutants()
{
    return {
        {"X01", "connects while closing",
         "A start while the stopped connection still closes begins another one beside it.",
         Invariant::OneConnect, 3, &reconnectsBy<connectsWhileClosing>},
        {"X02", "keeps its back-off at stop", "The back-off's timer outlives a stop.",
         Invariant::NoTimerLeft, 3, &reconnectsBy<keepsBackoffAtStop>},
        {"X03", "comes back after stop",
         "The end of a connection that the user stopped counts as a loss.",
         Invariant::NothingAfterStop, 3, &reconnectsBy<comesBackAfterStop>},
        {"X04", "believes late reports",
         "The report of an earlier connection ends the present one.", Invariant::NoStaleEffect, 4,
         &reconnectsBy<believesLateReports>},
        {"X05", "trusts the transport", "No guard ends an attempt of which nothing is heard.",
         Invariant::AttemptEnds, 1, &reconnectsBy<trustsTheTransport>},
        {"X06", "forgets to go offline", "It does not say offline when an online connection ends.",
         Invariant::OfflineFirst, 5, &reconnectsBy<forgetsOffline>},
        {"X07", "forgets the restart",
         "Started again while it closes, it waits for ever for what never comes.",
         Invariant::WishIsFollowed, 4, &reconnectsBy<forgetsTheRestart>},
        {"X08", "stops late", "A stop while it connects waits until the attempt has ended.",
         Invariant::StopIsPrompt, 2, &reconnectsBy<stopsLate>},
        {"X09", "resumes after a drop", "The resume delay runs on when the link is dropped.",
         Invariant::NoTimerLeft, 4, &reconnectsBy<resumesAfterDrop>},
        {"X10", "counts on after the second time",
         "Only the first connection that is ready lets the attempts count from 1.",
         Invariant::AttemptsCounted, 6, &reconnectsBy<forgetsReadyOnSecond>},
        {"X11", "waits half", "It begins the next attempt when half of its back-off is over.",
         Invariant::AttemptWhenDue, 3, &reconnectsBy<waitsHalf>},
        {"X12", "schedules twice", "It says two back-offs for one connection that was closed.",
         Invariant::OneBackoff, 3, &reconnectsBy<schedulesTwice>},
        {"X13", "closes in silence", "It does not say that it closes.", Invariant::AllowedWays, 2,
         &reconnectsBy<closesInSilence>},
    };
}

} // namespace redial

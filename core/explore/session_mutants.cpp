// SPDX-License-Identifier: MIT
// Clients whose session machine is wrong in one way.
#include "core/explore/machine_mutants.h"

#include <algorithm>

namespace redial {

namespace {

using Effect = SessionEffect::Kind;
using Input = SessionInput::Kind;

template <class Unwanted>
SessionEffects without(const SessionEffects& effects, Unwanted&& isUnwanted)
{
    SessionEffects rest;
    for (const SessionEffect& effect : effects) {
        if (!isUnwanted(effect))
            rest.add(effect);
    }
    return rest;
}

void arm(OcppSessionState& state, SessionTimer timer)
{
    state.armedTimers |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(timer));
}

/// A CALL goes out, whether one is wanted or not.
SessionEffects sendCall(OcppSessionState& state, const SessionPolicy& policy)
{
    SessionEffects effects;
    state.open = OpenCall::Application;
    arm(state, SessionTimer::Call);
    effects.add({.kind = Effect::SendCall, .call = OpenCall::Application});
    effects.add(
        {.kind = Effect::ArmTimer, .timer = SessionTimer::Call, .delay = policy.callTimeout});
    return effects;
}

SessionEffects sendsBeforeAccepted(OcppSessionState& state, const SessionPolicy& policy,
                                   const SessionInput& input, MonotonicTime now)
{
    if (input.kind != Input::CallWanted || state.phase != SessionPhase::WaitingToBoot)
        return step(state, policy, input, now);
    return sendCall(state, policy);
}

SessionEffects sendsAgain(OcppSessionState& state, const SessionPolicy& policy,
                          const SessionInput& input, MonotonicTime now)
{
    const bool again = input.kind == Input::Closed && state.open == OpenCall::Application;
    auto effects = step(state, policy, input, now);
    if (again)
        ++state.waitingCalls;
    return effects;
}

SessionEffects leavesCallsOpen(OcppSessionState& state, const SessionPolicy& policy,
                               const SessionInput& input, MonotonicTime now)
{
    return without(step(state, policy, input, now), [](const SessionEffect& effect) {
        return effect.kind == Effect::FailOpenCall && effect.call == OpenCall::Application;
    });
}

SessionEffects bootsAtOnce(OcppSessionState& state, const SessionPolicy& policy,
                           const SessionInput& input, MonotonicTime now)
{
    if (input.kind == Input::BootAnswered && input.status == RegistrationStatus::Pending)
        state.bootTriggered = true;
    return step(state, policy, input, now);
}

SessionEffects keepsBeating(OcppSessionState& state, const SessionPolicy& policy,
                            const SessionInput& input, MonotonicTime now)
{
    const bool runs = state.isArmed(SessionTimer::Heartbeat);
    const auto effects = step(state, policy, input, now);
    const bool ends = input.kind == Input::OnlineChanged && !input.online;
    if (!runs || !ends)
        return effects;
    arm(state, SessionTimer::Heartbeat);
    return without(effects, [](const SessionEffect& effect) {
        return effect.kind == Effect::CancelTimer && effect.timer == SessionTimer::Heartbeat;
    });
}

SessionEffects sendsTwoCalls(OcppSessionState& state, const SessionPolicy& policy,
                             const SessionInput& input, MonotonicTime now)
{
    if (input.kind != Input::CallWanted || state.phase != SessionPhase::Online ||
        state.open == OpenCall::None)
        return step(state, policy, input, now);
    SessionEffects effects;
    effects.add({.kind = Effect::SendCall, .call = OpenCall::Application});
    state.open = OpenCall::Application;
    return effects;
}

SessionEffects doublesTransactions(OcppSessionState& state, const SessionPolicy& policy,
                                   const SessionInput& input, MonotonicTime now)
{
    const bool lost = input.kind == Input::Closed && state.open == OpenCall::Transaction;
    auto effects = step(state, policy, input, now);
    if (lost)
        ++state.waitingTransactions;
    return effects;
}

SessionEffects readyWhenPending(OcppSessionState& state, const SessionPolicy& policy,
                                const SessionInput& input, MonotonicTime now)
{
    auto effects = step(state, policy, input, now);
    if (input.kind == Input::BootAnswered && input.status == RegistrationStatus::Pending)
        effects.add({.kind = Effect::Ready});
    return effects;
}

SessionEffects sendsTooEarly(OcppSessionState& state, const SessionPolicy& policy,
                             const SessionInput& input, MonotonicTime now)
{
    if (input.kind != Input::CallWanted || state.phase != SessionPhase::Accepted)
        return step(state, policy, input, now);
    return sendCall(state, policy);
}

SessionEffects saysHello(OcppSessionState& state, const SessionPolicy& policy,
                         const SessionInput& input, MonotonicTime now)
{
    const auto effects = step(state, policy, input, now);
    const bool goesOnline = input.kind == Input::OnlineChanged && input.online;
    if (!goesOnline || state.open != OpenCall::None)
        return effects;
    SessionEffects more = effects;
    for (const SessionEffect& effect : sendCall(state, policy))
        more.add(effect);
    return more;
}

template <auto Wrong>
void sessionBy(ExploreSettings& settings)
{
    settings.machines.session = Wrong;
}

} // namespace

std::vector<MachineMutant> sessionMutants()
{
    return {
        {"X21", "sends before it is accepted",
         "The application's calls go out while the boot is pending.", Invariant::BootFirst, 4,
         &sessionBy<sendsBeforeAccepted>},
        {"X22", "sends again by itself",
         "A call in flight at a loss waits for the next connection.", Invariant::NothingSentAgain,
         6, &sessionBy<sendsAgain>},
        {"X23", "leaves calls open", "Nobody hears of a call that a loss has cut off.",
         Invariant::CallsResolved, 6, &sessionBy<leavesCallsOpen>},
        {"X24", "boots again at once", "A pending boot is repeated without its interval.",
         Invariant::BootIntervalKept, 3, &sessionBy<bootsAtOnce>},
        {"X25", "keeps beating", "The heartbeat's timer outlives its connection.",
         Invariant::HeartbeatKept, 5, &sessionBy<keepsBeating>},
        {"X26", "sends two calls", "It sends a call while another one is in flight.",
         Invariant::OneCall, 6, &sessionBy<sendsTwoCalls>},
        {"X27", "doubles transactions", "A transaction message in flight at a loss is kept twice.",
         Invariant::NothingSentAgain, 6, &sessionBy<doublesTransactions>},
        {"X28", "ready when pending", "A pending boot counts as an accepted one.",
         Invariant::ToldWhenTrue, 3, &sessionBy<readyWhenPending>},
        {"X29", "sends too early", "A call goes out before the resume delay is over.",
         Invariant::NoSendOffline, 4, &sessionBy<sendsTooEarly>},
        {"X30", "says hello", "It sends a call that nobody asked for when it goes online.",
         Invariant::NothingInvented, 4, &sessionBy<saysHello>},
    };
}

const std::vector<MachineMutant>& machineMutants()
{
    static const std::vector<MachineMutant> all = [] {
        std::vector<MachineMutant> table = linkMutants();
        for (MachineMutant& mutant : sessionMutants())
            table.push_back(mutant);
        return table;
    }();
    return all;
}

} // namespace redial

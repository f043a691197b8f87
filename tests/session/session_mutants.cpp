// SPDX-License-Identifier: MIT
#include "tests/session/session_mutants.h"

namespace redial::test {

namespace {

using InputKind = SessionInput::Kind;
using EffectKind = SessionEffect::Kind;

template <typename Change>
SessionEffects changed(const SessionEffects& effects, Change change)
{
    SessionEffects result;
    for (SessionEffect effect : effects) {
        if (change(effect))
            result.add(effect);
    }
    return result;
}

SessionEffects without(const SessionEffects& effects, EffectKind kind)
{
    return changed(effects, [kind](const SessionEffect& effect) { return effect.kind != kind; });
}

SessionEffects withShorter(const SessionEffects& effects, SessionTimer timer)
{
    return changed(effects, [timer](SessionEffect& effect) {
        if (effect.kind == EffectKind::ArmTimer && effect.timer == timer)
            effect.delay /= 2;
        return true;
    });
}

} // namespace

const std::vector<SessionMutant>& sessionMutants()
{
    using State = OcppSessionState;
    using Policy = SessionPolicy;
    using Input = SessionInput;
    using Time = MonotonicTime;
    static const std::vector<SessionMutant> all{
        {"leaves timers running at the close",
         [](State& s, const Policy& p, const Input& i, Time t) {
             const auto effects = step(s, p, i, t);
             return i.kind == InputKind::Closed ? without(effects, EffectKind::CancelTimer)
                                                : effects;
         }},
        {"forgets the open call at the close",
         [](State& s, const Policy& p, const Input& i, Time t) {
             return without(step(s, p, i, t), EffectKind::FailOpenCall);
         }},
        {"forgets the waiting calls at the close",
         [](State& s, const Policy& p, const Input& i, Time t) {
             return without(step(s, p, i, t), EffectKind::FailWaitingCalls);
         }},
        {"sends an unanswered call again after the close",
         [](State& s, const Policy& p, const Input& i, Time t) {
             const bool again = i.kind == InputKind::Closed && s.open == OpenCall::Application;
             const auto effects = step(s, p, i, t);
             s.waitingCalls += again ? 1 : 0;
             return effects;
         }},
        {"boots on the first connection only",
         [](State& s, const Policy& p, const Input& i, Time t) {
             Policy policy = p;
             policy.bootPolicy = BootPolicy::FirstConnection;
             return step(s, policy, i, t);
         }},
        {"never boots again",
         [](State& s, const Policy& p, const Input& i, Time t) {
             s.bootRequired = false;
             s.wasAccepted = true;
             Policy policy = p;
             policy.bootPolicy = BootPolicy::OnChange;
             return step(s, policy, i, t);
         }},
        {"takes Pending for Accepted",
         [](State& s, const Policy& p, const Input& i, Time t) {
             Input input = i;
             if (i.status == RegistrationStatus::Pending)
                 input.status = RegistrationStatus::Accepted;
             return step(s, p, input, t);
         }},
        {"takes Rejected for Pending",
         [](State& s, const Policy& p, const Input& i, Time t) {
             Input input = i;
             if (i.status == RegistrationStatus::Rejected)
                 input.status = RegistrationStatus::Pending;
             return step(s, p, input, t);
         }},
        {"waits half the interval before the next Boot",
         [](State& s, const Policy& p, const Input& i, Time t) {
             return withShorter(step(s, p, i, t), SessionTimer::BootRetry);
         }},
        {"beats twice as fast",
         [](State& s, const Policy& p, const Input& i, Time t) {
             return withShorter(step(s, p, i, t), SessionTimer::Heartbeat);
         }},
        {"ignores the server's heartbeat interval",
         [](State& s, const Policy& p, const Input& i, Time t) {
             Input input = i;
             if (i.status == RegistrationStatus::Accepted)
                 input.interval = {};
             return step(s, p, input, t);
         }},
        {"goes online without the resume delay",
         [](State& s, const Policy& p, const Input& i, Time t) {
             return withShorter(step(s, p, i, t), SessionTimer::Resume);
         }},
        {"waits the same before each transmission",
         [](State& s, const Policy& p, const Input& i, Time t) {
             const auto effects = step(s, p, i, t);
             return changed(effects, [&p](SessionEffect& effect) {
                 if (effect.kind == EffectKind::ArmTimer &&
                     effect.timer == SessionTimer::TransactionRetry)
                     effect.delay = p.messageAttemptInterval;
                 return true;
             });
         }},
        {"transmits once too often",
         [](State& s, const Policy& p, const Input& i, Time t) {
             Policy policy = p;
             ++policy.messageAttempts;
             return step(s, policy, i, t);
         }},
        {"transmits once too little",
         [](State& s, const Policy& p, const Input& i, Time t) {
             Policy policy = p;
             --policy.messageAttempts;
             return step(s, policy, i, t);
         }},
        {"counts a lost connection as an attempt",
         [](State& s, const Policy& p, const Input& i, Time t) {
             const bool counts = i.kind == InputKind::Closed && s.open == OpenCall::Transaction;
             const auto effects = step(s, p, i, t);
             s.transactionTransmissions += counts ? 1 : 0;
             return effects;
         }},
        {"takes an error for the answer of a transaction message",
         [](State& s, const Policy& p, const Input& i, Time t) {
             Input input = i;
             if (i.kind == InputKind::CallFailed && s.open == OpenCall::Transaction)
                 input.kind = InputKind::CallAnswered;
             return step(s, p, input, t);
         }},
        {"has two CALLs in flight",
         [](State& s, const Policy& p, const Input& i, Time t) {
             if (i.kind == InputKind::CallWanted && s.phase == SessionPhase::Online)
                 s.open = OpenCall::None;
             return step(s, p, i, t);
         }},
        {"sends before it is online",
         [](State& s, const Policy& p, const Input& i, Time t) {
             if (i.kind == InputKind::CallWanted && s.phase == SessionPhase::Accepted)
                 s.phase = SessionPhase::Online;
             return step(s, p, i, t);
         }},
        {"heeds timers of the past",
         [](State& s, const Policy& p, const Input& i, Time t) {
             if (i.kind == InputKind::TimerFired)
                 s.armedTimers |= static_cast<std::uint8_t>(1U << unsigned(i.timer));
             return step(s, p, i, t);
         }},
        {"never times a call out",
         [](State& s, const Policy& p, const Input& i, Time t) {
             if (i.kind == InputKind::TimerFired && i.timer == SessionTimer::Call)
                 return SessionEffects();
             return step(s, p, i, t);
         }},
        {"forgets to boot again",
         [](State& s, const Policy& p, const Input& i, Time t) {
             if (i.kind == InputKind::TimerFired && i.timer == SessionTimer::BootRetry)
                 return SessionEffects();
             return step(s, p, i, t);
         }},
        {"misses a heartbeat",
         [](State& s, const Policy& p, const Input& i, Time t) {
             if (i.kind == InputKind::TimerFired && i.timer == SessionTimer::Heartbeat)
                 return SessionEffects();
             return step(s, p, i, t);
         }},
        {"forgets the status after an offline time",
         [](State& s, const Policy& p, const Input& i, Time t) {
             return without(step(s, p, i, t), EffectKind::ReportStatus);
         }},
        {"reports changed connectors only, however long it was offline",
         [](State& s, const Policy& p, const Input& i, Time t) {
             Policy policy = p;
             policy.offlineThreshold = std::chrono::hours(10'000);
             return step(s, policy, i, t);
         }},
        {"takes the time from the last attempt for the offline time",
         [](State& s, const Policy& p, const Input& i, Time t) {
             if (i.kind == InputKind::Opened && s.offlineSince)
                 s.offlineSince = t;
             return step(s, p, i, t);
         }},
        {"reports every connector after each return",
         [](State& s, const Policy& p, const Input& i, Time t) {
             return changed(step(s, p, i, t), [](SessionEffect& effect) {
                 effect.all = effect.kind == EffectKind::ReportStatus;
                 return true;
             });
         }},
        {"takes a Boot for no reason to report",
         [](State& s, const Policy& p, const Input& i, Time t) {
             s.bootedSince = false;
             return step(s, p, i, t);
         }},
        {"does not go on after an answer",
         [](State& s, const Policy& p, const Input& i, Time t) {
             const auto phase = s.phase;
             const bool answer = i.kind == InputKind::CallAnswered && phase == SessionPhase::Online;
             if (answer)
                 s.phase = SessionPhase::Accepted;
             const auto effects = step(s, p, i, t);
             if (answer)
                 s.phase = phase;
             return effects;
         }},
    };
    return all;
}

} // namespace redial::test

// SPDX-License-Identifier: MIT
#include "core/explore/path_recorder.h"

#include <QUrl>

#include <utility>

namespace redial {

namespace {

using Kind = ReconnectEffect::Kind;

QUrl exploredServer()
{
    return QUrl(QStringLiteral("ws://explored/CP-1"));
}

CloseInfo silentTransport(ReconnectTimer guard)
{
    return {.cause = guard == ReconnectTimer::Connect ? CloseCause::ConnectTimeout
                                                      : CloseCause::LocalAbort,
            .remote = false,
            .detail = "the transport did not report the end in time"};
}

} // namespace

PathRecorder::PathRecorder(EventLog& log, VirtualClock& clock, const ExploreSettings& settings)
    : clock_(clock)
    , policy_(settings.actualPolicy)
    , recorder_(log, clock, Source::Client)
    , journal_(&recorder_)
    , messages_(recorder_, settings.session)
{
}

void PathRecorder::timePassed(std::chrono::nanoseconds time)
{
    clock_.advance(time);
}

void PathRecorder::timerFired(std::uint8_t timer)
{
    if (timer >= reconnectTimerCount)
        return;
    journal_.setPlace(epoch_, attempt_);
    journal_.timerEnded(EventKind::TimerFired, static_cast<ReconnectTimer>(timer),
                        std::exchange(timers_[timer], 0));
}

void PathRecorder::reconnectInput(const ReconnectInput& input, const ModelState& state)
{
    journal_.setPlace(epoch_, attempt_);
    epoch_ = state.reconnect.epoch;
    attempt_ = state.reconnect.attempt;
    // A start that is refused is told by its effect.
    const bool wasWanted = std::exchange(wanted_, state.reconnect.wanted);
    if (input.kind == ReconnectInput::Kind::Start && !wasWanted)
        journal_.started(exploredServer());
    else if (input.kind == ReconnectInput::Kind::Stop)
        journal_.stopped();
    else if (input.kind == ReconnectInput::Kind::Drop)
        journal_.dropped(input.drop);
}

void PathRecorder::reconnectEffect(const ReconnectEffect& effect)
{
    const auto timer = static_cast<std::size_t>(effect.timer);
    if (effect.kind == Kind::Connecting || effect.kind == Kind::BackoffScheduled)
        journal_.setPlace(effect.epoch, effect.attempt);
    if (effect.kind == Kind::Closed && effect.guardExpired)
        lastClose_ = silentTransport(effect.timer);
    journal_.effect(effect, policy_, lastClose_);
    switch (effect.kind) {
    case Kind::OpenTransport:
        recorder_.setEpoch(effect.epoch);
        recorder_.setAttempt(attempt_);
        messages_.setPlace(effect.epoch, attempt_);
        recorder_.record(EventKind::ConnectBegin,
                         {{FieldKey::Url, exploredServer().toString().toStdString()}});
        return;
    case Kind::ArmTimer:
        timers_[timer] = ++lastTimer_;
        return journal_.timerArmed(effect.timer, lastTimer_, effect.delay);
    case Kind::CancelTimer:
        return journal_.timerEnded(EventKind::TimerCancelled, effect.timer,
                                   std::exchange(timers_[timer], 0));
    default:
        return;
    }
}

void PathRecorder::sessionInput(const SessionInput& input, const ModelState& state)
{
    messages_.input(input, state.session.phase == SessionPhase::Online);
}

void PathRecorder::sessionEffect(const SessionEffect& effect)
{
    messages_.effect(effect);
}

void PathRecorder::linkClosed(const CloseInfo& info)
{
    lastClose_ = info;
    std::vector<Field> fields{{FieldKey::Cause, nameOf(info.cause)},
                              {FieldKey::Code, info.code},
                              {FieldKey::Reason, info.reason},
                              {FieldKey::Remote, info.remote},
                              {FieldKey::Detail, info.detail}};
    recorder_.record(EventKind::Closed, fields);
}

void PathRecorder::linkOpened()
{
    recorder_.record(EventKind::Opened, {{FieldKey::Subprotocol, "ocpp1.6"}});
}

} // namespace redial

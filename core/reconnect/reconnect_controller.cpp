// SPDX-License-Identifier: MIT
#include "core/reconnect/reconnect_controller.h"

#include <QPointer>

#include <algorithm>
#include <utility>

namespace redial {

namespace {

using Kind = ReconnectEffect::Kind;

std::size_t indexOf(ReconnectTimer timer)
{
    return static_cast<std::size_t>(timer);
}

template <class Promise, class Outcome>
void resolveAll(std::vector<Promise>& promises, const Outcome& outcome)
{
    for (Promise& promise : std::exchange(promises, {})) {
        promise.addResult(outcome);
        promise.finish();
    }
}

CloseInfo abandoned()
{
    return {
        .cause = CloseCause::LocalAbort, .remote = false, .detail = "the controller was stopped"};
}

} // namespace

ReconnectController::ReconnectController(ReconnectPolicy policy, TransportOperations operations,
                                         Clock& clock, Random random, EventRecorder* recorder,
                                         QObject* parent)
    : QObject(parent)
    , policy_(std::move(policy))
    , operations_(std::move(operations))
    , clock_(clock)
    , random_(random)
{
    if (recorder)
        recorder_ = *recorder;
}

ReconnectController::~ReconnectController()
{
    for (const TimerId timer : timers_)
        clock_.cancelTimer(timer);
    resolveAll(openPromises_, OpenOutcome{false, state_.epoch, abandoned()});
    resolveAll(closePromises_, abandoned());
}

bool ReconnectController::start(const QUrl& url)
{
    const bool accepted = !state_.wanted;
    if (accepted) {
        url_ = url;
        if (recorder_)
            recorder_->record(EventKind::Started);
    }
    process(ReconnectInput::start());
    return accepted;
}

void ReconnectController::stop()
{
    if (recorder_)
        recorder_->record(EventKind::Stopped);
    process(ReconnectInput::stop());
}

bool ReconnectController::drop(DropKind kind)
{
    if (state_.connection != ConnectionState::Connecting &&
        state_.connection != ConnectionState::Connected)
        return false;
    if (recorder_)
        recorder_->record(EventKind::Dropped, {{FieldKey::Mode, nameOf(kind)}});
    process(ReconnectInput::dropped(kind));
    return true;
}

void ReconnectController::transportOpened(quint32 epoch)
{
    process(ReconnectInput::opened(epoch));
}

void ReconnectController::transportClosed(quint32 epoch, const CloseInfo& info)
{
    if (epoch == state_.epoch)
        lastClose_ = info;
    process(ReconnectInput::closed(epoch, info));
}

void ReconnectController::sessionReady(quint32 epoch)
{
    process(ReconnectInput::ready(epoch));
}

int ReconnectController::armedTimers() const
{
    return static_cast<int>(
        std::count_if(timers_.begin(), timers_.end(), [](TimerId timer) { return timer != 0; }));
}

QFuture<OpenOutcome> ReconnectController::whenOpened()
{
    openPromises_.emplace_back();
    openPromises_.back().start();
    return openPromises_.back().future();
}

QFuture<CloseInfo> ReconnectController::whenClosed()
{
    closePromises_.emplace_back();
    closePromises_.back().start();
    return closePromises_.back().future();
}

/// An input that arrives while another is being carried out (from a signal's slot) waits for its
/// turn, so that the effects of one step are never interleaved with those of the next.
void ReconnectController::process(const ReconnectInput& input)
{
    inputs_.push_back(input);
    if (processing_)
        return;
    processing_ = true;
    const QPointer<ReconnectController> alive(this);
    while (!inputs_.empty()) {
        const ReconnectInput next = inputs_.front();
        inputs_.pop_front();
        for (const ReconnectEffect& effect : step(state_, policy_, next, clock_.now(), random_)) {
            if (!carryOut(effect) || !alive)
                return;
        }
    }
    processing_ = false;
}

/// False if this object was destroyed meanwhile.
bool ReconnectController::carryOut(const ReconnectEffect& effect)
{
    const QPointer<ReconnectController> alive(this);
    record(effect);
    switch (effect.kind) {
    case Kind::OpenTransport:
        operations_.open(effect.epoch, url_);
        break;
    case Kind::CloseTransport:
        operations_.close(effect.epoch);
        break;
    case Kind::DropTransport:
        operations_.drop(effect.epoch, effect.drop);
        break;
    case Kind::ArmTimer:
        armTimer(effect.timer, effect.delay);
        break;
    case Kind::CancelTimer:
        cancelTimer(effect.timer);
        break;
    default:
        tell(effect);
        break;
    }
    return !alive.isNull();
}

void ReconnectController::tell(const ReconnectEffect& effect)
{
    const QPointer<ReconnectController> alive(this);
    switch (effect.kind) {
    case Kind::StateChanged:
        emit stateChanged(effect.to);
        break;
    case Kind::Connecting:
        emit connecting(effect.epoch, effect.attempt);
        break;
    case Kind::Connected:
        resolveOpened({true, effect.epoch, {}});
        emit connected(effect.epoch);
        break;
    case Kind::Offline:
    case Kind::Online:
        emit onlineChanged(effect.kind == Kind::Online);
        if (!alive)
            return;
        if (effect.kind == Kind::Online)
            emit online();
        else
            emit offline();
        break;
    case Kind::Closed:
        resolveOpened({false, effect.epoch, lastClose_});
        resolveClosed();
        emit closed(lastClose_);
        break;
    case Kind::BackoffScheduled:
        emit backoffScheduled(std::chrono::ceil<std::chrono::milliseconds>(effect.delay));
        break;
    case Kind::GaveUp: {
        const std::string_view reason = nameOf(effect.reason);
        emit gaveUp(QString::fromUtf8(reason.data(), qsizetype(reason.size())));
        break;
    }
    default:
        break;
    }
}

void ReconnectController::record(const ReconnectEffect& effect)
{
    if (effect.kind == Kind::Closed && effect.guardExpired)
        lastClose_ = {.cause = CloseCause::ConnectTimeout,
                      .remote = false,
                      .detail = "the transport did not report the end in time"};
    if (!recorder_)
        return;
    recorder_->setEpoch(state_.epoch);
    recorder_->setAttempt(state_.attempt);
    switch (effect.kind) {
    case Kind::StateChanged:
        recorder_->record(EventKind::StateChanged, {{FieldKey::From, nameOf(effect.from)},
                                                    {FieldKey::To, nameOf(effect.to)}});
        break;
    case Kind::Connecting:
        recorder_->record(EventKind::Connecting);
        break;
    case Kind::Connected:
        recorder_->record(EventKind::Connected);
        break;
    case Kind::Offline:
        recorder_->record(EventKind::Offline);
        break;
    case Kind::Online:
        recorder_->record(EventKind::Online);
        break;
    case Kind::Closed:
        recorder_->record(EventKind::Disconnected, {{FieldKey::Cause, nameOf(lastClose_.cause)},
                                                    {FieldKey::Code, lastClose_.code},
                                                    {FieldKey::Reason, lastClose_.reason}});
        break;
    case Kind::BackoffScheduled:
        recorder_->record(EventKind::BackoffScheduled, {{FieldKey::DelayNs, effect.delay},
                                                        {FieldKey::NominalNs, effect.nominal},
                                                        {FieldKey::LowNs, effect.low},
                                                        {FieldKey::HighNs, effect.high}});
        break;
    case Kind::GaveUp:
        recorder_->record(EventKind::GaveUp, {{FieldKey::Reason, nameOf(effect.reason)}});
        break;
    case Kind::StartRefused:
        recorder_->record(EventKind::StartRefused,
                          {{FieldKey::Detail, "a connection is wanted already"}});
        break;
    case Kind::StaleInput:
        recorder_->record(EventKind::StaleSignal, {{FieldKey::Count, state_.staleInputs},
                                                   {FieldKey::Connection, effect.epoch}});
        break;
    default:
        break;
    }
}

void ReconnectController::recordTimer(EventKind kind, ReconnectTimer timer)
{
    if (recorder_)
        recorder_->record(kind, {{FieldKey::Timer, nameOf(timer)},
                                 {FieldKey::TimerNumber, timers_[indexOf(timer)]}});
}

void ReconnectController::armTimer(ReconnectTimer timer, std::chrono::nanoseconds delay)
{
    timers_[indexOf(timer)] = clock_.startTimer(delay, [this, timer] { onTimer(timer); });
    recordTimer(EventKind::TimerArmed, timer);
    if (timer == ReconnectTimer::Backoff) {
        currentBackoff_ = delay;
        nextAttemptDue_ = clock_.now() + std::min(delay, MonotonicTime::max() - clock_.now());
    }
}

void ReconnectController::cancelTimer(ReconnectTimer timer)
{
    clock_.cancelTimer(timers_[indexOf(timer)]);
    recordTimer(EventKind::TimerCancelled, timer);
    timers_[indexOf(timer)] = 0;
    if (timer == ReconnectTimer::Backoff) {
        currentBackoff_.reset();
        nextAttemptDue_.reset();
    }
}

void ReconnectController::onTimer(ReconnectTimer timer)
{
    recordTimer(EventKind::TimerFired, timer);
    timers_[indexOf(timer)] = 0;
    if (timer == ReconnectTimer::Backoff) {
        currentBackoff_.reset();
        nextAttemptDue_.reset();
    }
    process(ReconnectInput::fired(timer));
}

void ReconnectController::resolveOpened(const OpenOutcome& outcome)
{
    resolveAll(openPromises_, outcome);
}

void ReconnectController::resolveClosed()
{
    resolveAll(closePromises_, lastClose_);
}

} // namespace redial

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

CloseInfo neverMade()
{
    return {.cause = CloseCause::LocalAbort, .remote = false, .detail = "no attempt was made"};
}

CloseInfo silentTransport(ReconnectTimer guard)
{
    return {.cause = guard == ReconnectTimer::Connect ? CloseCause::ConnectTimeout
                                                      : CloseCause::LocalAbort,
            .remote = false,
            .detail = "the transport did not report the end in time"};
}

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

ReconnectController::ReconnectController(ReconnectPolicy policy, TransportOperations operations,
                                         Clock& clock, Random random, const EventRecorder* recorder,
                                         QObject* parent)
    : QObject(parent)
    , policy_(std::move(policy))
    , operations_(std::move(operations))
    , clock_(clock)
    , random_(random)
    , journal_(recorder)
{
}

ReconnectController::~ReconnectController()
{
    for (std::size_t i = 0; i < timers_.size(); ++i)
        cancelTimer(static_cast<ReconnectTimer>(i));
    futures_.abandonAll(neverMade());
}

bool ReconnectController::start(const QUrl& url)
{
    if (state_.wanted) {
        process(ReconnectInput::start());
        return false;
    }
    url_ = url;
    process(ReconnectInput::start(), UserAction::Start);
    return true;
}

void ReconnectController::stop()
{
    process(ReconnectInput::stop(), UserAction::Stop);
}

bool ReconnectController::drop(DropKind kind)
{
    if (state_.connection != ConnectionState::Connecting &&
        state_.connection != ConnectionState::Connected)
        return false;
    process(ReconnectInput::dropped(kind), UserAction::Drop);
    return true;
}

QFuture<OpenOutcome> ReconnectController::open(const QUrl& url)
{
    if (state_.wanted) {
        start(url);
        return resolvedFuture(OpenOutcome{.refused = true, .failure = neverMade()});
    }
    // Asked for before start(), whose attempt may fail before it returns.
    const auto future = futures_.opened(state_.epoch + 1, lastTurn_ + 1);
    start(url);
    return future;
}

QFuture<CloseInfo> ReconnectController::close()
{
    const bool isOpen = state_.connection != ConnectionState::Disconnected;
    const auto future = isOpen ? whenClosed() : resolvedFuture(lastClose_.value_or(neverMade()));
    stop();
    return future;
}

QFuture<OpenOutcome> ReconnectController::whenOpened()
{
    if (state_.connection == ConnectionState::Connected)
        return resolvedFuture(OpenOutcome{.opened = true, .epoch = state_.epoch});
    const bool isOpening = state_.connection == ConnectionState::Connecting;
    return futures_.opened(state_.epoch + (isOpening ? 0 : 1), lastTurn_);
}

QFuture<CloseInfo> ReconnectController::whenClosed()
{
    const bool isOpen = state_.connection != ConnectionState::Disconnected;
    return futures_.closed(state_.epoch + (isOpen ? 0 : 1));
}

void ReconnectController::transportOpened(quint32 epoch)
{
    process(ReconnectInput::opened(epoch));
}

void ReconnectController::transportClosed(quint32 epoch, const CloseInfo& info)
{
    process(ReconnectInput::closed(epoch, info), UserAction::None, info);
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

/// The machine decides at once; what it wants is carried out in the order of the inputs, also when
/// the next input comes from a slot of this one's signals.
void ReconnectController::process(const ReconnectInput& input, UserAction action,
                                  const CloseInfo& close)
{
    const auto isIdle = [this] {
        return !state_.wanted && state_.connection == ConnectionState::Disconnected;
    };
    Turn turn{.action = action,
              .drop = input.drop,
              .number = ++lastTurn_,
              .epochBefore = state_.epoch,
              .attemptBefore = state_.attempt,
              .close = close,
              .effects = {}};
    const bool wasIdle = isIdle() && action != UserAction::Stop;
    turn.effects = step(state_, policy_, input, clock_.now(), random_);
    turn.attemptAfter = state_.attempt;
    turn.settled = isIdle() && !wasIdle;
    turns_.push_back(std::move(turn));
    if (processing_)
        return;
    processing_ = true;
    while (!turns_.empty()) {
        const Turn next = std::move(turns_.front());
        turns_.pop_front();
        if (!carryOut(next))
            return;
    }
    processing_ = false;
}

/// False if this object was destroyed meanwhile.
bool ReconnectController::carryOut(const Turn& turn)
{
    const QPointer<ReconnectController> alive(this);
    journal_.setPlace(turn.epochBefore, turn.attemptBefore);
    recordAction(turn);
    for (const ReconnectEffect& effect : turn.effects) {
        if (!carryOut(effect, turn.close))
            return false;
    }
    if (turn.attemptAfter != turn.attemptBefore)
        emit attemptChanged(turn.attemptAfter);
    if (alive && turn.settled)
        futures_.abandon(turn.number, neverMade());
    return !alive.isNull();
}

void ReconnectController::recordAction(const Turn& turn)
{
    switch (turn.action) {
    case UserAction::None:
        break;
    case UserAction::Start:
        journal_.started(url_);
        break;
    case UserAction::Stop:
        journal_.stopped();
        break;
    case UserAction::Drop:
        journal_.dropped(turn.drop);
        break;
    }
}

/// False if this object was destroyed meanwhile.
bool ReconnectController::carryOut(const ReconnectEffect& effect, const CloseInfo& close)
{
    const QPointer<ReconnectController> alive(this);
    if (effect.kind == Kind::Connecting || effect.kind == Kind::BackoffScheduled)
        journal_.setPlace(effect.epoch, effect.attempt);
    if (effect.kind == Kind::Closed)
        lastClose_ = effect.guardExpired ? silentTransport(effect.timer) : close;
    journal_.effect(effect, policy_, lastClose_.value_or(CloseInfo{}));
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
        futures_.resolveOpened({.opened = true, .epoch = effect.epoch, .failure = {}});
        if (alive)
            emit connected(effect.epoch);
        break;
    case Kind::Offline:
        emit onlineChanged(false);
        if (alive)
            emit offline();
        break;
    case Kind::Online:
        emit onlineChanged(true);
        if (alive)
            emit online();
        break;
    case Kind::Closed:
        tellClosed(effect, *lastClose_);
        break;
    case Kind::BackoffScheduled:
        lastBackoff_ = effect.delay;
        emit backoffScheduled(std::chrono::ceil<std::chrono::milliseconds>(effect.delay));
        break;
    case Kind::GaveUp:
        emit gaveUp(toQString(nameOf(effect.reason)));
        break;
    default:
        break;
    }
}

void ReconnectController::tellClosed(const ReconnectEffect& effect, const CloseInfo& close)
{
    const QPointer<ReconnectController> alive(this);
    const CloseInfo info = close;
    futures_.resolveClosed(effect.epoch, info);
    if (alive)
        emit closed(info);
}

void ReconnectController::armTimer(ReconnectTimer timer, std::chrono::nanoseconds delay)
{
    const TimerId id = clock_.startTimer(delay, [this, timer] { onTimer(timer); });
    timers_[indexOf(timer)] = id;
    journal_.timerArmed(timer, id, delay);
    if (timer == ReconnectTimer::Backoff) {
        currentBackoff_ = delay;
        const MonotonicTime now = clock_.now();
        nextAttemptDue_ = now + std::min(delay, MonotonicTime::max() - now);
    }
}

void ReconnectController::cancelTimer(ReconnectTimer timer)
{
    const TimerId id = forgetTimer(timer);
    if (id != 0 && clock_.cancelTimer(id))
        journal_.timerEnded(EventKind::TimerCancelled, timer, id);
}

void ReconnectController::onTimer(ReconnectTimer timer)
{
    journal_.setPlace(state_.epoch, state_.attempt);
    journal_.timerEnded(EventKind::TimerFired, timer, forgetTimer(timer));
    process(ReconnectInput::fired(timer));
}

TimerId ReconnectController::forgetTimer(ReconnectTimer timer)
{
    if (timer == ReconnectTimer::Backoff) {
        currentBackoff_.reset();
        nextAttemptDue_.reset();
    }
    return std::exchange(timers_[indexOf(timer)], 0);
}

} // namespace redial

// SPDX-License-Identifier: MIT
#include "core/session/session.h"

#include "core/wire/ocpp_secrets.h"

#include <QDateTime>
#include <QJsonDocument>

#include <algorithm>
#include <utility>

namespace redial {

namespace {

using Kind = SessionEffect::Kind;
using Input = SessionInput;

std::size_t indexOf(SessionTimer timer)
{
    return static_cast<std::size_t>(timer);
}

std::string loggable(const QJsonObject& payload)
{
    return maskSecrets(QJsonDocument(payload).toJson(QJsonDocument::Compact)).toStdString();
}

} // namespace

Session::Session(SessionConfiguration configuration, SessionOperations operations, Clock& clock,
                 Random random, EventRecorder recorder, QObject* parent)
    : QObject(parent)
    , configuration_(std::move(configuration))
    , operations_(std::move(operations))
    , clock_(clock)
    , recorder_(recorder)
    , profile_(ocppProfile(configuration_.version))
    , idPrefix_(QStringLiteral("%1-").arg(random.next(), 16, 16, QLatin1Char('0')))
{
    // 1.6 has no such threshold: what did not change is not reported.
    if (!profile_.hasOfflineThreshold)
        configuration_.policy.offlineThreshold = SessionPolicy::Duration::max();
}

Session::~Session()
{
    for (const TimerId timer : timers_)
        clock_.cancelTimer(timer);
    clock_.cancelTimer(ageTimer_);
    const CallOutcome closed;
    resolveOpen(closed);
    for (auto* queue : {&calls_, &transactions_}) {
        for (Call& call : *queue)
            resolve(call, closed);
    }
    settle();
}

void Session::transportOpened(quint32 epoch)
{
    recorder_.setEpoch(epoch);
    process({.kind = Input::Kind::Opened});
}

void Session::transportClosed(quint32 epoch, const CloseInfo&)
{
    if (epoch < recorder_.epoch())
        return;
    process({.kind = Input::Kind::Closed});
}

void Session::setOnline(bool online)
{
    process({.kind = Input::Kind::OnlineChanged, .online = online});
}

void Session::requireBoot(const QString& reason)
{
    bootReason_ = reason;
    process({.kind = Input::Kind::BootRequired});
}

void Session::describeStation(const QString& vendor, const QString& model)
{
    if (vendor == configuration_.vendor && model == configuration_.model)
        return;
    configuration_.vendor = vendor;
    configuration_.model = model;
    if (configuration_.policy.bootPolicy == BootPolicy::OnChange)
        process({.kind = Input::Kind::BootRequired});
}

int Session::armedTimers() const
{
    return static_cast<int>(
        std::count_if(timers_.begin(), timers_.end(), [](TimerId timer) { return timer != 0; }));
}

QString Session::nextId()
{
    return idPrefix_ + QString::number(++lastId_);
}

QString Session::timestamp() const
{
    return QDateTime::fromMSecsSinceEpoch(clock_.wallNow().time_since_epoch().count(), Qt::UTC)
        .toString(Qt::ISODateWithMs);
}

void Session::process(const SessionInput& input)
{
    expireOldCalls();
    inputs_.push_back(input);
    if (processing_)
        return;
    processing_ = true;
    while (!inputs_.empty()) {
        const SessionInput next = inputs_.front();
        inputs_.pop_front();
        for (const SessionEffect& effect : step(state_, configuration_.policy, next, clock_.now()))
            carryOut(effect);
        emitAnnouncements();
    }
    processing_ = false;
    watchAge();
    settle();
}

/// Whoever listens may close the link or stop: nothing of the step may come after that.
void Session::announce(std::function<void()> signal)
{
    announcements_.push_back(std::move(signal));
}

void Session::emitAnnouncements()
{
    for (const auto& emitSignal : std::exchange(announcements_, {}))
        emitSignal();
}

void Session::settle()
{
    if (processing_)
        return;
    for (auto& [promise, outcome] : std::exchange(settled_, {})) {
        promise->addResult(outcome);
        promise->finish();
    }
}

void Session::carryOut(const SessionEffect& effect)
{
    switch (effect.kind) {
    case Kind::SendBoot:
        sendBoot();
        break;
    case Kind::SendHeartbeat:
        sendHeartbeat();
        break;
    case Kind::SendCall: {
        Call next = std::move(calls_.front());
        calls_.pop_front();
        send(std::move(next), EventKind::CallSent);
        break;
    }
    case Kind::SendTransaction:
        sendTransaction();
        break;
    case Kind::ArmTimer:
        armTimer(effect.timer, effect.delay);
        break;
    case Kind::CancelTimer:
        cancelTimer(effect.timer);
        break;
    case Kind::OpenCallTimedOut:
        if (effect.call == OpenCall::Boot)
            recorder_.record(EventKind::BootTimedOut);
        resolveOpen({.kind = CallOutcome::Kind::TimedOut});
        announce(
            [this] { emit reconnectAdvised(QStringLiteral("a CALL was not answered in time")); });
        break;
    case Kind::FailOpenCall:
        resolveOpen({.kind = CallOutcome::Kind::ConnectionClosed});
        break;
    case Kind::FailWaitingCalls:
        failWaitingCalls();
        break;
    case Kind::TransactionDone:
        popTransaction();
        break;
    case Kind::TransactionDiscarded:
        dropTransaction(0, "out of attempts");
        break;
    case Kind::Ready:
        announce([this] { emit ready(); });
        break;
    case Kind::Online:
        announce([this] { emit online(); });
        break;
    case Kind::ReportStatus:
        reportConnectors(effect.all);
        break;
    }
}

void Session::armTimer(SessionTimer timer, std::chrono::nanoseconds delay)
{
    timers_[indexOf(timer)] = clock_.startTimer(delay, [this, timer] {
        timers_[indexOf(timer)] = 0;
        process({.kind = Input::Kind::TimerFired, .timer = timer});
    });
}

void Session::cancelTimer(SessionTimer timer)
{
    clock_.cancelTimer(std::exchange(timers_[indexOf(timer)], 0));
}

void Session::send(Call call, EventKind kind)
{
    const QString text = writeCall(call.id, call.action, call.payload);
    recorder_.record(kind, {{FieldKey::MessageId, call.id.toStdString()},
                            {FieldKey::Action, call.action.toStdString()},
                            {FieldKey::Payload, loggable(call.payload)},
                            {FieldKey::Size, text.toUtf8().size()}});
    openSince_ = clock_.now();
    const QString id = call.id;
    open_ = std::move(call);
    if (!operations_.sendText(text) && open_ && open_->id == id)
        onNotSent();
}

/// The application hears of it at once. The slot of the open CALL stays taken until the close that
/// will follow, or the call time-out if the link is only full: what waits behind it may fare
/// better.
void Session::onNotSent()
{
    recorder_.record(EventKind::SendRejected, {{FieldKey::MessageId, open_->id.toStdString()},
                                               {FieldKey::Action, open_->action.toStdString()},
                                               {FieldKey::Reason, "the link took nothing"}});
    if (open_->promise && !open_->sentBefore)
        resolveOpen({.kind = CallOutcome::Kind::ConnectionClosed});
}

void Session::sendBoot()
{
    send({nextId(), QStringLiteral("BootNotification"),
          profile_.bootPayload(configuration_.vendor, configuration_.model, bootReason_), nullptr,
          clock_.now()},
         EventKind::BootSent);
}

void Session::sendHeartbeat()
{
    send({nextId(), QStringLiteral("Heartbeat"), {}, nullptr, clock_.now()},
         EventKind::HeartbeatSent);
}

/// The message keeps its id when it is sent again, so that a server can tell (errata 2025-04).
void Session::sendTransaction()
{
    Call& front = transactions_.front();
    front.sentBefore = true;
    send(front, EventKind::CallSent);
}

void Session::failWaitingCalls()
{
    // With offline_send = queue a call may wait for the next connection, unless it was sent
    // already: those are not here.
    for (Call& call : std::exchange(calls_, {}))
        resolve(call, {.kind = CallOutcome::Kind::ConnectionClosed});
}

void Session::resolve(Call& call, const CallOutcome& outcome)
{
    recorder_.record(EventKind::CallResolved,
                     {{FieldKey::MessageId, call.id.toStdString()},
                      {FieldKey::Action, call.action.toStdString()},
                      {FieldKey::Outcome, nameOf(outcome.kind)},
                      {FieldKey::ErrorCode, outcome.errorCode.toStdString()},
                      {FieldKey::LatencyNs, clock_.now() - call.wantedAt}});
    if (call.promise)
        settled_.emplace_back(std::move(call.promise), outcome);
}

void Session::resolveOpen(const CallOutcome& outcome)
{
    if (!open_)
        return;
    Call call = std::move(*open_);
    open_.reset();
    if (outcome.kind == CallOutcome::Kind::Result)
        noteStatus(call.action, call.payload, true);
    // A kept transaction message that was not answered stays unresolved until it is, or is
    // discarded.
    if (call.sentBefore && outcome.kind != CallOutcome::Kind::Result)
        call.promise.reset();
    call.wantedAt = openSince_;
    resolve(call, outcome);
}

void Session::dropTransaction(std::size_t index, const char* reason)
{
    const auto place = transactions_.begin() + static_cast<std::ptrdiff_t>(index);
    Call call = std::move(*place);
    if (index == 0)
        popTransaction();
    else
        transactions_.erase(place);
    recorder_.record(EventKind::QueueDropped, {{FieldKey::MessageId, call.id.toStdString()},
                                               {FieldKey::Action, call.action.toStdString()},
                                               {FieldKey::Reason, reason}});
    resolve(call, {.kind = CallOutcome::Kind::Dropped});
}

void Session::popTransaction()
{
    transactions_.pop_front();
    if (thinFrom_ > 0)
        --thinFrom_;
}

} // namespace redial

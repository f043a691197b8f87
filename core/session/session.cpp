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
}

Session::~Session()
{
    for (const TimerId timer : timers_)
        clock_.cancelTimer(timer);
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
    if (online)
        expireOldCalls();
    process({.kind = Input::Kind::OnlineChanged, .online = online});
}

void Session::requireBoot(const QString& reason)
{
    bootReason_ = reason;
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
    inputs_.push_back(input);
    if (processing_)
        return;
    processing_ = true;
    while (!inputs_.empty()) {
        const SessionInput next = inputs_.front();
        inputs_.pop_front();
        for (const SessionEffect& effect : step(state_, configuration_.policy, next, clock_.now()))
            carryOut(effect);
    }
    processing_ = false;
    settle();
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
        emit reconnectAdvised(QStringLiteral("a CALL was not answered in time"));
        break;
    case Kind::FailOpenCall:
        resolveOpen({.kind = CallOutcome::Kind::ConnectionClosed});
        break;
    case Kind::FailWaitingCalls:
        failWaitingCalls();
        break;
    case Kind::TransactionDone:
        transactions_.pop_front();
        break;
    case Kind::TransactionDiscarded:
        takeTransaction({.kind = CallOutcome::Kind::Dropped});
        break;
    case Kind::Ready:
        emit ready();
        break;
    case Kind::Online:
        emit online();
        break;
    }
}

void Session::armTimer(SessionTimer timer, std::chrono::nanoseconds delay)
{
    timers_[indexOf(timer)] = clock_.startTimer(delay, [this, timer] {
        timers_[indexOf(timer)] = 0;
        if (timer == SessionTimer::Resume)
            expireOldCalls();
        process({.kind = Input::Kind::TimerFired, .timer = timer});
    });
}

void Session::cancelTimer(SessionTimer timer)
{
    clock_.cancelTimer(std::exchange(timers_[indexOf(timer)], 0));
}

void Session::send(Call call, EventKind kind)
{
    recorder_.record(kind, {{FieldKey::MessageId, call.id.toStdString()},
                            {FieldKey::Action, call.action.toStdString()},
                            {FieldKey::Payload, loggable(call.payload)}});
    const QString text = writeCall(call.id, call.action, call.payload);
    openSince_ = clock_.now();
    open_ = std::move(call);
    operations_.sendText(text);
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
    // A kept transaction message that was not answered stays unresolved until it is, or is
    // discarded.
    if (call.sentBefore && outcome.kind != CallOutcome::Kind::Result)
        call.promise.reset();
    call.wantedAt = openSince_;
    resolve(call, outcome);
}

void Session::takeTransaction(const CallOutcome& outcome)
{
    Call call = std::move(transactions_.front());
    transactions_.pop_front();
    recorder_.record(EventKind::QueueDropped, {{FieldKey::MessageId, call.id.toStdString()},
                                               {FieldKey::Action, call.action.toStdString()},
                                               {FieldKey::Reason, "out of attempts"}});
    resolve(call, outcome);
}

} // namespace redial

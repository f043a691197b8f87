// SPDX-License-Identifier: MIT
// The part of Session that takes the application's calls: at once, into a queue, or back to the
// caller.
#include "core/session/session.h"

#include <algorithm>
#include <array>
#include <utility>

namespace redial {

namespace {

using Input = SessionInput;

} // namespace

std::string_view nameOf(CallOutcome::Kind kind)
{
    static constexpr std::array<std::string_view, 5> names{"result", "error", "connection_closed",
                                                           "timed_out", "dropped"};
    return names.at(static_cast<std::size_t>(kind));
}

QFuture<CallOutcome> Session::call(const QString& action, const QJsonObject& payload)
{
    Call call{nextId(), action, payload, std::make_shared<QPromise<CallOutcome>>(), clock_.now()};
    call.promise->start();
    noteStatus(action, payload, false);
    recorder_.record(EventKind::SendRequested, {{FieldKey::MessageId, call.id.toStdString()},
                                                {FieldKey::Action, action.toStdString()}});
    const bool isTransaction = profile_.transactionActions.contains(action);
    if (isTransaction && configuration_.policy.queueTransactions)
        return keepTransaction(std::move(call));
    if (!isOnline())
        return queueOffline(std::move(call));
    auto future = call.promise->future();
    calls_.push_back(std::move(call));
    process({.kind = Input::Kind::CallWanted});
    return future;
}

QFuture<CallOutcome> Session::keepTransaction(Call call)
{
    const bool full = transactions_.size() >= configuration_.policy.transactionQueueBound;
    if (full && !makeRoomForTransaction())
        return refuse(std::move(call), CallOutcome::Kind::Dropped);
    if (!isOnline()) {
        recorder_.record(EventKind::Queued, {{FieldKey::MessageId, call.id.toStdString()},
                                             {FieldKey::Action, call.action.toStdString()},
                                             {FieldKey::Count, transactions_.size() + 1}});
        if (profile_.marksOffline)
            call.payload.insert(QStringLiteral("offline"), true);
    }
    auto future = call.promise->future();
    transactions_.push_back(std::move(call));
    // One message has taken another's place: as many wait as before.
    full ? settle() : process({.kind = Input::Kind::TransactionWanted});
    return future;
}

/// E04.FR.07, .08: a full queue gives up intermediate messages, the first, the third and so on, and
/// never the beginning or the end of a transaction. False if it has none to spare.
bool Session::makeRoomForTransaction()
{
    const auto canGo = [&](const Call& call) {
        return !call.sentBefore && profile_.isIntermediate(call.action, call.payload);
    };
    const auto find = [&](std::size_t from) {
        const auto begin = transactions_.begin();
        const auto start =
            begin + static_cast<std::ptrdiff_t>(std::min(from, transactions_.size()));
        const auto found = std::find_if(start, transactions_.end(), canGo);
        return static_cast<std::size_t>(found - begin);
    };
    std::size_t spared = find(thinFrom_);
    if (spared == transactions_.size())
        spared = find(0);
    if (spared == transactions_.size())
        return false;
    dropTransaction(spared, "queue full");
    thinFrom_ = std::min(find(spared) + 1, transactions_.size());
    return true;
}

QFuture<CallOutcome> Session::queueOffline(Call call)
{
    switch (configuration_.policy.offlineSend) {
    case OfflineSend::Reject:
        return refuse(std::move(call), CallOutcome::Kind::ConnectionClosed);
    case OfflineSend::Drop:
        return refuse(std::move(call), CallOutcome::Kind::Dropped);
    case OfflineSend::Queue:
        break;
    }
    expireOldCalls();
    if (calls_.size() >= configuration_.policy.offlineQueueBound)
        return refuse(std::move(call), CallOutcome::Kind::Dropped);
    recorder_.record(EventKind::Queued, {{FieldKey::MessageId, call.id.toStdString()},
                                         {FieldKey::Action, call.action.toStdString()},
                                         {FieldKey::Count, calls_.size() + 1}});
    auto future = call.promise->future();
    calls_.push_back(std::move(call));
    process({.kind = Input::Kind::CallWanted});
    return future;
}

QFuture<CallOutcome> Session::refuse(Call call, CallOutcome::Kind kind)
{
    recorder_.record(kind == CallOutcome::Kind::Dropped ? EventKind::QueueDropped
                                                        : EventKind::SendRejected,
                     {{FieldKey::MessageId, call.id.toStdString()},
                      {FieldKey::Action, call.action.toStdString()},
                      {FieldKey::Reason, nameOf(kind)}});
    auto future = call.promise->future();
    settled_.emplace_back(std::move(call.promise), CallOutcome{.kind = kind});
    settle();
    return future;
}

/// Only at rest, when the machine has counted every call that waits.
void Session::expireOldCalls()
{
    if (processing_ || configuration_.policy.offlineSend != OfflineSend::Queue)
        return;
    const auto mostAge = configuration_.policy.offlineQueueTtl;
    while (state_.waitingCalls > 0 && clock_.now() - calls_.front().wantedAt > mostAge) {
        Call call = std::move(calls_.front());
        calls_.pop_front();
        step(state_, configuration_.policy, {.kind = Input::Kind::CallsDropped}, clock_.now());
        recorder_.record(EventKind::QueueDropped, {{FieldKey::MessageId, call.id.toStdString()},
                                                   {FieldKey::Action, call.action.toStdString()},
                                                   {FieldKey::Reason, "too old"}});
        resolve(call, {.kind = CallOutcome::Kind::Dropped});
    }
}

/// With OfflineSend::Queue the caller hears of a call that is too old when it is.
void Session::watchAge()
{
    clock_.cancelTimer(std::exchange(ageTimer_, 0));
    if (calls_.empty() || configuration_.policy.offlineSend != OfflineSend::Queue)
        return;
    const auto age = clock_.now() - calls_.front().wantedAt;
    const auto remaining = configuration_.policy.offlineQueueTtl - age;
    constexpr auto longest = std::chrono::nanoseconds::max() - std::chrono::nanoseconds(1);
    const auto wait = std::min(remaining, longest) + std::chrono::nanoseconds(1);
    ageTimer_ = clock_.startTimer(wait, [this] {
        ageTimer_ = 0;
        expireOldCalls();
        watchAge();
        settle();
    });
}

} // namespace redial

// SPDX-License-Identifier: MIT
// The part of Session that takes the application's calls: at once, into a queue, or back to the
// caller.
#include "core/session/session.h"

#include <array>

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
    if (transactions_.size() >= configuration_.policy.transactionQueueBound)
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
    process({.kind = Input::Kind::TransactionWanted});
    return future;
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

void Session::expireOldCalls()
{
    const MonotonicTime oldest = clock_.now() - configuration_.policy.offlineQueueTtl;
    while (!calls_.empty() && calls_.front().wantedAt < oldest) {
        Call call = std::move(calls_.front());
        calls_.pop_front();
        process({.kind = Input::Kind::CallsDropped, .count = 1});
        recorder_.record(EventKind::QueueDropped, {{FieldKey::MessageId, call.id.toStdString()},
                                                   {FieldKey::Action, call.action.toStdString()},
                                                   {FieldKey::Reason, "too old"}});
        resolve(call, {.kind = CallOutcome::Kind::Dropped});
    }
}

} // namespace redial

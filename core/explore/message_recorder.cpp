// SPDX-License-Identifier: MIT
#include "core/explore/message_recorder.h"

#include <utility>

namespace redial {

namespace {

using Input = SessionInput::Kind;
using Kind = SessionEffect::Kind;

} // namespace

void MessageRecorder::setPlace(std::uint32_t epoch, std::uint32_t attempt)
{
    recorder_.setEpoch(epoch);
    recorder_.setAttempt(attempt);
}

MessageRecorder::Message MessageRecorder::make(const std::string& action)
{
    return {"E-" + std::to_string(++lastId_), action};
}

void MessageRecorder::input(const SessionInput& input, bool online)
{
    isWanting_ = input.kind == Input::CallWanted;
    switch (input.kind) {
    case Input::CallWanted:
        return want(calls_, "StatusNotification",
                    !online && policy_.offlineSend == OfflineSend::Queue);
    case Input::TransactionWanted:
        return want(transactions_, "MeterValues", !online);
    case Input::BootAnswered:
        return bootAnswered(input);
    case Input::CallAnswered:
        if (open_.action == "Heartbeat")
            recorder_.record(EventKind::HeartbeatAnswered, {{FieldKey::MessageId, open_.id}});
        return resolveOpen("result");
    case Input::CallFailed:
        return resolveOpen("error");
    case Input::BootTriggered:
    case Input::HeartbeatTriggered:
        recorder_.record(EventKind::CallReceived,
                         {{FieldKey::MessageId, "S-" + std::to_string(++lastId_)},
                          {FieldKey::Action, "TriggerMessage"}});
        return;
    default:
        return;
    }
}

void MessageRecorder::want(std::deque<Message>& queue, const std::string& action, bool mayQueue)
{
    queue.push_back(make(action));
    const Message& message = queue.back();
    recorder_.record(EventKind::SendRequested,
                     {{FieldKey::MessageId, message.id}, {FieldKey::Action, action}});
    if (mayQueue)
        recorder_.record(EventKind::Queued, {{FieldKey::MessageId, message.id},
                                             {FieldKey::Action, action},
                                             {FieldKey::Count, queue.size()}});
}

void MessageRecorder::bootAnswered(const SessionInput& input)
{
    recorder_.record(EventKind::BootAnswered,
                     {{FieldKey::MessageId, open_.id},
                      {FieldKey::Status, nameOf(input.status)},
                      {FieldKey::IntervalNs, input.interval},
                      {FieldKey::LatencyNs, recorder_.clock().now() - open_.sentAt}});
    resolveOpen("result");
}

void MessageRecorder::effect(const SessionEffect& effect)
{
    switch (effect.kind) {
    case Kind::SendBoot:
        return send(make("BootNotification"), EventKind::BootSent);
    case Kind::SendHeartbeat:
        return send(make("Heartbeat"), EventKind::HeartbeatSent);
    case Kind::SendCall:
        return sendFront(calls_, false);
    case Kind::SendTransaction:
        return sendFront(transactions_, true);
    case Kind::OpenCallTimedOut:
        if (effect.call == OpenCall::Boot)
            recorder_.record(EventKind::BootTimedOut);
        return resolveOpen("timed_out");
    case Kind::FailOpenCall:
        return resolveOpen("connection_closed");
    case Kind::FailWaitingCalls:
        return failWaiting();
    case Kind::TransactionDone:
    case Kind::TransactionDiscarded:
        if (!transactions_.empty())
            transactions_.pop_front();
        return;
    default:
        return;
    }
}

void MessageRecorder::send(Message message, EventKind kind)
{
    message.sentAt = recorder_.clock().now();
    recorder_.record(kind, {{FieldKey::MessageId, message.id},
                            {FieldKey::Action, message.action},
                            {FieldKey::Payload, "{}"}});
    open_ = std::move(message);
}

/// A wrong machine may send what is not there: then it is a new message.
void MessageRecorder::sendFront(std::deque<Message>& queue, bool stays)
{
    Message message = queue.empty() ? make("StatusNotification") : queue.front();
    if (!queue.empty() && !stays)
        queue.pop_front();
    send(std::move(message), EventKind::CallSent);
}

void MessageRecorder::resolve(const Message& message, std::string_view outcome)
{
    recorder_.record(EventKind::CallResolved, {{FieldKey::MessageId, message.id},
                                               {FieldKey::Action, message.action},
                                               {FieldKey::Outcome, outcome}});
}

void MessageRecorder::resolveOpen(std::string_view outcome)
{
    if (!open_.id.empty())
        resolve(std::exchange(open_, {}), outcome);
}

void MessageRecorder::failWaiting()
{
    for (const Message& message : std::exchange(calls_, {})) {
        if (isWanting_)
            recorder_.record(EventKind::SendRejected, {{FieldKey::MessageId, message.id},
                                                       {FieldKey::Action, message.action},
                                                       {FieldKey::Reason, "connection_closed"}});
        else
            resolve(message, "connection_closed");
    }
}

} // namespace redial

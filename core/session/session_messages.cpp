// SPDX-License-Identifier: MIT
// The part of Session that reads what the server sends: answers to our CALLs, and CALLs of its own.
#include "core/session/session.h"
#include "core/wire/ocpp_secrets.h"

#include <QJsonDocument>

#include <algorithm>

namespace redial {

namespace {

using Input = SessionInput;

/// Absent if the server's word is none of the three.
std::optional<RegistrationStatus> registrationStatus(const QString& text)
{
    for (const auto status : {RegistrationStatus::Accepted, RegistrationStatus::Pending,
                              RegistrationStatus::Rejected}) {
        const std::string_view name = nameOf(status);
        if (text == QLatin1String(name.data(), int(name.size())))
            return status;
    }
    return std::nullopt;
}

} // namespace

void Session::textReceived(const QString& text)
{
    if (state_.phase == SessionPhase::Closed)
        return;
    const auto message = parseOcppMessage(text, configuration_.version);
    if (!message)
        return onMalformed(message.error());
    switch (message->type) {
    case OcppMessageType::Call:
        onCall(*message);
        break;
    case OcppMessageType::CallResult:
    case OcppMessageType::CallError:
        onAnswer(*message);
        break;
    case OcppMessageType::CallResultError:
        onResultRefused(*message);
        break;
    case OcppMessageType::Send:
        emit callReceived(message->action, message->payload);
        break;
    }
}

void Session::onMalformed(const OcppMessageError& error)
{
    recorder_.record(EventKind::MalformedMessage,
                     {{FieldKey::MessageId, error.messageId.toStdString()},
                      {FieldKey::ErrorCode, error.errorCode.toStdString()},
                      {FieldKey::Detail, error.sentence.toStdString()}});
    if (error.reply && state_.lastAnswer != RegistrationStatus::Rejected) {
        recorder_.record(EventKind::AnswerSent,
                         {{FieldKey::MessageId, error.messageId.toStdString()},
                          {FieldKey::Outcome, "error"},
                          {FieldKey::ErrorCode, error.errorCode.toStdString()}});
        operations_.sendText(writeReply(error));
    }
    // A broken answer is an answer all the same: nothing better will come.
    if (error.isAnswer && open_ && open_->id == error.messageId)
        onAnswer(
            {OcppMessageType::CallError, error.messageId, {}, {}, error.errorCode, error.sentence});
}

/// 2.1: the server could not make sense of an answer of ours. There is nothing to repeat.
void Session::onResultRefused(const OcppMessage& message)
{
    recorder_.record(EventKind::UnexpectedAnswer,
                     {{FieldKey::MessageId, message.id.toStdString()},
                      {FieldKey::ErrorCode, message.errorCode.toStdString()},
                      {FieldKey::ErrorDescription, message.errorDescription.toStdString()}});
}

void Session::onAnswer(const OcppMessage& message)
{
    if (!open_ || open_->id != message.id) {
        recorder_.record(EventKind::UnexpectedAnswer,
                         {{FieldKey::MessageId, message.id.toStdString()}});
        return;
    }
    const OpenCall kind = state_.open;
    const bool isResult = message.type == OcppMessageType::CallResult;
    if (kind == OpenCall::Boot && isResult &&
        registrationStatus(message.payload.value(QLatin1String("status")).toString()))
        return onBootResult(message.payload);
    if (kind == OpenCall::Heartbeat && isResult)
        recorder_.record(EventKind::HeartbeatAnswered,
                         {{FieldKey::MessageId, message.id.toStdString()},
                          {FieldKey::LatencyNs, clock_.now() - openSince_}});
    if (isResult)
        resolveOpen({.kind = CallOutcome::Kind::Result, .payload = message.payload});
    else
        resolveOpen({CallOutcome::Kind::Error, message.payload, message.errorCode,
                     message.errorDescription});
    const bool failed = !isResult || kind == OpenCall::Boot;
    process({.kind = failed ? Input::Kind::CallFailed : Input::Kind::CallAnswered});
    if (kind == OpenCall::Heartbeat && isResult)
        emit heartbeatAnswered();
}

void Session::onBootResult(const QJsonObject& payload)
{
    const RegistrationStatus status =
        *registrationStatus(payload.value(QLatin1String("status")).toString());
    constexpr double longestInterval = 10.0 * 365 * 24 * 3600;
    const double seconds =
        std::clamp(payload.value(QLatin1String("interval")).toDouble(0), 0.0, longestInterval);
    const auto interval = std::chrono::seconds(static_cast<std::int64_t>(seconds));
    recorder_.record(EventKind::BootAnswered, {{FieldKey::MessageId, open_->id.toStdString()},
                                               {FieldKey::Status, nameOf(status)},
                                               {FieldKey::IntervalNs, interval},
                                               {FieldKey::LatencyNs, clock_.now() - openSince_}});
    resolveOpen({.kind = CallOutcome::Kind::Result, .payload = payload});
    if (status == RegistrationStatus::Accepted)
        bootReason_ = QStringLiteral("PowerUp");
    emit bootAnswered(status, interval);
    process({.kind = Input::Kind::BootAnswered, .status = status, .interval = interval});
}

void Session::onCall(const OcppMessage& message)
{
    const std::string payload =
        maskSecrets(QJsonDocument(message.payload).toJson(QJsonDocument::Compact)).toStdString();
    recorder_.record(EventKind::CallReceived, {{FieldKey::MessageId, message.id.toStdString()},
                                               {FieldKey::Action, message.action.toStdString()},
                                               {FieldKey::Payload, payload}});
    // B03.FR.08, and 1.6 errata 3.10 for the time before the first answer.
    if (!state_.isRegistered() && state_.lastAnswer != RegistrationStatus::Pending)
        return answerError(message, QStringLiteral("SecurityError"),
                           QStringLiteral("the station is not accepted"));
    if (message.action == QLatin1String("TriggerMessage"))
        onTriggerMessage(message);
    else if (message.action == QLatin1String("Reset")) {
        answer(message, {{QStringLiteral("status"), QStringLiteral("Accepted")}});
        requireBoot(QStringLiteral("RemoteReset"));
        emit resetRequested(message.payload.value(QLatin1String("type")).toString());
    } else
        answerError(message, profile_.notImplemented,
                    QStringLiteral("%1 is not known here").arg(message.action));
    emit callReceived(message.action, message.payload);
}

/// A server that triggers without end and answers nothing must not fill the queue.
bool Session::isWaiting(const QString& action) const
{
    return std::any_of(calls_.begin(), calls_.end(),
                       [&](const Call& call) { return call.action == action; });
}

void Session::onTriggerMessage(const OcppMessage& message)
{
    const QString wanted = message.payload.value(QLatin1String("requestedMessage")).toString();
    const auto accept = [&] {
        answer(message, {{QStringLiteral("status"), QStringLiteral("Accepted")}});
    };
    if (wanted == QLatin1String("BootNotification") &&
        (profile_.bootsWhenRegistered || !state_.isRegistered())) {
        accept();
        bootReason_ = QStringLiteral("Triggered");
        process({.kind = Input::Kind::BootTriggered});
    } else if (wanted == QLatin1String("Heartbeat") && isOnline()) {
        accept();
        process({.kind = Input::Kind::HeartbeatTriggered});
    } else if (wanted == QLatin1String("StatusNotification") && isOnline() &&
               connectors_.isKnown(profile_.triggeredConnector(message.payload)) &&
               !isWaiting(QStringLiteral("StatusNotification"))) {
        accept();
        reportConnector(profile_.triggeredConnector(message.payload));
    } else {
        const bool known = wanted == QLatin1String("BootNotification") ||
                           wanted == QLatin1String("Heartbeat") ||
                           wanted == QLatin1String("StatusNotification");
        answer(message, {{QStringLiteral("status"),
                          known ? QStringLiteral("Rejected") : QStringLiteral("NotImplemented")}});
    }
}

void Session::answer(const OcppMessage& call, const QJsonObject& payload)
{
    recorder_.record(EventKind::AnswerSent, {{FieldKey::MessageId, call.id.toStdString()},
                                             {FieldKey::Action, call.action.toStdString()},
                                             {FieldKey::Outcome, "result"}});
    operations_.sendText(writeCallResult(call.id, payload));
}

void Session::answerError(const OcppMessage& call, const QString& code, const QString& description)
{
    recorder_.record(EventKind::AnswerSent, {{FieldKey::MessageId, call.id.toStdString()},
                                             {FieldKey::Action, call.action.toStdString()},
                                             {FieldKey::Outcome, "error"},
                                             {FieldKey::ErrorCode, code.toStdString()}});
    operations_.sendText(writeCallError(call.id, code, description));
}

} // namespace redial
